// What a request asks for, as data: steps to carry out and how, and what came of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/clock.hpp"
#include "server/model.hpp"

namespace lab {

/// Waits as I/O does: no CPU time.
struct Wait {
  Duration time{};
  friend bool operator==(const Wait&, const Wait&) = default;
};
/// Burns exactly this much CPU time of the thread that runs it.
struct Burn {
  Duration cpu{};
  friend bool operator==(const Burn&, const Burn&) = default;
};
using Work = std::variant<Wait, Burn>;

/// "wait" or "cpu", as replies and Server-Timing call it.
std::string_view work_name(const Work& work);
Duration asked_time(const Work& work);

/// How an event loop runs a step: let go of the thread, hold it, or hand the step to the offload
/// pool. The blocking models hold their thread whatever this says.
enum class Via { kAwait, kBlock, kPool };
std::string_view via_name(Via via);
std::optional<Via> find_via(std::string_view name);

struct Step {
  Work work;
  Via via = Via::kBlock;
  friend bool operator==(const Step&, const Step&) = default;
};
using Job = std::vector<Step>;

struct StepOutcome {
  std::string_view work;  // work_name()
  Via ran = Via::kBlock;  // how it really ran
  Duration asked{};
  Duration took{};  // wall time, queueing for the pool included
  Duration cpu{};   // of the thread that ran it; zero when awaited
};

/// Why a job did not get done.
enum class JobFault { kNone, kPoolFull };

struct Outcome {
  Identity who;
  std::vector<StepOutcome> steps;
  JobFault fault = JobFault::kNone;
};

}  // namespace lab
