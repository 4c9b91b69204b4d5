// The table of quantities.
#include "loadgen/experiment/quantity.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace lab {
namespace {

constexpr std::array kRows{
    QuantityRow{Quantity::kGood, "good replies", Unit::kPerSecond},
    QuantityRow{Quantity::kRefused, "refusals (5xx)", Unit::kPerSecond},
    QuantityRow{Quantity::kTotalTime, "time until all are answered", Unit::kTime},
    QuantityRow{Quantity::kMean, "mean latency", Unit::kTime},
    QuantityRow{Quantity::kP50, "p50 latency", Unit::kTime},
    QuantityRow{Quantity::kP90, "p90 latency", Unit::kTime},
    QuantityRow{Quantity::kP99, "p99 latency", Unit::kTime},
    QuantityRow{Quantity::kMax, "longest latency", Unit::kTime},
    QuantityRow{Quantity::kCpuPerRequest, "CPU time a request", Unit::kTime},
    QuantityRow{Quantity::kSwitchesPerRequest, "context switches a request", Unit::kCount},
    QuantityRow{Quantity::kInFlight, "requests in flight at once", Unit::kCount},
    QuantityRow{Quantity::kVictimMean, "victims' mean latency", Unit::kTime},
    QuantityRow{Quantity::kVictimP50, "victims' p50 latency", Unit::kTime},
    QuantityRow{Quantity::kVictimP90, "victims' p90 latency", Unit::kTime},
    QuantityRow{Quantity::kVictimP99, "victims' p99 latency", Unit::kTime},
    QuantityRow{Quantity::kVictimsDelayed, "victims delayed", Unit::kShare},
    QuantityRow{Quantity::kNeverAnswered, "clients never answered", Unit::kCount},
    QuantityRow{Quantity::kConnectedAtOnce, "connected at once", Unit::kCount},
    QuantityRow{Quantity::kConnectedBetween, "connected after 0.1 to 0.9 s", Unit::kCount},
    QuantityRow{Quantity::kFirstLateConnect, "first later connect time", Unit::kTime},
    QuantityRow{Quantity::kDrops, "drops of the listen queue", Unit::kCount},
    QuantityRow{Quantity::kAnswered, "requests answered", Unit::kCount},
    QuantityRow{Quantity::kLost, "requests lost", Unit::kCount},
    QuantityRow{Quantity::kReset, "connections reset", Unit::kCount},
    QuantityRow{Quantity::kExitCode, "exit code", Unit::kCount},
    QuantityRow{Quantity::kGone, "time from SIGTERM to its end", Unit::kTime},
    QuantityRow{Quantity::kConnectionMemory, "memory a connection", Unit::kBytes},
    QuantityRow{Quantity::kMoreThreads, "added threads", Unit::kCount},
    QuantityRow{Quantity::kGoodRequest, "latency of a good request", Unit::kTime},
    QuantityRow{Quantity::kIdlePrivate, "private bytes an idle worker", Unit::kBytes},
    QuantityRow{Quantity::kTouchedPrivate, "added private bytes", Unit::kBytes},
    QuantityRow{Quantity::kAddTime, "time of an add", Unit::kTime},
    QuantityRow{Quantity::kAddsCounted, "adds in one counter", Unit::kCount},
    QuantityRow{Quantity::kPause, "longest pause in service", Unit::kTime},
    QuantityRow{Quantity::kNeighbours, "machine taken by other programs", Unit::kShare},
};

}  // namespace

const QuantityRow& row_of(Quantity quantity) {
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [&](const QuantityRow& r) { return r.quantity == quantity; });
  assert(row != kRows.end());
  return *row;
}

}  // namespace lab
