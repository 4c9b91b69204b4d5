// Lays the report of a run out in lines.
#include "loadgen/report/run_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::string_view kIndent = "                ";  // of what belongs to the label above

/// What a report is written from, and its text so far.
struct Page {
  const LoadPlan& plan;
  const RunResult& result;
  const RunSummary& summary;
  std::string text;

  void line(std::string_view words = {}) { text.append(words).append("\n"); }
  void labelled(std::string_view label, std::string_view words) {
    line(fmt::format("  {:<14}{}", label, words));
  }
};

// --- what was run ---

std::string loop_words(const LoadPlan& plan) {
  if (!plan.open_loop) return "closed loop";
  const auto rate = format_number(plan.open_loop->rate.per_second);
  if (plan.open_loop->arrivals == ArrivalKind::kUniform) {
    return fmt::format("open loop at {}/s", rate);
  }
  return fmt::format("open loop at {}/s (Poisson)", rate);
}

std::string span_words(const LoadPlan& plan, const RunResult& result) {
  const auto before = plan.requests                     ? plural(*plan.requests, "request")
                      : plan.warmup == Duration::zero() ? "no warm-up"
                                                        : format_duration(plan.warmup) + " warm-up";
  // Only an open loop draws random numbers.
  const auto seed = plan.open_loop ? fmt::format("; seed {}", plan.seed) : "";
  return fmt::format("{}, {} measured{}", before, format_duration(result.measured), seed);
}

void write_plan(Page& page, const std::vector<std::string>& notes) {
  const auto& plan = page.plan;
  const auto url = plan.mix.size() == 1 ? plan.server.with_target(plan.mix[0].target).text()
                                        : plan.server.with_target("").text();
  page.line(fmt::format("{} {}", method_name(plan.method), shortened(url, kWidth - 8)));
  page.line(fmt::format("{}; {}, {}{}", loop_words(plan), plural(plan.connections, "connection"),
                        plural(plan.threads, "thread"),
                        plan.keep_alive == KeepAlive::kOff ? ", one request each" : ""));
  page.line(span_words(plan, page.result));
  for (const auto& note : notes) page.line("note: " + note);
}

// --- how much and how fast ---

void write_rates(Page& page) {
  const auto& summary = page.summary;
  page.labelled("requests/s", rate_text(summary.good) + "  good replies (2xx, 3xx) in the window");
  const auto received = summary.bytes
                            ? format_bytes(static_cast<std::uint64_t>(*summary.bytes)) + "/s"
                            : std::string("n/a");
  page.line(fmt::format("{}attempted {}/s, completed {}/s, received {}", kIndent,
                        rate_text(summary.attempted), rate_text(summary.completed), received));
  if (page.plan.open_loop) {
    page.line(fmt::format("{}asked {}/s, achieved {}/s", kIndent,
                          format_number(page.plan.open_loop->rate.per_second),
                          rate_text(summary.attempted)));
  }
}

std::string figures_row(std::string_view label, const LatencySummary& latency) {
  auto row = fmt::format("  {:<8}", label);
  for (const auto& figure : latency.figures) row += fmt::format("{:>10}", figure_text(figure));
  return row;
}

/// Whether a cell of the table has the mark.
bool any_figure(const RunSummary& summary, bool (*marked)(const Figure&)) {
  const auto has = [&](const LatencySummary& latency) {
    return std::any_of(latency.figures.begin(), latency.figures.end(),
                       [&](const auto& figure) { return figure && marked(*figure); });
  };
  return has(summary.latency) || (summary.service && has(*summary.service));
}

void write_latency(Page& page) {
  auto heading = fmt::format("  {:<8}", "");
  for (const auto name : kStatNames) heading += fmt::format("{:>10}", name);
  page.line(heading);
  page.line(figures_row("latency", page.summary.latency));
  if (page.summary.service) {
    page.line(figures_row("service", *page.summary.service));
    page.line("  latency runs from the intended time, service from when a connection was free");
  }
  if (any_figure(page.summary, [](const Figure& f) { return f.bound == Bound::kAtLeast; })) {
    page.line("  >= requests without a reply count with the time they had waited");
  }
  if (any_figure(page.summary, [](const Figure& f) { return f.support == Support::kFew; })) {
    page.line("  *  fewer than ten samples lie above it");
  }
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

std::string hint_for(std::string_view reason) {
  if (reason != "Cannot assign requested address") return {};
  return " (local ports used up: keep connections alive, or use fewer)";
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
    page.line(fmt::format("{}connecting failed: {} ({}){}", kIndent, reason, plural(count, "time"),
                          hint_for(reason)));
  }
  const auto& sum = summary.identity;
  const auto unsent =
      page.plan.open_loop ? fmt::format(" + {} unsent", count_text(sum.unsent)) : "";
  page.line(fmt::format("  {} {} = {} answered + {} failed + {} open{}",
                        page.plan.open_loop ? "due" : "sent", count_text(sum.due),
                        count_text(sum.answered), count_text(sum.failed), count_text(sum.open),
                        unsent));
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
                    shortened(named, kWidth - 44)));
  }
}

