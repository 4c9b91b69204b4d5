// Both knees.
#include "loadgen/stats/knee.hpp"

#include <algorithm>

namespace lab {
namespace {

constexpr double kSurelyInside = 0.9;

bool holds(const LoadStep& step, Duration idle) {
  return to_seconds(step.latency) <= kTakeOff * to_seconds(idle) &&
         step.good_share >= kLeastGoodShare;
}

}  // namespace

Knee knee_of_clients(std::span<const LoadStep> steps) {
  if (steps.size() < 2) return {};
  const auto most = std::max_element(steps.begin(), steps.end(), [](const auto& a, const auto& b) {
    return a.throughput < b.throughput;
  });
  const auto least = std::min_element(steps.begin(), steps.end(), [](const auto& a, const auto& b) {
    return a.latency < b.latency;
  });
  const double at = most->throughput * to_seconds(least->latency);
  if (at > kSurelyInside * steps.back().load) return {KneeDoubt::kNotReached, 0, std::nullopt};
  if (at < kSurelyInside * steps.front().load) return {KneeDoubt::kBelowLadder, 0, std::nullopt};
  return {KneeDoubt::kNone, at, std::nullopt};
}

Knee knee_of_rates(std::span<const LoadStep> steps) {
  if (steps.size() < 2) return {};
  const auto idle = steps.front().latency;
  const auto beyond = std::find_if(steps.begin(), steps.end(),
                                   [&](const LoadStep& step) { return !holds(step, idle); });
  if (beyond == steps.begin()) return {KneeDoubt::kBelowLadder, 0, std::nullopt};
  if (beyond == steps.end()) return {KneeDoubt::kNotReached, 0, std::nullopt};
  return {KneeDoubt::kNone, std::prev(beyond)->load, beyond->load};
}

}  // namespace lab
