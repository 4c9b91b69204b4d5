// Figures and sentences of sweeps.
#include "loadgen/report/sweep_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/units.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::array<LegendRow, 5> kLegend{{
    {"good/s", "good replies a second, the median of the rounds, and its 95 % interval over them"},
    {"mean", "of the latency, in the median round"},
    {"p50, p99",
     "of the latency, likewise; >= at least that, since requests were still unanswered; * may be "
     "chance, since fewer than ten requests took longer"},
    {"pred/s", "good replies a second as predicted"},
    {"p.mean", "mean latency as predicted; n/a: nothing can be said, or the queue grows for ever"},
}};
constexpr LegendRow kClients{"clients",
                             "connections, each of which asks again as soon as it was answered"};
constexpr LegendRow kRate{"rate/s",
                          "requests a second that are sent at random moments, whatever comes back"};

struct Mark {
  char sign;
  std::string_view meaning;
};
constexpr Mark kGeneratorMark{
    'g', "loadgen itself was the limit here, not the server: left out of fit and knee"};
constexpr Mark kConnectionsMark{
    'c',
    "requests waited for a free connection of ours (give more --connections): left out of fit "
    "and knee"};
constexpr Mark kOverloadMark{
    'o',
    "the server did not keep up: it had all --connections in use, and they are enough for twice "
    "the latency of the lowest rate that counts; this one counts as beyond the knee"};
constexpr Mark kSharedMark{
    's',
    "server and loadgen took all cores together: what is measured and fitted here is how the "
    "two get along on this machine; a server that is alone on it does more"};
constexpr Mark kErrorMark{'e', "more than 1 % of the requests got no good reply"};

std::vector<Mark> marks_of(const SweepRow& row) {
  std::vector<Mark> marks;
  if (row.limit == Limit::kGenerator) marks.push_back(kGeneratorMark);
  if (row.limit == Limit::kConnections)
    marks.push_back(row.counts() ? kOverloadMark : kConnectionsMark);
  if (row.limit == Limit::kSharedCores) marks.push_back(kSharedMark);
  if (row.good_share < kLeastGoodShare) marks.push_back(kErrorMark);
  return marks;
}

std::string optional_text(const std::optional<Duration>& value) {
  return value ? format_duration(*value) : "n/a";
}

std::string optional_rate(const std::optional<double>& value) {
  return value ? format_number(*value) : "n/a";
}

std::string number_interval(const std::optional<Interval>& interval) {
  if (!interval) return "-";
  return fmt::format("{:.4g} - {:.4g}", interval->low, interval->high);
}

std::string rate_interval(const std::optional<Interval>& interval) {
  return interval_text(interval, Unit::kPerSecond);
}

std::string per_client(double value) { return fmt::format("{:.4g}", value); }

void add_peak(const UslVerdict& verdict, std::vector<LawRow>& rows) {
  if (!verdict.peak()) return;
  const auto& intervals = *verdict.intervals;
  rows.push_back({"N*", per_client(*verdict.peak()), number_interval(intervals.peak),
                  "clients at the peak, sqrt((1 - alpha) / beta)"});
  rows.push_back({"X(N*)", quantity_text(*verdict.peak_throughput(), Unit::kPerSecond),
                  rate_interval(intervals.peak_throughput), "throughput there"});
}

}  // namespace

SweepWords words_of(const SweepRow& row) {
  std::string mark;
  for (const auto& one : marks_of(row)) mark += one.sign;
  if (!row.good)
    return {fmt::format("{:g}", row.load),
            "n/a",
            "-",
            "n/a",
            "n/a",
            "n/a",
            optional_rate(row.predicted.per_second),
            optional_text(row.predicted.latency),
            mark};
  return {.load = fmt::format("{:g}", row.load),
          .good = format_number(row.good->median),
          .interval = rate_interval(row.good->interval),
          .mean = value_text(row.mean),
          .p50 = figure_text(row.p50),
          .p99 = figure_text(row.p99),
          .predicted = optional_rate(row.predicted.per_second),
          .predicted_mean = optional_text(row.predicted.latency),
          .mark = mark};
}

std::vector<LegendRow> sweep_legend(LoadKind kind) {
  std::vector<LegendRow> rows{kind == LoadKind::kRates ? kRate : kClients};
  rows.insert(rows.end(), kLegend.begin(), kLegend.end());
  return rows;
}

std::string_view load_heading(LoadKind kind) {
  return kind == LoadKind::kRates ? kRate.name : kClients.name;
}

OverviewWords overview_of(const SweptServer& server, const ServerSummary& summary) {
  OverviewWords words{server.name, "n/a", "-", "-", "-"};
  if (const auto* best = best_row(summary)) {
    words.most = format_number(best->good->median);
    words.at = fmt::format("{:g}", best->load);
  }
  if (summary.knee.doubt == KneeDoubt::kNone) words.knee = fmt::format("{:.3g}", summary.knee.at);
  const auto peak = summary.usl ? summary.usl->peak() : std::nullopt;
  if (peak) words.peak = fmt::format("{:.3g}", *peak);
  return words;
}

std::string ladder_text(const SweepPlan& plan) {
  std::string text;
  for (const double load : plan.loads)
    text += fmt::format("{}{:g}", text.empty() ? "" : ", ", load);
  return text + (plan.kind == LoadKind::kRates ? " requests/s" : " clients");
}

std::string server_text(const SweptServer& server) {
  if (!server.deployment) return server.name;
  const auto& d = *server.deployment;
  return fmt::format("{}: {}, {} on {}", server.name, model_name(d.model),
                     plural(static_cast<std::uint64_t>(d.workers), "worker"),
                     plural(static_cast<std::uint64_t>(d.cores), "core"));
}

std::vector<std::string> mark_sentences(const ServerSummary& summary) {
  std::vector<std::string> sentences;
  for (const auto& mark :
       {kGeneratorMark, kConnectionsMark, kOverloadMark, kSharedMark, kErrorMark}) {
    const auto has = [&](const SweepRow& row) {
      const auto marks = marks_of(row);
      return std::any_of(marks.begin(), marks.end(),
                         [&](const Mark& one) { return one.sign == mark.sign; });
    };
    if (std::any_of(summary.rows.begin(), summary.rows.end(), has))
      sentences.push_back(fmt::format("{}: {}.", mark.sign, mark.meaning));
  }
  return sentences;
}

std::vector<LawRow> law_rows(const UslVerdict& verdict) {
  if (!verdict.describes()) return {};
  const auto& law = verdict.fit->law;
  const auto of = [&](Interval UslIntervals::*part) {
    return verdict.intervals ? std::optional(*verdict.intervals.*part) : std::nullopt;
  };
  std::vector<LawRow> rows{
      {"alpha", fmt::format("{:.4g}", law.alpha), number_interval(of(&UslIntervals::alpha)),
       "contention: the share of work that queues for one thing"},
      {"beta", fmt::format("{:.4g}", law.beta), number_interval(of(&UslIntervals::beta)),
       "coherency: what each client costs each other one"},
      {"gamma", quantity_text(law.gamma, Unit::kPerSecond), rate_interval(of(&UslIntervals::gamma)),
       "throughput of one client"}};
  add_peak(verdict, rows);
  return rows;
}

}  // namespace lab
