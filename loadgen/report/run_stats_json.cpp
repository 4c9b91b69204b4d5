// Lays statistics out as run.schema.json describes them.
#include "loadgen/report/run_stats_json.hpp"

#include <boost/json/array.hpp>

#include "loadgen/report/figure_json.hpp"

namespace lab {
namespace json = boost::json;
namespace {

json::value interval_json(const std::optional<PercentileInterval>& interval) {
  if (!interval) return nullptr;
  return json::object{{"low", figure_json(interval->low)},
                      {"high", figure_json(interval->high)},
                      {"widened", interval->widening == Widening::kBySeconds},
                      {"design_effect", interval->design_effect}};
}

json::value rounds_json(const std::vector<RoundRow>& rows) {
  json::array rounds;
  for (const auto& row : rows) {
    rounds.push_back(json::object{{"measured_s", to_seconds(row.measured)},
                                  {"good_per_s", rate_json(row.good_per_second)},
                                  {"p50", figure_json(row.p50)},
                                  {"p99", figure_json(row.p99)},
                                  {"not_good", row.not_good},
                                  {"whole", row.end == RoundEnd::kWhole}});
  }
  return rounds;
}

json::value ms_or_null(const std::optional<Duration>& time) {
  if (!time) return nullptr;
  return to_ms(*time);
}

json::value over_json(const std::optional<OverRounds>& over) {
  if (!over) return nullptr;
  return json::object{{"median_ms", to_ms(over->median.value)},
                      {"at_least", over->median.bound == Bound::kAtLeast},
                      {"low_ms", ms_or_null(over->low)},
                      {"high_ms", ms_or_null(over->high)}};
}

json::value across_json(const std::optional<AcrossRounds>& across) {
  if (!across) return nullptr;
  json::object object{{"rounds", across->rounds},
                      {"p50", over_json(across->p50)},
                      {"p99", over_json(across->p99)},
                      {"good_per_s", nullptr}};
  if (const auto& rate = across->good_per_second) {
    json::object good{{"median", rate->median}, {"low", nullptr}, {"high", nullptr}};
    if (rate->interval) {
      good["low"] = rate->interval->low;
      good["high"] = rate->interval->high;
    }
    object["good_per_s"] = std::move(good);
  }
  return object;
}

json::value measured_json(const Measured& measured) {
  if (const auto* figure = std::get_if<Figure>(&measured)) return figure_json(*figure);
  if (const auto* share = std::get_if<ErrorShare>(&measured)) return {{"share", share->of_one}};
  if (const auto* rate = std::get_if<Rate>(&measured)) return {{"per_s", rate->per_second}};
  return nullptr;
}

json::value expectations_json(const std::vector<Judgement>& judgements) {
  json::array expectations;
  for (const auto& judged : judgements) {
    expectations.push_back(json::object{{"text", judged.text},
                                        {"measured", measured_json(judged.measured)},
                                        {"met", judged.met == Met::kYes}});
  }
  return expectations;
}

}  // namespace

json::value intervals_json(const PercentileIntervals& intervals) {
  json::object object;
  for (std::size_t i = 0; i < kIntervals; ++i) {
    object[stat_name(kIntervalStats[i])] = interval_json(intervals[i]);
  }
  return object;
}

json::value bars_json(const std::vector<LatencyBar>& bars) {
  json::array array;
  for (const auto& bar : bars) {
    array.push_back(json::object{{"up_to_ms", to_ms(bar.up_to)},
                                 {"answered", bar.answered},
                                 {"unanswered", bar.unanswered}});
  }
  return array;
}

json::value fairness_json(const std::optional<Fairness>& fairness) {
  if (!fairness) return nullptr;
  return json::object{
      {"of", fairness->of}, {"least_share", fairness->least}, {"most_share", fairness->most}};
}

json::value machine_json(const std::optional<MachineSummary>& machine) {
  if (!machine) return nullptr;
  return json::object{
      {"cores", machine->cores}, {"busy", machine->busy}, {"generator", machine->generator}};
}

void add_verdicts(json::object& report, const RunSummary& summary) {
  report["rounds"] = rounds_json(summary.rounds);
  report["across_rounds"] = across_json(summary.across_rounds);
  report["expectations"] = expectations_json(summary.expectations);
}

}  // namespace lab
