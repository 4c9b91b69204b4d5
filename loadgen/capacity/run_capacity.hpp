// Carries a capacity search out: offers its rates to a real server and tells it what came of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "loadgen/capacity/facts.hpp"
#include "loadgen/engine/plan.hpp"
#include "loadgen/lab/admin_client.hpp"
#include "loadgen/lab/patience.hpp"

namespace lab {

struct CapacitySetup {
  SearchPlan search;
  Objectives objectives;
  std::vector<Header> headers;          // each in place of the one loadgen would send itself
  std::optional<unsigned> connections;  // none: as many as the rate needs
  unsigned threads = 1;
  Reach network;
  std::uint64_t seed = 1;
};

/// A server that is searched: what is asked for, and where it tells how it is doing.
struct CapacityTarget {
  std::string name;
  Url url;
  std::optional<Url> admin;
};

/// Where a search is.
struct CapacityProgress {
  const std::string& server;
  double rate = 0;
  Duration spent{};
  Duration budget{};
};

struct CapacityWatch {
  std::function<void(const ServerCapacity&)> step_done;  // its last step is new or longer
  std::function<bool(const CapacityProgress&)> go_on;    // about ten times a second; false: end
};

/// Whether a server that is to be left alone before a load has become idle.
enum class Idle { kYes, kNotYet, kNever };
/// What a look at its admin port comes to, `waited` after the wait began: a busy server is waited
/// for 5 s longer than the `pause` that the search thinks long enough; what still runs then may be
/// of other clients. One that does not tell is not waited for.
Idle judge_idle(const std::optional<ServerSample>& look, Duration waited, Duration pause);

/// As many connections as are in use when every request takes twice the longest time an objective
/// allows (Little's law), so that a latency above the limit shows in full before the connections
/// run out; within what a generator can hold.
unsigned connections_for(const Objectives& objectives, double rate);

/// The search as it is planned, with what a step of this load takes besides its length.
SearchPlan search_of(const CapacitySetup& plan, const Url& url);

/// The load of one step.
LoadPlan load_of(const CapacitySetup& plan, const Url& url, const Offer& offer);

/// The search as far as it came. A problem when the server cannot be reached
/// at all; one that goes away later ends the search with what was found.
Result<ServerCapacity> find_capacity(const CapacitySetup& plan, const CapacityTarget& target,
                                     const CapacityWatch& watch);

}  // namespace lab
