// Reads expectations and holds a result against them.
#include "loadgen/stats/expectation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

struct MetricRow {
  std::string_view name;
  Metric metric;
};
constexpr std::array<MetricRow, 5> kMetrics{{{"min", Metric::kMin},
                                             {"mean", Metric::kMean},
                                             {"max", Metric::kMax},
                                             {"errors", Metric::kErrors},
                                             {"rate", Metric::kRate}}};

struct RelationRow {
  std::string_view sign;
  Relation relation;
};
// The longer signs first, since the shorter ones begin them.
constexpr std::array<RelationRow, 4> kRelations{{{"<=", Relation::kAtMost},
                                                 {">=", Relation::kAtLeast},
                                                 {"<", Relation::kBelow},
                                                 {">", Relation::kAbove}}};

constexpr std::string_view kAsked = "*asked";

// --- reading ---

std::string without_blanks(std::string_view text) {
  std::string dense(text);
  std::erase(dense, ' ');
  return dense;
}

Result<void> read_metric(std::string_view name, Expectation& e) {
  const auto row = std::find_if(kMetrics.begin(), kMetrics.end(),
                                [&](const auto& known) { return known.name == name; });
  if (row != kMetrics.end()) {
    e.metric = row->metric;
    return {};
  }
  const auto percent = name.starts_with('p') ? parse_decimal(name.substr(1)) : problem("");
  if (!percent || *percent <= 0 || *percent > 100) {
    return problem("'{}' is none of min, mean, max, errors, rate, p50, p99.95, ... up to p100",
                   printable(name));
  }
  e.metric = Metric::kPercentile;
  e.percent = *percent;
  return {};
}

Result<double> read_share(std::string_view text) {
  const auto percent = text.ends_with('%') ? parse_decimal(text.substr(0, text.size() - 1))
                       : text == "0"       ? Result<double>(0.0)
                                           : problem("");
  if (percent && *percent <= 100) return *percent / 100;
  return problem("'{}' is not a share from 0% to 100% (such as 0.1%)", printable(text));
}

Result<void> read_rate(std::string_view text, Expectation& e) {
  if (text.ends_with(kAsked)) {
    e.of = Expectation::Of::kAskedRate;
    const auto factor = parse_decimal(text.substr(0, text.size() - kAsked.size()));
    if (factor && *factor > 0) {
      e.limit = *factor;
      return {};
    }
  } else if (const auto rate = parse_rate(text)) {
    e.limit = rate->per_second;
    return {};
  }
  return problem("'{}' is not a rate (such as 200/s, 5k or 0.98*asked)", printable(text));
}

Result<void> read_limit(std::string_view text, Expectation& e) {
  if (e.metric == Metric::kRate) return read_rate(text, e);
  if (e.metric == Metric::kErrors) {
    const auto share = read_share(text);
    if (!share) return share.error();
    e.limit = *share;
    return {};
  }
  const auto duration = parse_duration(text);
  if (!duration) return problem("'{}' is not a duration (such as 50ms or 1.5s)", printable(text));
  e.limit = to_seconds(*duration);
  return {};
}

// --- judging ---

double number_of(const Measured& measured) {
  if (const auto* figure = std::get_if<Figure>(&measured)) return to_seconds(figure->value);
  if (const auto* share = std::get_if<ErrorShare>(&measured)) return share->of_one;
  return std::get<Rate>(measured).per_second;
}

/// As far as numbers tell that were written in decimals and divided: 0.1 % is 1 in 1000.
bool same(double value, double limit) {
  constexpr double kRounding = 1e-12;
  return std::abs(value - limit) <= kRounding * std::abs(limit);
}

/// The true value is `least` or more. What holds of it and of everything above is met, what holds
/// of nothing from it on is not; between the two nobody knows.
Met met_by_bound(double least, Relation relation, double limit) {
  const bool upwards = relation == Relation::kAbove || relation == Relation::kAtLeast;
  const bool held = relation_holds(least, relation, limit);
  if (upwards) return held ? Met::kYes : Met::kUnknown;
  return held ? Met::kUnknown : Met::kNo;
}

