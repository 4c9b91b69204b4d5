// Both knees.
#include "loadgen/stats/knee.hpp"

#include <algorithm>

namespace lab {
namespace {

constexpr double kSurelyInside = 0.9;

bool is_good(const LoadStep& step) {
  return step.throughput > 0 && step.good_share >= kLeastGoodShare;
}

bool holds(const LoadStep& step, Duration idle) {
  return to_seconds(step.latency) <= kTakeOff * to_seconds(idle) && is_good(step) &&
         step.keeps_up == KeepsUp::kMaybe;
}

/// The least of good steps; none without any.
std::optional<Duration> least_latency(std::span<const LoadStep> steps) {
  std::optional<Duration> least;
  for (const auto& step : steps) {
    if (is_good(step) && (!least || step.latency < *least)) least = step.latency;
  }
  return least;
}

/// No knee yet.
Knee looked_for_in(std::span<const LoadStep> steps) {
  Knee knee;
  if (steps.empty()) return knee;
  knee.lowest = steps.front().load;
  knee.highest = steps.back().load;
  return knee;
}

Knee refused(Knee knee, KneeDoubt doubt) {
  knee.doubt = doubt;
  return knee;
}

}  // namespace

Knee knee_of_clients(std::span<const LoadStep> steps) {
  auto knee = looked_for_in(steps);
  if (steps.size() < 2) return knee;
  const auto most = std::max_element(steps.begin(), steps.end(), [](const auto& a, const auto& b) {
    return a.throughput < b.throughput;
  });
  const auto least = least_latency(steps);
  if (!least) return refused(knee, KneeDoubt::kNoGoodReply);
  const double at = most->throughput * to_seconds(*least);
  if (at > kSurelyInside * knee.highest) return refused(knee, KneeDoubt::kNotReached);
  if (at < kSurelyInside * knee.lowest) return refused(knee, KneeDoubt::kBelowLadder);
  knee.doubt = KneeDoubt::kNone;
  knee.at = at;
  return knee;
}

Knee knee_of_rates(std::span<const LoadStep> steps) {
  auto knee = looked_for_in(steps);
  if (steps.size() < 2) return knee;
  if (!least_latency(steps)) return refused(knee, KneeDoubt::kNoGoodReply);
  const auto idle = steps.front().latency;
  const auto beyond = std::find_if(steps.begin(), steps.end(),
                                   [&](const LoadStep& step) { return !holds(step, idle); });
  if (beyond == steps.begin()) return refused(knee, KneeDoubt::kBelowLadder);
  if (beyond == steps.end()) return refused(knee, KneeDoubt::kNotReached);
  knee.doubt = KneeDoubt::kNone;
  knee.at = std::prev(beyond)->load;
  knee.above = beyond->load;
  return knee;
}

bool enough_until_take_off(double connections, double rate, Duration idle) {
  return kTakeOff * rate * to_seconds(idle) <= connections;
}

}  // namespace lab
