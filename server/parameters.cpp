// Reads query parameters and pipelines strictly.
#include "server/parameters.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

/// Milliseconds with up to three decimals.
Result<Duration> parse_milliseconds(std::string_view text, std::uint64_t cap) {
  const auto point = text.find('.');
  const bool too_fine = point != std::string_view::npos && text.size() - point - 1 > 3;
  const auto value = parse_decimal(text);
  if (!value || too_fine || *value > static_cast<double>(cap)) return problem("not in range");
  return Duration(std::llround(*value * 1000) * 1000);
}

struct StepKind {
  std::string_view name;
  Work (*make)(Duration);
  Via via;         // unless the step says otherwise
  bool may_await;  // CPU work has no asynchronous form
};

constexpr std::array<StepKind, 3> kStepKinds{
    {{"io", [](Duration t) -> Work { return Wait{t}; }, Via::kAwait, true},
     {"block", [](Duration t) -> Work { return Wait{t}; }, Via::kBlock, true},
     {"cpu", [](Duration t) -> Work { return Burn{t}; }, Via::kBlock, false}}};

constexpr std::string_view kNoAwait =
    "CPU work cannot be awaited: it needs a thread, so use block or pool";

constexpr std::string_view kAutoVia = "auto";

constexpr std::string_view kNoDiskAwait =
    "a file cannot be awaited: to an event loop it is always ready, so use block or pool";

Result<Step> parse_step(std::string_view text) {
  const auto colon = text.find(':');
  const auto at = text.find('@');
  const auto name = text.substr(0, colon);
  const auto kind = std::find_if(kStepKinds.begin(), kStepKinds.end(),
                                 [&](const auto& k) { return k.name == name; });
  const auto bad = [&] {
    return problem(
        "step '{}' is not io:MS, cpu:MS or block:MS with MS from 0 to {} and an optional @await, "
        "@block or @pool",
        printable(text), kMostMilliseconds);
  };
  if (kind == kStepKinds.end() || colon == std::string_view::npos || at < colon) return bad();
  const auto time = parse_milliseconds(text.substr(colon + 1, at - colon - 1), kMostMilliseconds);
  if (!time) return bad();
  auto via = std::optional(kind->via);
  if (at != std::string_view::npos) via = find_via(text.substr(at + 1));
  if (!via) return bad();
  if (*via == Via::kAwait && !kind->may_await)
    return problem("step '{}': {}", printable(text), kNoAwait);
  return Step{kind->make(*time), *via};
}

Result<void> check(const Parameter& parameter, const std::string& value) {
  const auto refused = [&](bool fine) -> Result<void> {
    if (fine) return {};
    return problem("parameter {}={} is refused: accepted are {}", parameter.name, printable(value),
                   accepted_values(parameter));
  };
  switch (parameter.kind) {
    case ParameterKind::kMilliseconds:
      return refused(parse_milliseconds(value, parameter.cap).has_value());
    case ParameterKind::kCount: {
      const auto count = parse_count(value);
      return refused(count && *count <= parameter.cap);
    }
    case ParameterKind::kVia:
      return refused(find_via(value).has_value());
    case ParameterKind::kCpuVia:
      if (value == "await") return problem("parameter via=await is refused: {}", kNoAwait);
      return refused(find_via(value).has_value());
    case ParameterKind::kDiskVia:
      if (value == "await") return problem("parameter via=await is refused: {}", kNoDiskAwait);
      return refused(find_via(value).has_value());
    case ParameterKind::kDatabaseVia:
      return refused(value == kAutoVia || find_via(value).has_value());
    case ParameterKind::kScope:
      return refused(find_scope(value).has_value());
    case ParameterKind::kPipeline:
      if (const auto job = parse_pipeline(value); !job) {
        return problem("parameter {} is refused: {}", parameter.name, job.error().text);
      }
  }
  return {};
}

std::string names_of(std::span<const Parameter> parameters) {
  if (parameters.empty()) return "this endpoint takes none";
  std::string names;
  for (const auto& p : parameters) names += fmt::format("{}{}", names.empty() ? "" : ", ", p.name);
  return "accepted are " + names;
}

}  // namespace

std::string accepted_values(const Parameter& parameter) {
  switch (parameter.kind) {
    case ParameterKind::kMilliseconds:
      return fmt::format("milliseconds from 0 to {}, decimals to 0.001", parameter.cap);
    case ParameterKind::kCount:
      return fmt::format("whole numbers from 0 to {}", parameter.cap);
    case ParameterKind::kVia:
      return "await, block and pool";
    case ParameterKind::kCpuVia:
    case ParameterKind::kDiskVia:
      return "block and pool";
    case ParameterKind::kDatabaseVia:
      return "auto, block and pool, and await with PostgreSQL";
    case ParameterKind::kScope:
      return "local and shared";
    case ParameterKind::kPipeline:
      return fmt::format("1 to {} steps such as io:20,cpu:5@pool,block:2", kMostSteps);
  }
  return {};
}

Result<Job> parse_pipeline(std::string_view text) {
  Job job;
  for (;;) {
    const auto comma = text.find(',');
    const auto step = parse_step(text.substr(0, comma));
    if (!step) return step.error();
    if (job.size() == kMostSteps) return problem("it has more than {} steps", kMostSteps);
    job.push_back(*step);
    if (comma == std::string_view::npos) return job;
    text.remove_prefix(comma + 1);
  }
}

Result<Arguments> read_arguments(std::span<const Parameter> parameters, std::string_view query) {
  const auto pairs = parse_query(query);
  if (!pairs) return pairs.error();
  Arguments arguments;
  for (const auto& [name, value] : *pairs) {
    const auto known = std::find_if(parameters.begin(), parameters.end(),
                                    [&n = name](const Parameter& p) { return p.name == n; });
    if (known == parameters.end()) {
      return problem("parameter {} is unknown: {}", printable(name), names_of(parameters));
    }
    for (const auto& [given, ignored] : arguments.values_) {
      if (given == known->name) return problem("parameter {} is given more than once", given);
    }
    if (auto checked = check(*known, value); !checked) return checked.error();
    arguments.values_.emplace_back(known->name, value);
  }
  for (const auto& p : parameters) {
    const auto given = std::any_of(arguments.values_.begin(), arguments.values_.end(),
                                   [&](const auto& v) { return v.first == p.name; });
    if (!given) arguments.values_.emplace_back(p.name, p.fallback);
  }
  return arguments;
}

const std::string& Arguments::text(std::string_view name) const {
  const auto found =
      std::find_if(values_.begin(), values_.end(), [&](const auto& v) { return v.first == name; });
  assert(found != values_.end());
  return found->second;
}

Duration Arguments::milliseconds(std::string_view name) const {
  return *parse_milliseconds(text(name), kMostMilliseconds);
}
std::uint64_t Arguments::count(std::string_view name) const { return *parse_count(text(name)); }
Via Arguments::via() const { return find_via(text("via")).value_or(Via::kAwait); }
bool Arguments::leaves_via_to_us() const { return text("via") == kAutoVia; }
StateScope Arguments::scope() const { return *find_scope(text("scope")); }
Job Arguments::pipeline(std::string_view name) const { return *parse_pipeline(text(name)); }

}  // namespace lab
