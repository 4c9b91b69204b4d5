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
constexpr Mark kSharedMark{
    's',
    "server and loadgen took all cores together: what is measured and fitted here is how the "
    "two get along on this machine; a server that is alone on it does more"};
constexpr Mark kErrorMark{'e', "more than 1 % of the requests got no good reply"};

std::vector<Mark> marks_of(const SweepRow& row) {
  std::vector<Mark> marks;
  if (row.limit == Limit::kGenerator) marks.push_back(kGeneratorMark);
  if (row.limit == Limit::kConnections) marks.push_back(kConnectionsMark);
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

/// "wait 40ms, CPU 2ms".
std::string demand_text(const Demand& demand) {
  std::string text;
  const auto add = [&](std::string_view name, Duration time) {
    if (time <= Duration::zero()) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, format_duration(time));
  };
  add("waiting", demand.wait);
  add("holding the thread", demand.hold);
  add("CPU", demand.cpu);
  add("in the pool", demand.pool);
  return text;
}

std::string source_text(LoadKind kind, const Basis& basis) {
  if (basis.from == Basis::From::kTarget)
    return fmt::format("From what the request asks for ({}) and how the server runs",
                       demand_text(basis.demand));
  const auto whose = kind == LoadKind::kRates ? "the lowest rate" : "one client alone";
  const auto cpu = basis.deployment ? fmt::format(", {} of it CPU time by the admin port",
                                                  format_duration(basis.demand.cpu))
                                    : "";
  return fmt::format("From what {} measured ({} a request{})", whose,
                     format_duration(basis.demand.total()), cpu);
}

std::string closed_sentence(const Basis& basis) {
  const auto source = source_text(LoadKind::kConnections, basis);
  if (!basis.deployment)
    return source +
           ": clients / that time, the bound of a server without limits. There is no admin port "
           "(--admin) to tell its cores and workers.";
  const auto loop =
      basis.from == Basis::From::kLowestLoad && basis.deployment->model == Model::kAsync
          ? " Assumes that all its CPU time is its loops' and that nothing blocks them."
          : "";
  return source +
         ": the least that clients, cores, workers, loops and pool allow (bottleneck law), and "
         "latency by Little's law. It leaves out what HTTP itself costs and what queues do below "
         "the bound, so it is the most that can be." +
         loop;
}

std::string_view queue_text(const Basis& basis) {
  const bool exact = basis.from == Basis::From::kTarget;
  switch (basis.deployment->model) {
    case Model::kProcess:
      return exact ? "the queue for the workers (M/D/c)" : "the queue for the workers (M/M/c)";
    case Model::kThread:
      return "the cores shared by those who compute (M/M/c)";
    case Model::kAsync:
      return exact ? "the queue for each loop (M/D/1) and its pool (M/D/c)"
                   : "the queue for each loop (M/M/1)";
  }
  return {};
}

std::string open_sentence(const Basis& basis) {
  return fmt::format(
      "{}, with random arrivals: all is served up to the capacity, and latency is that time and "
      "the mean wait in {}. Long-run means: short windows lie beside them, the more so near the "
      "capacity.",
      source_text(LoadKind::kRates, basis), queue_text(basis));
}

constexpr std::string_view kNoBasis =
    "Nothing: the request's demands are not known to loadgen, and the ladder has no step of one "
    "client that would show them.";
constexpr std::string_view kNoBasisOpen =
    "Nothing: how the server runs is not known without its admin port (--admin).";

std::string per_client(double value) { return fmt::format("{:.4g}", value); }

void add_peak(const UslVerdict& verdict, std::vector<LawRow>& rows) {
  if (!verdict.peak()) return;
  const auto& intervals = *verdict.intervals;
  rows.push_back({"N*", per_client(*verdict.peak()), number_interval(intervals.peak),
                  "clients at the peak, sqrt((1 - alpha) / beta)"});
  rows.push_back({"X(N*)", quantity_text(*verdict.peak_throughput(), Unit::kPerSecond),
                  rate_interval(intervals.peak_throughput), "throughput there"});
}

std::string far_text(const UslVerdict& verdict) {
  const auto peak = verdict.fit->law.peak();
  return fmt::format(
      "No peak is told: the law would put it at {:.4g} clients{}, and the ladder ends at {:g}. "
      "Beyond {:g} times the highest load it is a guess; measure there.",
      *peak, *peak > kFarthestPeak * verdict.highest_load ? "" : " with an interval without end",
      verdict.highest_load, kFarthestPeak);
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
  constexpr std::array<std::string_view, 3> kModels{"process", "thread", "async"};
  const auto& d = *server.deployment;
  return fmt::format("{}: {}, {} on {}", server.name, kModels[static_cast<std::size_t>(d.model)],
                     plural(static_cast<std::uint64_t>(d.workers), "worker"),
                     plural(static_cast<std::uint64_t>(d.cores), "core"));
}

