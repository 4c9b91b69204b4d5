// Reads and writes pipelines. The grammar is that of server/parameters.cpp.
#include "loadgen/stats/pipeline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr double kMostMilliseconds = 60'000;
constexpr std::size_t kMostSteps = 16;
constexpr std::size_t kMostDecimals = 3;

constexpr std::array<std::string_view, 3> kKinds{"io", "block", "cpu"};
constexpr std::array<std::string_view, 3> kVias{"await", "block", "pool"};

template <class Enum>
std::optional<Enum> find_name(const std::array<std::string_view, 3>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

template <class Enum>
std::string_view name_of(const std::array<std::string_view, 3>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

std::optional<Duration> read_milliseconds(std::string_view text) {
  const auto point = text.find('.');
  const bool too_fine = point != std::string_view::npos && text.size() - point - 1 > kMostDecimals;
  const auto value = parse_decimal(text);
  if (!value || too_fine || *value > kMostMilliseconds) return std::nullopt;
  return Duration(std::llround(*value * 1000) * 1000);
}

Problem not_a_step(std::string_view text) {
  return problem(
      "step '{}' is not io:MS, cpu:MS or block:MS with MS from 0 to {} and an optional @await, "
      "@block or @pool",
      printable(text), kMostMilliseconds);
}

Result<PipelineStep> read_step(std::string_view text) {
  const auto colon = text.find(':');
  const auto at = text.find('@');
  const auto kind = find_name<StepKind>(kKinds, text.substr(0, colon));
  if (!kind || colon == std::string_view::npos || at < colon) return not_a_step(text);
  const auto time = read_milliseconds(text.substr(colon + 1, at - colon - 1));
  if (!time) return not_a_step(text);
  auto step = plain_step(*kind, *time);
  if (at == std::string_view::npos) return step;
  const auto via = find_name<StepVia>(kVias, text.substr(at + 1));
  if (!via) return not_a_step(text);
  if (*kind == StepKind::kCpu && *via == StepVia::kAwait)
    return problem("step '{}': CPU work cannot be awaited: it needs a thread, so use block or pool",
                   printable(text));
  step.via = *via;
  return step;
}

Result<void> check_length(const Pipeline& pipeline) {
  if (pipeline.size() > kMostSteps) return problem("it has more than {} steps", kMostSteps);
  const auto asked = to_ms(demand_of(pipeline).total());
  if (asked <= kMostMilliseconds) return {};
  return problem("the steps ask for {} ms together: accepted are 0 to {}", asked,
                 kMostMilliseconds);
}

}  // namespace

PipelineStep plain_step(StepKind kind, Duration time) {
  return {kind, kind == StepKind::kIo ? StepVia::kAwait : StepVia::kBlock, time};
}

Result<Pipeline> read_pipeline(std::string_view text) {
  Pipeline pipeline;
  for (;;) {
    const auto comma = text.find(',');
    const auto step = read_step(text.substr(0, comma));
    if (!step) return step.error();
    pipeline.push_back(*step);
    if (const auto checked = check_length(pipeline); !checked) return checked.error();
    if (comma == std::string_view::npos) return pipeline;
    text.remove_prefix(comma + 1);
  }
}

std::string pipeline_text(const Pipeline& pipeline) {
  std::string text;
  for (const auto& step : pipeline) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(step.time).count();
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", name_of(kKinds, step.kind),
                        static_cast<double>(us) / 1000);
    if (step.via != plain_step(step.kind, {}).via)
      text += fmt::format("@{}", name_of(kVias, step.via));
  }
  return text;
}

Result<std::string> read_pipeline_text(std::string_view text) {
  const auto pipeline = read_pipeline(text);
  if (!pipeline) return pipeline.error();
  return pipeline_text(*pipeline);
}

Demand demand_of(const Pipeline& pipeline) {
  Demand demand;
  for (const auto& step : pipeline) {
    const bool computes = step.kind == StepKind::kCpu;
    if (step.via == StepVia::kPool) {
      demand.pool += step.time;
      if (computes) demand.pool_cpu += step.time;
    } else if (computes) {
      demand.cpu += step.time;
    } else {
      (step.via == StepVia::kAwait ? demand.wait : demand.hold) += step.time;
    }
  }
  return demand;
}

}  // namespace lab
