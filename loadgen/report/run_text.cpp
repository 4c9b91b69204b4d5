// Lays the report of a run out in lines.
#include "loadgen/report/run_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/units.hpp"
#include "loadgen/report/run_page.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::uint64_t kEnoughForAShare = 50;  // requests due

// --- what was run ---

std::string loop_words(const LoadPlan& plan) {
  if (!plan.open_loop) return "closed loop";
  const auto rate = format_number(plan.open_loop->rate.per_second);
  if (plan.open_loop->arrivals == ArrivalKind::kUniform) {
    return fmt::format("open loop at {}/s", rate);
  }
  return fmt::format("open loop at {}/s (Poisson)", rate);
}

std::string span_words(const Page& page) {
  const auto& plan = page.plan;
  const auto before = plan.requests                     ? plural(*plan.requests, "request")
                      : plan.warmup == Duration::zero() ? "no warm-up"
                                                        : format_duration(plan.warmup) + " warm-up";
  const auto rounds = page.summary.rounds.size();
  const auto repeated =
      rounds > 1 ? fmt::format("{} rounds: {}", rounds, plan.requests ? "each " : "") : "";
  // Only an open loop draws random numbers.
  const auto seed = plan.open_loop ? fmt::format("; seed {}", plan.seed) : "";
  return fmt::format("{}{}, {} measured{}{}", repeated, before,
                     format_duration(page.result.measured), rounds > 1 ? " in all" : "", seed);
}

void write_plan(Page& page, const std::vector<std::string>& notes) {
  const auto& plan = page.plan;
  const auto url = plan.mix.size() == 1 ? plan.server.with_target(plan.mix[0].target).text()
                                        : plan.server.with_target("").text();
  page.line(fmt::format("{} {}", method_name(plan.method), shortened(url, kLineWidth - 8)));
  page.text += wrapped(
      "", fmt::format("{}; {}, {}{}", loop_words(plan), plural(plan.connections, "connection"),
                      plural(plan.threads, "thread"),
                      plan.keep_alive == KeepAlive::kOff ? ", one request each" : ""));
  page.text += wrapped("", span_words(page));
  for (const auto& note : notes) page.text += wrapped("note: ", note);
}

// --- how much and how fast ---

/// How much of what was due was taken up; in the words of counts where that is too little for a
/// share.
std::string achieved_words(const RunSummary& summary, std::uint64_t attempted) {
  const auto asked = "asked " + per_second_text(summary.asked);
  const auto due = summary.identity.due;
  if (due < kEnoughForAShare) {
    return fmt::format("{}: {} {} due, {} sent", asked, due, due == 1 ? "was" : "were",
                       count_text(attempted));
  }
  const auto share = share_text(*summary.achieved_share);
  const bool more = *summary.achieved_share > 1 && share != "100%";
  return fmt::format("{}, achieved {} ({} of those due{})", asked,
                     per_second_text(summary.attempted), share, more ? ": catching up" : "");
}

void write_rates(Page& page) {
  const auto& summary = page.summary;
  page.labelled("requests/s", rate_text(summary.good) + "  good replies (2xx, 3xx) in the window");
  const auto received = summary.bytes
                            ? format_bytes(static_cast<std::uint64_t>(*summary.bytes)) + "/s"
                            : std::string("n/a");
  page.indented(fmt::format("attempted {}, completed {}, received {}",
                            per_second_text(summary.attempted), per_second_text(summary.completed),
                            received));
  if (page.plan.open_loop) page.indented(achieved_words(summary, page.result.attempted));
}

// --- how the requests ended ---

std::string outcome_words(const OutcomeCounts& outcomes, bool (*wanted)(OutcomeKind)) {
  std::string words;
  for (const auto& row : outcome_rows()) {
    const auto count = outcomes.of(row.outcome);
    if (count == 0 || !wanted(row.kind)) continue;
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", row.name, count_text(count));
  }
  return words.empty() ? "none" : words;
}

void write_reason(Page& page, std::string_view reason, std::uint64_t count) {
  page.indented(fmt::format("connecting failed: {} ({})", reason, plural(count, "time")));
  if (reason == "Cannot assign requested address") {
    page.indented("local ports used up: keep connections alive, or use fewer");
  }
}

