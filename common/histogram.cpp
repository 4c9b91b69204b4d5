// Recording, merging and percentiles of the histograms.
#include "common/histogram.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

namespace lab {

namespace {

/// The value of the bucket that is next to `value`. The last bucket takes whatever lies above it.
template <class Buckets>
std::uint64_t moved_into(std::size_t bucket, std::uint64_t value) {
  if (bucket + 1 == Buckets::size()) return std::max(value, Buckets::lowest(bucket));
  return std::clamp(value, Buckets::lowest(bucket), Buckets::highest(bucket));
}

}  // namespace

template <class Buckets>
BasicHistogram<Buckets>::BasicHistogram(std::vector<std::uint64_t> counts, std::uint64_t min,
                                        std::uint64_t max, double sum)
    : counts_(std::move(counts)),
      count_(std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0})) {
  assert(counts_.size() == Buckets::size());
  if (count_ == 0) return;
  const auto used = [](std::uint64_t times) { return times > 0; };
  const auto first = std::find_if(counts_.begin(), counts_.end(), used) - counts_.begin();
  const auto last = counts_.rend() - std::find_if(counts_.rbegin(), counts_.rend(), used) - 1;
  min_ = moved_into<Buckets>(static_cast<std::size_t>(first), min);
  max_ = moved_into<Buckets>(static_cast<std::size_t>(last), max);
  sum_ = sum;
}

template <class Buckets>
void BasicHistogram<Buckets>::clear() {
  if (count_ == 0) return;
  const auto used = counts_.begin() + static_cast<std::ptrdiff_t>(Buckets::index(min_));
  std::fill(used, counts_.begin() + static_cast<std::ptrdiff_t>(Buckets::index(max_)) + 1, 0);
  count_ = 0;
  min_ = ~std::uint64_t{0};
  max_ = 0;
  sum_ = 0;
}

template <class Buckets>
void BasicHistogram<Buckets>::record(std::uint64_t value, std::uint64_t times) {
  if (times == 0) return;
  counts_[Buckets::index(value)] += times;
  count_ += times;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
  sum_ += static_cast<double>(value) * static_cast<double>(times);
}

template <class Buckets>
void BasicHistogram<Buckets>::merge(const BasicHistogram& other) {
  if (other.count_ == 0) return;
  const auto last = Buckets::index(other.max_);
  for (auto i = Buckets::index(other.min_); i <= last; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

template <class Buckets>
double BasicHistogram<Buckets>::mean() const {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

template <class Buckets>
double BasicHistogram<Buckets>::stdev() const {
  if (count_ == 0) return 0;
  double squares = 0;
  const double centre = mean();
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    const auto middle =
        std::clamp(static_cast<double>(Buckets::lowest(i) + Buckets::highest(i)) / 2,
                   static_cast<double>(min_), static_cast<double>(max_));
    squares += static_cast<double>(counts_[i]) * (middle - centre) * (middle - centre);
  }
  return std::sqrt(squares / static_cast<double>(count_));
}

template <class Buckets>
std::optional<std::uint64_t> BasicHistogram<Buckets>::percentile(double percent) const {
  if (count_ == 0) return std::nullopt;
  // The small step down keeps 99.9 % of 1000 at rank 999, whatever the rounding of the product.
  const double exact = percent / 100 * static_cast<double>(count_);
  const auto rank =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(exact * (1 - 1e-12))));
  std::uint64_t seen = 0;
  for (auto i = Buckets::index(min_); i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= rank) return std::clamp(Buckets::highest(i), min_, max_);
  }
  return max_;
}

template <class Buckets>
std::uint64_t BasicHistogram<Buckets>::count_above(std::uint64_t value) const {
  std::uint64_t above = 0;
  for (std::size_t i = Buckets::index(value) + 1; i < counts_.size(); ++i) above += counts_[i];
  return above;
}

template class BasicHistogram<LatencyBuckets>;
template class BasicHistogram<LagBuckets>;

LagHistogram SharedLagHistogram::snapshot() const {
  LagHistogram copy;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const auto times = counts_[i].load(std::memory_order_relaxed);
    copy.record(LagBuckets::lowest(i), times);
  }
  return copy;
}

}  // namespace lab