// --- who was served, and by whom ---

void write_clients(Page& page) {
  const auto& clients = page.result.clients;
  const auto replies = clients.asked == 0 ? "n/a"
                       : clients.least == clients.most
                           ? count_text(clients.most)
                           : count_text(clients.least) + " to " + count_text(clients.most);
  page.labelled("clients", fmt::format("{} asked, {} never answered; replies each: {}",
                                       count_text(clients.asked),
                                       count_text(clients.never_answered), replies));
}

void write_connections(Page& page) {
  const auto& facts = page.result.connections;
  page.labelled("connections",
                fmt::format("{} opened in all, connect p50 {}, max {}", count_text(facts.opened),
                            figure_text(page.summary.connect[Stat::kP50]),
                            figure_text(page.summary.connect[Stat::kMax])));
  if (facts.reopened + facts.stale + facts.closed_idle == 0) return;
  page.line(fmt::format("{}{} reopened, {} stale (sent once more), {} closed while idle", kIndent,
                        count_text(facts.reopened), count_text(facts.stale),
                        count_text(facts.closed_idle)));
}

/// As many as fit in a line, the rest as their number.
void write_workers(Page& page) {
  const auto& workers = page.result.workers;
  if (workers.empty()) return;
  constexpr auto kRoom = kWidth - kIndent.size() - std::string_view(", and 1,000 more").size();
  std::string words;
  std::size_t shown = 0;
  for (const auto& [name, count] : workers) {
    const auto next = fmt::format("{}{}: {}", shown == 0 ? "" : ", ", name, count_text(count));
    if (shown > 0 && words.size() + next.size() > kRoom) break;
    words += next;
    ++shown;
  }
  if (shown < workers.size())
    words += fmt::format(", and {} more", count_text(workers.size() - shown));
  page.labelled("workers", shortened(words, kWidth - kIndent.size()));
}

// --- what the generator says of itself ---

void write_generator(Page& page) {
  const auto& summary = page.summary;
  const auto cost = summary.cpu_per_request
                        ? format_duration(*summary.cpu_per_request) + " of CPU a request"
                        : std::string("no request completed");
  page.labelled("generator",
                fmt::format("{}, busiest {} of a core, {}", plural(page.plan.threads, "thread"),
                            percent_text(summary.busiest_thread), cost));
  if (!page.plan.open_loop) return;
  const auto& lag = *summary.send_lag;
  page.line(fmt::format("{}send lag p99 {}, max {}; {} waited for a connection", kIndent,
                        figure_text(lag[Stat::kP99]), figure_text(lag[Stat::kMax]),
                        count_text(page.result.waited)));
}

void write_limit(Page& page) {
  switch (page.summary.limit) {
    case Limit::kNone:
      return;
    case Limit::kGenerator:
      page.line("  ! The generator was the limit, so this is not what the server can do.");
      page.line("    Give it more threads (-t) or a machine of its own.");
      return;
    case Limit::kConnections:
      page.line("  ! All connections were busy, so the asked rate was not reached (-c for more).");
  }
}

}  // namespace

std::string run_text(const LoadPlan& plan, const RunResult& result, const RunSummary& summary,
                     const std::vector<std::string>& notes) {
  Page page{plan, result, summary, {}};
  write_plan(page, notes);
  page.line();
  write_rates(page);
  page.line();
  write_latency(page);
  page.line();
  write_outcomes(page);
  write_mix(page);
  page.line();
  write_clients(page);
  write_connections(page);
  write_workers(page);
  write_generator(page);
  write_limit(page);
  return std::move(page.text);
}

}  // namespace lab
