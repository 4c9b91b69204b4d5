// Round robin by credit, and draws by running sums.
#include "loadgen/engine/mix.hpp"

#include <algorithm>

namespace lab {

SmoothRoundRobin::SmoothRoundRobin(const std::vector<MixEntry>& mix) {
  for (const auto& entry : mix) {
    turns_.push_back({entry.weight});
    total_ += entry.weight;
  }
}

std::size_t SmoothRoundRobin::next() {
  std::size_t best = 0;
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    turns_[i].credit += turns_[i].weight;
    if (turns_[i].credit > turns_[best].credit) best = i;
  }
  turns_[best].credit -= total_;
  return best;
}

WeightedDraw::WeightedDraw(const std::vector<MixEntry>& mix, std::uint64_t seed)
    : random_(seed, 1) {
  double sum = 0;
  for (const auto& entry : mix) upto_.push_back(sum += entry.weight);
}

std::size_t WeightedDraw::next() {
  const double at = random_.unit() * upto_.back();
  const auto found = std::upper_bound(upto_.begin(), upto_.end() - 1, at);
  return static_cast<std::size_t>(found - upto_.begin());
}

}  // namespace lab
