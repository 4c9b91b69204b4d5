// Cuts a histogram into steps of equal ratio.
#include "loadgen/stats/latency_bars.hpp"

#include <algorithm>
#include <cmath>

namespace lab {
namespace {

constexpr double kNarrowest = 1.01;

/// The edges of the bars. Values below a nanosecond count as one, since zero has no logarithm.
class Scale {
 public:
  Scale(std::uint64_t min, std::uint64_t max, std::size_t most)
      : min_(std::max(1.0, static_cast<double>(min))),
        max_(std::max(min_, static_cast<double>(max))) {
    const auto fit = std::floor(std::log(max_ / min_) / std::log(kNarrowest));
    bars_ = static_cast<std::size_t>(std::clamp(fit, 1.0, static_cast<double>(most)));
  }

  std::size_t bars() const { return bars_; }

  Duration edge(std::size_t bar) const {
    if (bar + 1 == bars_) return Duration(std::llround(max_));
    const auto part = static_cast<double>(bar + 1) / static_cast<double>(bars_);
    return Duration(std::llround(min_ * std::pow(max_ / min_, part)));
  }

  /// The bar of a value: the first one whose edge is not below it.
  std::size_t bar_of(std::uint64_t value) const {
    std::size_t bar = 0;
    while (bar + 1 < bars_ && static_cast<std::uint64_t>(edge(bar).count()) < value) ++bar;
    return bar;
  }

 private:
  double min_;
  double max_;
  std::size_t bars_ = 1;
};

void fill(std::vector<LatencyBar>& bars, const Scale& scale, const Histogram& histogram,
          std::uint64_t LatencyBar::*counts) {
  for (std::size_t i = 0; i < LatencyBuckets::size(); ++i) {
    const auto count = histogram.count_at(i);
    if (count == 0) continue;
    const auto value = std::clamp(LatencyBuckets::highest(i), histogram.min(), histogram.max());
    bars[scale.bar_of(value)].*counts += count;
  }
}

}  // namespace

std::vector<LatencyBar> latency_bars(const Latencies& latencies, std::size_t most) {
  Histogram all = latencies.answered;
  all.merge(latencies.unanswered);
  if (all.count() == 0) return {};
  const Scale scale(all.min(), all.max(), most);
  std::vector<LatencyBar> bars(scale.bars());
  for (std::size_t i = 0; i < bars.size(); ++i) bars[i].up_to = scale.edge(i);
  fill(bars, scale, latencies.answered, &LatencyBar::answered);
  fill(bars, scale, latencies.unanswered, &LatencyBar::unanswered);
  for (auto& bar : bars) {
    bar.share = static_cast<double>(bar.count()) / static_cast<double>(all.count());
  }
  return bars;
}

}  // namespace lab
