// Reads what `loadgen capacity --json` wrote, as far as a plan needs it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "loadgen/capacity/limit.hpp"
#include "loadgen/capacity/search.hpp"
#include "loadgen/stats/demand.hpp"
#include "loadgen/stats/expectation.hpp"

namespace lab {

/// A server and the bracket found for it; nothing for what was not found out.
struct SavedServer {
  std::string name;
  std::optional<Model> model;
  std::optional<unsigned> workers;
  std::optional<double> cores;
  std::optional<double> pass_per_s;
  std::optional<double> fail_per_s;
  double confidence = 0;
  Conclusion conclusion = Conclusion::kInterrupted;
  FirstLimit limit = FirstLimit::kUnknown;
  Duration alone{};  // the median at the lowest rate, where hardly anybody waits
  Duration p50{};    // at the last pass; zero without one
  Duration p99{};
  std::optional<Duration> cpu;   // of the server, a request
  std::optional<double> memory;  // bytes, at the last pass
  unsigned connections = 0;      // likewise
};

struct SavedCapacity {
  std::vector<Expectation> objectives;
  std::vector<SavedServer> servers;  // at least one
};

/// A problem in one line, which names the place, for every text that is no such report.
Result<SavedCapacity> parse_saved_capacity(std::string_view text);

}  // namespace lab
