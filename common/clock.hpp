// The clocks of the project: for moments and deadlines, for the CPU time of a thread, for dates.
#pragma once

#include <chrono>

namespace lab {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = std::chrono::nanoseconds;
/// A moment for people and for comparing machines; never for measuring.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// CPU time the calling thread has consumed (CLOCK_THREAD_CPUTIME_ID). Never wall time.
Duration thread_cpu_time();

/// CPU time the calling process has consumed, all threads together, those that ended included.
Duration process_cpu_time();

constexpr double to_seconds(Duration d) { return std::chrono::duration<double>(d).count(); }
constexpr double to_ms(Duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

WallTime wall_now();

/// The nearest Duration; `seconds` must fit (about 292 years).
Duration from_seconds(double seconds);

}  // namespace lab
