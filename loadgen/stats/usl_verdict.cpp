// Resamples rounds, and says what the law may be used for.
#include "loadgen/stats/usl_verdict.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "loadgen/engine/random.hpp"

namespace lab {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kTail = 0.025;
constexpr double kNormal = 1.959964;  // its 97.5 % quantile

std::vector<LoadPoint> together(const UslRounds& rounds) {
  std::vector<LoadPoint> points;
  for (const auto& round : rounds) points.insert(points.end(), round.begin(), round.end());
  return points;
}

std::vector<LoadPoint> drawn(const UslRounds& rounds, Random& random) {
  std::vector<LoadPoint> points;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const auto pick = static_cast<std::size_t>(random.unit() * static_cast<double>(rounds.size()));
    points.insert(points.end(), rounds[pick].begin(), rounds[pick].end());
  }
  return points;
}

double peak_or_never(const Usl& law) { return law.peak().value_or(kNever); }

/// A law without a peak comes ever closer to gamma / alpha, or grows for ever.
double most_throughput(const Usl& law) {
  if (const auto peak = law.peak()) return law.throughput_at(*peak);
  return law.alpha > 0 ? law.gamma / law.alpha : kNever;
}

/// The laws of all resamples.
class Bootstrap {
 public:
  Bootstrap(const UslRounds& rounds, const Usl& law, std::uint64_t seed, int resamples)
      : law_(law), stretch_(stretch_for(rounds.size())) {
    Random random(seed, 0);
    for (int i = 0; i < resamples; ++i) {
      if (const auto fit = fit_usl(drawn(rounds, random))) laws_.push_back(fit->law);
    }
  }

  /// False where no resample could be fitted.
  bool any() const { return !laws_.empty(); }

  template <class Value>
  Interval plain(Value value) const {
    const auto [low, high] = middle(value);
    const double at = value(law_);
    return {std::max(0.0, at - stretch_ * std::max(0.0, at - low)),
            at + stretch_ * std::max(0.0, high - at)};
  }

  /// Of a value above zero. None when it has no end.
  template <class Value>
  std::optional<Interval> in_factors(Value value) const {
    const auto [low, high] = middle(value);
    const double at = value(law_);
    if (!std::isfinite(high) || !std::isfinite(at)) return std::nullopt;
    return Interval{at * std::pow(std::min(1.0, low / at), stretch_),
                    at * std::pow(std::max(1.0, high / at), stretch_)};
  }

 private:
  static double stretch_for(std::size_t rounds) {
    const auto n = static_cast<double>(rounds);
    return student_t95(rounds) / kNormal * std::sqrt(n / (n - 1));
  }

  template <class Value>
  Interval middle(Value value) const {
    std::vector<double> values;
    for (const auto& law : laws_) values.push_back(value(law));
    std::sort(values.begin(), values.end());
    const auto cut = static_cast<std::size_t>(kTail * static_cast<double>(values.size()));
    return {values[cut], values[values.size() - 1 - cut]};
  }

  Usl law_;
  double stretch_;
  std::vector<Usl> laws_;
};

std::optional<UslIntervals> intervals_of(const Bootstrap& bootstrap) {
  if (!bootstrap.any()) return std::nullopt;
  return UslIntervals{bootstrap.plain([](const Usl& law) { return law.alpha; }),
                      bootstrap.plain([](const Usl& law) { return law.beta; }),
                      bootstrap.plain([](const Usl& law) { return law.gamma; }),
                      bootstrap.in_factors(peak_or_never), bootstrap.in_factors(most_throughput)};
}

double worst_miss(const std::vector<LoadPoint>& points, const UslFit& fit) {
  struct Sums {
    double residual = 0, throughput = 0, count = 0;
  };
  std::map<double, Sums> by_load;
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto& sums = by_load[points[i].load];
    sums.residual += fit.residuals[i];
    sums.throughput += points[i].throughput;
    sums.count += 1;
  }
  double farthest = 0, highest = 0;
  for (const auto& [load, sums] : by_load) {
    farthest = std::max(farthest, std::abs(sums.residual) / sums.count);
    highest = std::max(highest, sums.throughput / sums.count);
  }
  return farthest / highest;
}

double squares_of(const UslFit& fit) {
  return std::inner_product(fit.residuals.begin(), fit.residuals.end(), fit.residuals.begin(), 0.0);
}

UslDoubt doubt_of(const UslVerdict& verdict) {
  if (verdict.loads < kFewestLoads) return UslDoubt::kTooFewLoads;
  if (!verdict.fit) return UslDoubt::kNoGoodReply;  // the only other reason for none
  if (verdict.fit->r_squared < kLeastRSquared) return UslDoubt::kBadFit;
  if (verdict.beside_a_limit < squares_of(*verdict.fit)) return UslDoubt::kHardLimit;
  if (verdict.worst_miss > kFarthestMiss) return UslDoubt::kBadFit;
  if (verdict.fit->law.alpha >= 1) return UslDoubt::kFallsAtOnce;
  const auto peak = verdict.fit->law.peak();
  if (!verdict.intervals) return peak ? UslDoubt::kOneRound : UslDoubt::kNoBend;
  if (!peak || verdict.intervals->beta.low <= 0) return UslDoubt::kNoBend;
  const bool far = *peak > kFarthestPeak * verdict.highest_load;
  return far || !verdict.intervals->peak ? UslDoubt::kFarPeak : UslDoubt::kNone;
}

}  // namespace

bool UslVerdict::describes() const {
  return fit && doubt != UslDoubt::kBadFit && doubt != UslDoubt::kHardLimit;
}

std::optional<double> UslVerdict::peak() const {
  return doubt == UslDoubt::kNone ? fit->law.peak() : std::nullopt;
}

std::optional<double> UslVerdict::peak_throughput() const {
  const auto at = peak();
  return at ? std::optional(fit->law.throughput_at(*at)) : std::nullopt;
}

UslVerdict judge_scalability(const UslRounds& rounds, std::uint64_t seed, int resamples) {
  assert(resamples >= 1);
  const auto points = together(rounds);
  UslVerdict verdict;
  verdict.loads = distinct_loads(points);
  for (const auto& point : points)
    verdict.highest_load = std::max(verdict.highest_load, point.load);
  if (verdict.loads >= kFewestLoads) verdict.fit = fit_usl(points);
  if (verdict.fit) verdict.worst_miss = worst_miss(points, *verdict.fit);
  verdict.beside_a_limit = squares_beside_a_limit(points);
  if (verdict.fit && rounds.size() >= 2)
    verdict.intervals = intervals_of(Bootstrap(rounds, verdict.fit->law, seed, resamples));
  verdict.doubt = doubt_of(verdict);
  return verdict;
}

}  // namespace lab