std::vector<std::string> mark_sentences(const ServerSummary& summary) {
  std::vector<std::string> sentences;
  for (const auto& mark : {kGeneratorMark, kConnectionsMark, kSharedMark, kErrorMark}) {
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

std::string basis_sentence(LoadKind kind, const Basis& basis) {
  const bool rates = kind == LoadKind::kRates;
  if (basis.from == Basis::From::kNothing) return std::string(rates ? kNoBasisOpen : kNoBasis);
  if (!rates) return closed_sentence(basis);
  return basis.deployment ? open_sentence(basis) : std::string(kNoBasisOpen);
}

std::string knee_sentence(const SweepPlan& plan, const Knee& knee) {
  const bool rates = plan.kind == LoadKind::kRates;
  switch (knee.doubt) {
    case KneeDoubt::kTooFewLoads:
      return "Not told: it takes two loads that tell of the server.";
    case KneeDoubt::kNotReached:
      return rates ? fmt::format(
                         "Not reached: up to {:g}/s latency stays below twice that of the "
                         "lowest rate.",
                         plan.loads.back())
                   : fmt::format("Not reached: throughput still grows at {:g} clients.",
                                 plan.loads.back());
    case KneeDoubt::kBelowLadder:
      return fmt::format("Below the ladder: the lowest load, {:g}, is beyond it already.",
                         plan.loads.front());
    case KneeDoubt::kNone:
      break;
  }
  if (rates)
    return fmt::format(
        "{:g}/s is the highest rate before latency takes off; at {:g}/s it is over "
        "twice that of the lowest rate, or replies fail.",
        knee.at, *knee.above);
  return fmt::format(
      "{:.3g} clients: where the highest throughput and the lowest latency that were "
      "measured cross (N* = X_max R_min). More of them mostly wait.",
      knee.at);
}

std::vector<LawRow> law_rows(const UslVerdict& verdict) {
  if (!verdict.fit || verdict.doubt == UslDoubt::kBadFit) return {};
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

std::string fit_sentence(const UslVerdict& verdict) {
  if (!verdict.fit) return {};
  return fmt::format(
      "X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)), least squares on "
      "throughput over {}: R^2 = {:.4f}.",
      plural(verdict.loads, "load"), verdict.fit->r_squared);
}

std::string refusal_sentence(const UslVerdict& verdict) {
  switch (verdict.doubt) {
    case UslDoubt::kNone:
      return {};
    case UslDoubt::kTooFewLoads:
      return fmt::format(
          "Not fitted: three parameters need {} different loads that tell of the "
          "server, and there are {}.",
          kFewestLoads, verdict.loads);
    case UslDoubt::kBadFit:
      return fmt::format(
          "Nothing is concluded: the law does not describe these figures (R^2 below "
          "{:g}). A limit that sets in at once, as a fixed number of workers, is "
          "none of its kind.",
          kLeastRSquared);
    case UslDoubt::kOneRound:
      return "No peak is told: one round does not show how far chance moved it; run more --rounds.";
    case UslDoubt::kNoBend:
      return fmt::format(
          "No peak is told: throughput may as well never fall, as beta may be 0. If "
          "there is a peak, it lies beyond {:g} clients.",
          verdict.highest_load);
    case UslDoubt::kFarPeak:
      return far_text(verdict);
  }
  return {};
}

std::string_view no_law_sentence() {
  return "Not fitted: it speaks of clients at work at the same time, and rates say nothing of "
         "those; sweep --connections for it.";
}

std::string certainty_sentence(const Sweep& sweep) {
  const auto whole = whole_rounds(sweep);
  const auto wanted = static_cast<std::size_t>(sweep.plan.rounds);
  if (whole < wanted)
    return fmt::format("Cut short: {} of {} rounds are whole; steps that were not reached are n/a.",
                       whole, wanted);
  if (wanted == 1) return "One round: nothing tells how far chance moved a figure.";
  return fmt::format("Medians of {} rounds, each in a random order of its own (--seed {}).", wanted,
                     sweep.plan.seed);
}

}  // namespace lab
