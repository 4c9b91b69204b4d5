// Reads pipelines as strictly as the server does.
#include "loadgen/stats/pipeline.hpp"

#include <cmath>
#include <optional>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr std::size_t kMostSteps = 16;
constexpr double kMostMilliseconds = 60'000;

std::optional<Duration> parse_milliseconds(std::string_view text) {
  const auto point = text.find('.');
  const bool too_fine = point != std::string_view::npos && text.size() - point - 1 > 3;
  const auto value = parse_decimal(text);
  if (!value || too_fine || *value > kMostMilliseconds) return std::nullopt;
  return Duration(std::llround(*value * 1000) * 1000);
}

Problem bad_step(std::string_view text) {
  return problem(
      "step '{}' is not io:MS, cpu:MS or block:MS with MS from 0 to {} and an optional @await, "
      "@block or @pool",
      printable(text), kMostMilliseconds);
}

/// `via` is empty where the step does not say: then an event loop awaits io and holds its thread
/// for the rest.
Result<void> add_step(std::string_view step, std::string_view kind, std::string_view via,
                      Duration time, PipelineDemand& sum) {
  const bool computes = kind == "cpu";
  if (via.empty()) via = kind == "io" ? "await" : "block";
  if (via == "await" && computes)
    return problem("step '{}': CPU work cannot be awaited, so use block or pool", printable(step));
  if (via == "await") {
    sum.demand.wait += time;
  } else if (via == "block") {
    (computes ? sum.demand.cpu : sum.demand.hold) += time;
  } else if (via == "pool") {
    sum.demand.pool += time;
    if (computes) sum.pool_cpu += time;
  } else {
    return bad_step(step);
  }
  return {};
}

Result<void> read_step(std::string_view step, PipelineDemand& sum) {
  const auto colon = step.find(':');
  if (colon == std::string_view::npos) return bad_step(step);
  const auto kind = step.substr(0, colon);
  const auto rest = step.substr(colon + 1);
  const auto at = rest.find('@');
  const auto time = parse_milliseconds(rest.substr(0, at));
  const bool known = kind == "io" || kind == "cpu" || kind == "block";
  if (!known || !time || (at != std::string_view::npos && at + 1 == rest.size()))
    return bad_step(step);
  const auto via = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return add_step(step, kind, via, *time, sum);
}

}  // namespace

Result<PipelineDemand> parse_pipeline_demand(std::string_view text) {
  PipelineDemand sum;
  for (std::size_t steps = 1;; ++steps) {
    const auto comma = text.find(',');
    if (const auto read = read_step(text.substr(0, comma), sum); !read) return read.error();
    if (comma == std::string_view::npos) return sum;
    if (steps == kMostSteps) return problem("it has more than {} steps", kMostSteps);
    text.remove_prefix(comma + 1);
  }
}

}  // namespace lab
