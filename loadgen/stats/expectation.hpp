// What a run is expected to keep to, as `--expect 'p99<50ms'` says it, and whether it did.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/result.hpp"
#include "common/units.hpp"
#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/latency_summary.hpp"

namespace lab {

enum class Metric {
  kMin,
  kMean,
  kMax,
  kPercentile,
  kErrors,  // share of the requests due that got no good reply
  kRate     // good replies a second
};
enum class Relation { kBelow, kAtMost, kAbove, kAtLeast };

struct Expectation {
  std::string text;  // as given
  Metric metric = Metric::kMax;
  double percent = 0;  // of kPercentile
  Relation relation = Relation::kBelow;
  double limit = 0;  // seconds, a share of 1, or requests a second
  enum class Of { kItself, kAskedRate } of = Of::kItself;  // kAskedRate: `limit` times that
};

/// "NAME OP VALUE" taken apart, without its blanks.
struct ExpectationWords {
  std::string name;
  Relation relation = Relation::kBelow;
  std::string value;
};
/// `examples` is for who gave no OP.
Result<ExpectationWords> split_expectation(std::string_view text, std::string_view examples);

/// As far as numbers tell that were written in decimals and divided: 0.1 % is 1 in 1000.
bool relation_holds(double value, Relation relation, double limit);

/// "METRIC OP VALUE", blanks between them allowed: min, mean, max or a percentile such as p99.95
/// against a duration; errors against "0.1%"; rate against a rate or "0.98*asked". OP is one of
/// < <= > >=.
Result<Expectation> parse_expectation(std::string_view text);

/// A problem when the plan has nothing that the expectation refers to.
Result<void> check_expectation(const Expectation& expectation, const LoadPlan& plan);

/// kUnknown: requests without a reply leave only a lower bound, from which nothing follows. It
/// fails as kNo does, since nothing shows that the expectation was met.
enum class Met { kYes, kNo, kUnknown };

struct ErrorShare {
  double of_one = 0;
  friend bool operator==(const ErrorShare&, const ErrorShare&) = default;
};
/// A latency, a share or a rate; none when nothing was measured, which meets no expectation.
using Measured = std::variant<std::monostate, Figure, ErrorShare, Rate>;

struct Judgement {
  std::string text;
  Measured measured;
  Met met = Met::kNo;
};

/// By the whole result, all rounds together.
std::vector<Judgement> judge(const std::vector<Expectation>& expectations, const LoadPlan& plan,
                             const RunResult& result);

}  // namespace lab
