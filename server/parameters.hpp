// Query parameters of an endpoint: one table row each, read and checked alike everywhere.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "server/job.hpp"

namespace lab {

enum class ParameterKind {
  kMilliseconds,
  kCount,
  kVia,
  kCpuVia,
  kDiskVia,
  kDatabaseVia,
  kScope,
  kPipeline
};

struct Parameter {
  std::string_view name;
  ParameterKind kind;
  std::string_view fallback;  // what holds when it is not given
  std::uint64_t cap = 0;      // greatest value, for milliseconds and counts
};

inline constexpr std::uint64_t kMostMilliseconds = 60'000;
inline constexpr std::size_t kMostSteps = 16;

/// What the parameter accepts, in words: "milliseconds from 0 to 60000, decimals to 0.001".
std::string accepted_values(const Parameter& parameter);

/// The checked parameters of one request; a parameter asked for must be in the endpoint's table.
class Arguments {
 public:
  Duration milliseconds(std::string_view name) const;
  std::uint64_t count(std::string_view name) const;
  Via via() const;
  bool leaves_via_to_us() const;  // via=auto, which via() takes for await
  StateScope scope() const;
  Job pipeline(std::string_view name) const;

 private:
  friend Result<Arguments> read_arguments(std::span<const Parameter> parameters,
                                          std::string_view query);
  const std::string& text(std::string_view name) const;
  std::vector<std::pair<std::string_view, std::string>> values_;
};

/// Checks `query` against the table. Unknown, repeated, malformed and out-of-range parameters are
/// Problems that name the parameter, the value and what is accepted.
Result<Arguments> read_arguments(std::span<const Parameter> parameters, std::string_view query);

/// "io:20,cpu:5@pool,block:2" as steps; at most kMostSteps.
Result<Job> parse_pipeline(std::string_view text);

}  // namespace lab
