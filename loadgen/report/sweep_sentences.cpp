// Says what the figures do not.
#include "loadgen/report/sweep_sentences.hpp"

#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

/// "waiting 40ms, CPU 2ms".
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
  const bool measured = basis.from == Basis::From::kLowestLoad;
  const auto loop =
      measured && basis.deployment->model == Model::kAsync
          ? " Assumes that all its CPU time is its loops' and that nothing blocks them."
          : "";
  return fmt::format(
      "{}: the least that clients, cores, workers, loops and pool allow (bottleneck law), and "
      "latency by Little's law. It leaves out {}what queues do below the bound, so it is the most "
      "that can be.{}",
      source, measured ? "" : "what HTTP itself costs and ", loop);
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
    "Nothing: the request's demands are not known to loadgen, and the ladder has no good step of "
    "one client that would show them.";
constexpr std::string_view kNoBasisOpen =
    "Nothing: it takes the server's admin port (--admin), which tells how it runs, and a lowest "
    "rate that was measured well.";

std::string far_text(const UslVerdict& verdict) {
  const auto peak = verdict.fit->law.peak();
  return fmt::format(
      "No peak is told: the law would put it at {:.4g} clients{}, and the ladder ends at {:g}. "
      "Beyond {:g} times the highest load it is a guess; measure there.",
      *peak, *peak > kFarthestPeak * verdict.highest_load ? "" : " with an interval without end",
      verdict.highest_load, kFarthestPeak);
}

/// A peak between the loads that only chance may have made says nothing of where another lies.
std::string no_bend_text(const UslVerdict& verdict) {
  std::string text = "No peak is told: throughput may as well never fall, as beta may be 0.";
  const auto peak = verdict.fit->law.peak();
  if (!peak || *peak > verdict.highest_load)
    text += fmt::format(" If there is a peak, it lies beyond {:g} clients.", verdict.highest_load);
  return text;
}

constexpr std::string_view kTooFewForKnee = "Not told: it takes two loads that tell of the server.";

constexpr std::string_view kNoKneeOfFailures =
    "Not told: at every load more than 1 % of the requests got no good reply, and how fast those "
    "failed says nothing.";

std::string knee_of_rates_text(const Knee& knee) {
  switch (knee.doubt) {
    case KneeDoubt::kTooFewLoads:
      return std::string(kTooFewForKnee);
    case KneeDoubt::kNotReached:
      return fmt::format("Not reached: up to {:g}/s latency stays below twice that at {:g}/s.",
                         knee.highest, knee.lowest);
    case KneeDoubt::kBelowLadder:
      return fmt::format("Below the ladder: at {:g}/s replies fail already.", knee.lowest);
    case KneeDoubt::kNoGoodReply:
      return std::string(kNoKneeOfFailures);
    case KneeDoubt::kNone:
      break;
  }
  return fmt::format(
      "{:g}/s is the highest rate before latency takes off; at {:g}/s it is over twice that at "
      "{:g}/s, or replies fail.",
      knee.at, *knee.above, knee.lowest);
}

std::string knee_of_clients_text(const Knee& knee) {
  switch (knee.doubt) {
    case KneeDoubt::kTooFewLoads:
      return std::string(kTooFewForKnee);
    case KneeDoubt::kNotReached:
      return fmt::format("Not reached: throughput still grows at {:g} clients.", knee.highest);
    case KneeDoubt::kBelowLadder:
      return fmt::format("Below the ladder: {:g} clients are beyond it already.", knee.lowest);
    case KneeDoubt::kNoGoodReply:
      return std::string(kNoKneeOfFailures);
    case KneeDoubt::kNone:
      break;
  }
  return fmt::format(
      "{:.3g} clients: where the highest throughput and the lowest latency that were "
      "measured cross (N* = X_max R_min). More of them mostly wait.",
      knee.at);
}

std::string left_out_text(const std::vector<double>& loads) {
  if (loads.empty()) return {};
  std::string text;
  for (const double load : loads) text += fmt::format("{}{:g}", text.empty() ? "" : ", ", load);
  return fmt::format(" Left out: {}, where loadgen was the limit.", text);
}

}  // namespace

std::string basis_sentence(LoadKind kind, const Basis& basis) {
  const bool rates = kind == LoadKind::kRates;
  if (basis.from == Basis::From::kNothing) return std::string(rates ? kNoBasisOpen : kNoBasis);
  if (!rates) return closed_sentence(basis);
  return basis.deployment ? open_sentence(basis) : std::string(kNoBasisOpen);
}

std::string knee_sentence(LoadKind kind, const ServerSummary& summary) {
  const auto& knee = summary.knee;
  return (kind == LoadKind::kRates ? knee_of_rates_text(knee) : knee_of_clients_text(knee)) +
         left_out_text(left_out(summary));
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
          "Nothing is concluded: the law does not describe these figures (R^2 below {:g}, or a "
          "load farther from it than {:g} % of the highest throughput).",
          kLeastRSquared, 100 * kFarthestMiss);
    case UslDoubt::kHardLimit:
      return "Nothing is concluded: throughput in proportion to the clients up to a ceiling "
             "describes these figures better. A hard limit, as a fixed number of workers or one "
             "event loop has, sets in at once and is no contention, which grows with each client. "
             "Of such a limit the knee tells where it begins, and the predicted bound how high it "
             "is, if the server tells how it runs (--admin).";
    case UslDoubt::kOneRound:
      return "No peak is told: one round does not show how far chance moved it; run more --rounds.";
    case UslDoubt::kFallsAtOnce:
      return "No peak is told: throughput falls from the first client on, as alpha is 1 or more. "
             "One "
             "client at a time is best.";
    case UslDoubt::kNoBend:
      return no_bend_text(verdict);
    case UslDoubt::kFarPeak:
      return far_text(verdict);
    case UslDoubt::kNoGoodReply:
      return "Not fitted: no load had a good reply.";
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
