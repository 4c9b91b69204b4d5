// What the rounds of one load say together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/confidence.hpp"
#include "loadgen/stats/latency_summary.hpp"

namespace lab {

/// Whether a round went on for as long as it should.
enum class RoundEnd { kWhole, kInterrupted };

struct RoundRow {
  Duration measured{};
  std::optional<double> good_per_second;
  std::optional<Figure> p50;
  std::optional<Figure> p99;
  std::uint64_t not_good = 0;  // requests due that got no good reply
  RoundEnd end = RoundEnd::kWhole;
};

RoundRow summarize_round(const RunResult& result, RoundEnd end);

/// A figure over rounds. The interval is Student's t on the logarithms of the rounds, as everywhere
/// in this project (log_interval): below six rounds an order-statistics interval of the median does
/// not reach 95 %, not even from the least round to the greatest. It is about the geometric mean
/// and may lie beside the median of lopsided rounds.
struct OverRounds {
  Figure median;                      // "at least" where rounds with a bound could move it
  std::optional<Duration> low, high;  // none as well when a round is only a bound
};

struct RateOverRounds {
  double median = 0;
  std::optional<Interval> interval;
};

/// Of whole rounds.
struct AcrossRounds {
  std::size_t rounds = 0;
  std::optional<RateOverRounds> good_per_second;
  std::optional<OverRounds> p50;
  std::optional<OverRounds> p99;
};

/// The median of figures, at least one: known when it would be the same with every bound beyond all
/// else, otherwise "at least".
Figure median_figure(const std::vector<Figure>& figures);

/// None below two whole rounds. A figure is none unless every whole round has it.
std::optional<AcrossRounds> across_rounds(const std::vector<RoundRow>& rounds);

/// The order of `count` servers in a round, counted from 0: forwards and backwards in turn, so that
/// what changes on the machine meets all.
std::vector<std::size_t> interleaved_order(std::size_t count, std::size_t round);

/// The plan of a round, counted from 0. Its random choices are its own: the seed goes up by one a
/// round, so one round can be repeated alone.
LoadPlan plan_of_round(const LoadPlan& plan, unsigned round);

}  // namespace lab
