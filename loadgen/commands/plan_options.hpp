// What `loadgen plan` was asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadgen/capacity/plan_candidates.hpp"
#include "loadgen/capacity/plan_expectation.hpp"

namespace lab {

/// Where the figures of an instance come from: exactly one of `from`, `work` and `stated.at_most`.
struct PlanOptions {
  PlanQuestion question;  // without latency objectives only when they come from the file
  std::string from;       // a path, or empty
  std::optional<Demand> work;
  std::string work_text;
  StatedInstance stated;
  Duration http_cpu{};  // with `work`
  std::string json;     // a path, "-", or empty
  std::string html;     // likewise
  std::vector<PlanExpectation> expectations;
  std::string help;  // not empty: print it and do nothing
};

/// Of an instance, with a pipeline where none are given.
inline constexpr unsigned kUsualCores = 2;

Result<PlanOptions> parse_plan_options(const std::vector<std::string>& arguments);

}  // namespace lab
