// The clocks of the project: one for moments and deadlines, one for the CPU time of a thread.
#pragma once

#include <chrono>

namespace lab {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = std::chrono::nanoseconds;

/// CPU time the calling thread has consumed (CLOCK_THREAD_CPUTIME_ID). Never wall time.
Duration thread_cpu_time();

/// CPU time the calling process has consumed, all threads together, those that ended included.
Duration process_cpu_time();

constexpr double to_seconds(Duration d) { return std::chrono::duration<double>(d).count(); }
constexpr double to_ms(Duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

/// The nearest Duration; `seconds` must fit (about 292 years).
Duration from_seconds(double seconds);

}  // namespace lab
