// What each way to run the server makes of a pipeline, computed and not measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/units.hpp"
#include "loadgen/compare/matrix.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

/// Who asks, and on what machine it is answered.
struct Situation {
  unsigned connections = 200;
  std::optional<Rate> rate;  // none: each connection asks again once it was answered
  int cores = 1;
  int pool = 4;                // threads an event loop
  Duration http = kUsualHttp;  // CPU time a request beside the pipeline's; above zero
};

/// A way to run the server: a row of server_kinds(), or "prefork": as many processes as the load
/// needs.
struct Candidate {
  std::string_view name;
  Deployment deployment;
  std::vector<std::string> options;  // that the server is started with
};

/// More processes than these are no way to run a server.
inline constexpr int kMostPrefork = 256;

/// Those of `names`, from candidate_names(); without any all that differ from one another: prefork
/// where more processes than cores do more, hybrid where there are cores for it. In the order of
/// their cost: fewest threads and processes first.
std::vector<Candidate> candidates(const Demand& demand, const Situation& situation,
                                  const std::vector<std::string>& names = {});
/// All names that can be asked for, in that order.
const std::vector<std::string_view>& candidate_names();

enum class TailBound { kExact, kAtMost, kAtLeast };

/// A percentile of latency, or a bound of it.
struct Tail {
  Duration value{};
  TailBound bound = TailBound::kExact;
};

struct Outlook {
  Candidate candidate;
  double capacity = 0;    // requests a second, at most
  double per_second = 0;  // that it will serve: in open loop no more than are asked for
  Bottleneck limit = Bottleneck::kClients;  // what runs out first
  std::optional<Duration> mean;             // latency; none where the queue grows for ever
  std::optional<Tail> p99;                  // none where no formula tells it
  /// More than half of what limits it is HTTP itself, which models share: then its capacity is a
  /// guess.
  bool http_bound = false;
  std::uint64_t memory = 0;  // bytes, roughly
};

/// By the bottleneck law (demand.hpp) with the CPU time of HTTP added to that of the pipeline. In
/// closed loop that is a bound, throughput at most so much; so the mean latency, by Little's law
/// N/X, is at least that: clients also wait for one another by chance, most where a limit is near.
/// In open loop it is the request's own time and its waits (waiting.hpp) with fixed service times.
///
/// p99 is told where queueing allows it: equal to the mean where nobody waits and where one loop
/// takes its clients in turn, and at least the mean where only clients are the limit; M/D/1's of a
/// loop without a pool; at processes that have a core each at most M/M/w's, whose service times
/// vary more.
Outlook foresee(const Demand& demand, const Candidate& candidate, const Situation& situation);

}  // namespace lab