void write_outcomes(Page& page) {
  const auto& summary = page.summary;
  page.labelled("replies", outcome_words(summary.outcomes, [](OutcomeKind kind) {
                  return kind == OutcomeKind::kGood || kind == OutcomeKind::kErrorReply;
                }));
  page.labelled("failures", outcome_words(summary.outcomes, [](OutcomeKind kind) {
                  return kind == OutcomeKind::kFailed;
                }));
  for (const auto& [reason, count] : page.result.connections.failures) {
    write_reason(page, reason, count);
  }
  const auto& sum = summary.identity;
  const auto unsent =
      page.plan.open_loop ? fmt::format(" + {} unsent", count_text(sum.unsent)) : "";
  page.text += wrapped("  ", fmt::format("{} {} = {} answered + {} failed + {} open{}",
                                         page.plan.open_loop ? "due" : "sent", count_text(sum.due),
                                         count_text(sum.answered), count_text(sum.failed),
                                         count_text(sum.open), unsent));
}

void write_mix(Page& page) {
  if (page.plan.mix.size() < 2) return;
  page.line();
  page.line(fmt::format("  {:>10}{:>10}{:>10}{:>10}  {}", "good/s", "p50", "p99", "not good",
                        "weight and target"));
  for (std::size_t i = 0; i < page.plan.mix.size(); ++i) {
    const auto& entry = page.summary.entries[i];
    const auto named = fmt::format("{:g} {}", page.plan.mix[i].weight, page.plan.mix[i].target);
    page.line(
        fmt::format("  {:>10}{:>10}{:>10}{:>10}  {}", rate_text(entry.good),
                    figure_text(entry.latency[Stat::kP50]), figure_text(entry.latency[Stat::kP99]),
                    count_text(entry.outcomes.total() - entry.outcomes.of(OutcomeKind::kGood)),
                    shortened(named, kLineWidth - 44)));
  }
}

// --- round by round ---

void write_round(Page& page, std::size_t number, const RoundRow& round) {
  page.line(fmt::format("  {:<10}{:>10}{:>12}{:>12}{:>12}{}", number,
                        rate_text(round.good_per_second), figure_text(round.p50),
                        figure_text(round.p99), count_text(round.not_good),
                        round.end == RoundEnd::kInterrupted ? "  cut short" : ""));
}

/// A row of the figures over rounds; `rate` and `figure` choose which.
template <class OfRate, class OfFigure>
void write_across(Page& page, std::string_view label, OfRate rate, OfFigure figure) {
  const auto& across = *page.summary.across_rounds;
  const auto figure_of = [&](const std::optional<OverRounds>& over) {
    return over ? value_text(figure(*over)) : "n/a";
  };
  page.line(fmt::format("  {:<10}{:>10}{:>12}{:>12}", label,
                        across.good_per_second ? rate_text(rate(*across.good_per_second)) : "n/a",
                        figure_of(across.p50), figure_of(across.p99)));
}

std::optional<Figure> exact(const std::optional<Duration>& time) {
  if (!time) return std::nullopt;
  return Figure{*time};
}

PerSecond end_of(const std::optional<Interval>& interval, double Interval::*end) {
  if (!interval) return std::nullopt;
  return (*interval).*end;
}

void write_rounds(Page& page) {
  const auto& summary = page.summary;
  if (summary.rounds.size() < 2) return;
  page.line(
      fmt::format("  {:<10}{:>10}{:>12}{:>12}{:>12}", "round", "good/s", "p50", "p99", "not good"));
  for (std::size_t i = 0; i < summary.rounds.size(); ++i) {
    write_round(page, i + 1, summary.rounds[i]);
  }
  if (summary.across_rounds) {
    write_across(
        page, "median", [](const auto& rate) { return PerSecond(rate.median); },
        [](const auto& over) { return std::optional(over.median); });
    write_across(
        page, "95 % from", [](const auto& rate) { return end_of(rate.interval, &Interval::low); },
        [](const auto& over) { return exact(over.low); });
    write_across(
        page, "95 % to", [](const auto& rate) { return end_of(rate.interval, &Interval::high); },
        [](const auto& over) { return exact(over.high); });
  }
  page.line("  What follows covers all rounds together.");
  page.line();
}

}  // namespace

std::string run_text(const LoadPlan& plan, const RunResult& result, const RunSummary& summary,
                     const std::vector<std::string>& notes) {
  Page page{plan, result, summary, {}};
  write_plan(page, notes);
  page.line();
  write_rounds(page);
  write_rates(page);
  page.line();
  write_latency(page);
  page.line();
  write_outcomes(page);
  write_mix(page);
  page.line();
  write_service(page);
  write_generator(page);
  write_limits(page);
  write_expectations(page);
  return std::move(page.text);
}

}  // namespace lab
