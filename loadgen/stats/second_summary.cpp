// Unpacks one second after another.
#include "loadgen/stats/second_summary.hpp"

#include <algorithm>

namespace lab {
namespace {

constexpr Duration kSecond = std::chrono::seconds(1);

std::optional<Duration> percentile_of(const Histogram& histogram, double percent) {
  const auto value = histogram.percentile(percent);
  if (!value) return std::nullopt;
  return Duration(static_cast<Duration::rep>(*value));
}

SecondSummary summarize(const SecondFacts& second) {
  const auto histogram = *unpack(second.latency);
  return {{},
          histogram.count(),
          percentile_of(histogram, 50),
          percentile_of(histogram, 90),
          percentile_of(histogram, 99),
          percentile_of(histogram, 100)};
}

}  // namespace

Duration covered_by_window(Duration measured, std::size_t second) {
  const auto begin = static_cast<Duration::rep>(second) * kSecond;
  return std::clamp(measured - begin, Duration::zero(), kSecond);
}

std::vector<SecondSummary> summarize_seconds(const RunResult& result) {
  std::vector<SecondSummary> summaries;
  for (const auto& second : result.seconds) {
    auto summary = summarize(second);
    summary.covered = covered_by_window(result.measured, summaries.size());
    summaries.push_back(summary);
  }
  return summaries;
}

}  // namespace lab