Met met_by(const Measured& measured, Relation relation, double limit) {
  if (std::holds_alternative<std::monostate>(measured)) return Met::kNo;
  const auto* figure = std::get_if<Figure>(&measured);
  if (figure != nullptr && figure->bound == Bound::kAtLeast) {
    return met_by_bound(number_of(measured), relation, limit);
  }
  return relation_holds(number_of(measured), relation, limit) ? Met::kYes : Met::kNo;
}

template <class Value>
Measured measured_or_none(const std::optional<Value>& value) {
  if (!value) return std::monostate();
  return *value;
}

Measured error_share(const EntryFacts& all) {
  if (all.due == 0) return std::monostate();
  const auto not_good = all.due - all.outcomes.of(OutcomeKind::kGood);
  return ErrorShare{static_cast<double>(not_good) / static_cast<double>(all.due)};
}

Measured good_rate(const EntryFacts& all, Duration measured) {
  if (measured <= Duration::zero()) return std::monostate();
  return Rate{static_cast<double>(all.good_in_window) / to_seconds(measured)};
}

Measured measure(const Expectation& e, const EntryFacts& all, Duration window) {
  switch (e.metric) {
    case Metric::kMin: {
      const auto least = at_rank(all.latency, 1);
      if (!least) return std::monostate();
      return Figure{least->value, least->bound};
    }
    case Metric::kMean:
      return measured_or_none(mean(all.latency));
    case Metric::kMax: {
      const auto most = at_rank(all.latency, request_count(all.latency));
      if (!most) return std::monostate();
      return Figure{most->value, most->bound};
    }
    case Metric::kPercentile:
      return measured_or_none(percentile(all.latency, e.percent));
    case Metric::kErrors:
      return error_share(all);
    default:
      return good_rate(all, window);
  }
}

double limit_of(const Expectation& e, const LoadPlan& plan) {
  return e.of == Expectation::Of::kItself ? e.limit : e.limit * plan.open_loop->rate.per_second;
}

}  // namespace

Result<ExpectationWords> split_expectation(std::string_view text, std::string_view examples) {
  const auto dense = without_blanks(text);
  const std::string_view view = dense;
  const auto at = view.find_first_of("<>");
  if (at == std::string_view::npos)
    return problem("'{}' has none of < <= > >= (such as {})", printable(text), examples);
  const auto sign = std::find_if(kRelations.begin(), kRelations.end(), [&](const auto& row) {
    return view.substr(at).starts_with(row.sign);
  });
  return ExpectationWords{dense.substr(0, at), sign->relation,
                          dense.substr(at + sign->sign.size())};
}

bool relation_holds(double value, Relation relation, double limit) {
  const bool equal = same(value, limit);
  switch (relation) {
    case Relation::kBelow:
      return value < limit && !equal;
    case Relation::kAtMost:
      return value < limit || equal;
    case Relation::kAbove:
      return value > limit && !equal;
    default:
      return value > limit || equal;
  }
}

Result<Expectation> parse_expectation(std::string_view text) {
  const auto words = split_expectation(text, "p99<50ms, errors<0.1%, rate>=5k");
  if (!words) return words.error();
  Expectation e;
  e.text = std::string(text);
  e.relation = words->relation;
  if (const auto read = read_metric(words->name, e); !read) return read.error();
  if (const auto read = read_limit(words->value, e); !read) return read.error();
  return e;
}

Result<void> check_expectation(const Expectation& expectation, const LoadPlan& plan) {
  if (expectation.of == Expectation::Of::kItself || plan.open_loop) return {};
  return problem("'{}': a closed loop asks for no rate; give --rate, or a rate such as 5k",
                 printable(expectation.text));
}

std::vector<Judgement> judge(const std::vector<Expectation>& expectations, const LoadPlan& plan,
                             const RunResult& result) {
  const auto all = total(result);
  std::vector<Judgement> judgements;
  for (const auto& e : expectations) {
    const auto measured = measure(e, all, result.measured);
    judgements.push_back({e.text, measured, met_by(measured, e.relation, limit_of(e, plan))});
  }
  return judgements;
}

}  // namespace lab
