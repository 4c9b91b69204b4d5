// The latency part of a run's text: a table that reads downwards, and the distribution in bars.
#include <algorithm>
#include <cmath>

#include "common/units.hpp"
#include "loadgen/report/run_page.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::size_t kBarWidth = 44;

// --- the table ---

std::string marked(const std::optional<Figure>& figure) {
  const bool few = figure && figure->support == Support::kFew;
  return fmt::format("{:>11}{}", value_text(figure), few ? '*' : ' ');
}

std::string interval_text(const PercentileIntervals& intervals, Stat stat) {
  const auto* found = std::find(kIntervalStats.begin(), kIntervalStats.end(), stat);
  if (found == kIntervalStats.end()) return {};
  const auto& interval = intervals[static_cast<std::size_t>(found - kIntervalStats.begin())];
  if (!interval) return "n/a";
  if (interval->low.bound == Bound::kAtLeast) return value_text(interval->low);
  return value_text(interval->low) + " to " + value_text(interval->high);
}

void write_row(Page& page, Stat stat) {
  const auto& summary = page.summary;
  auto row = fmt::format("  {:<8}{}", stat_name(stat), marked(summary.latency[stat]));
  if (summary.service) row += marked((*summary.service)[stat]);
  row += "   " + interval_text(summary.intervals, stat);
  row.erase(row.find_last_not_of(' ') + 1);
  page.line(row);
}

/// Whether anything in the report has the mark.
bool any_figure(const RunSummary& summary, bool (*has_mark)(const Figure&)) {
  const auto marks = [&](const std::optional<Figure>& figure) {
    return figure && has_mark(*figure);
  };
  const auto marks_in = [&](const LatencySummary& latency) {
    return std::any_of(latency.figures.begin(), latency.figures.end(), marks);
  };
  const auto marks_round = [&](const RoundRow& round) {
    return marks(round.p50) || marks(round.p99);
  };
  const auto marks_entry = [&](const EntrySummary& entry) {
    return marks(entry.latency[Stat::kP50]) || marks(entry.latency[Stat::kP99]);
  };
  return marks_in(summary.latency) || (summary.service && marks_in(*summary.service)) ||
         std::any_of(summary.rounds.begin(), summary.rounds.end(), marks_round) ||
         std::any_of(summary.entries.begin(), summary.entries.end(), marks_entry) ||
         (summary.send_lag && marks((*summary.send_lag)[Stat::kP99]));
}

/// What the intervals take into account; nothing where there are none.
void write_interval_note(Page& page) {
  const auto& intervals = page.summary.intervals;
  const auto given = [](const auto& interval) { return interval.has_value(); };
  const auto first = std::find_if(intervals.begin(), intervals.end(), given);
  if (first == intervals.end()) return;
  const bool all = std::all_of(intervals.begin(), intervals.end(), given);
  if ((*first)->widening == Widening::kBySeconds) {
    page.line(all ? "  Intervals allow for seconds that differ from one another."
                  : "  Intervals allow for seconds that differ; n/a: too few requests.");
  } else {
    page.line(all ? "  Intervals assume independent requests (a run of 5 s or more need not)."
                  : "  Intervals assume independent requests; n/a: too few requests.");
  }
}

void write_marks(Page& page) {
  if (any_figure(page.summary, [](const Figure& f) { return f.bound == Bound::kAtLeast; })) {
    page.line("  >= requests without a reply count with the time they had waited");
  }
  if (any_figure(page.summary, [](const Figure& f) { return f.support == Support::kFew; })) {
    page.line("  *  fewer than ten samples lie above it");
  }
}

// --- the bars ---

std::size_t length_of(std::uint64_t count, std::uint64_t most) {
  const auto part = static_cast<double>(count) / static_cast<double>(most);
  return static_cast<std::size_t>(std::lround(part * static_cast<double>(kBarWidth)));
}

/// '#' for replies, '?' for requests without one; a dot for too few to draw.
std::string bar_text(const LatencyBar& bar, std::uint64_t most) {
  const auto whole = length_of(bar.count(), most);
  if (whole == 0) return bar.count() > 0 ? "." : "";
  const auto answered = std::min(whole, length_of(bar.answered, most));
  return std::string(answered, '#') + std::string(whole - answered, '?');
}

}  // namespace

void write_bars(Page& page, const std::vector<LatencyBar>& bars, std::string_view heading) {
  std::uint64_t most = 1;
  for (const auto& bar : bars) most = std::max(most, bar.count());
  page.line(fmt::format("  {:>14}{:>11}{:>8}", heading, "requests", "share"));
  for (const auto& bar : bars) {
    const auto drawn = bar_text(bar, most);
    page.line(fmt::format("  {:>14}{:>11}{:>8}{}{}", format_duration(bar.up_to),
                          count_text(bar.count()), fmt::format("{:.1f}%", 100 * bar.share),
                          drawn.empty() ? "" : " ", drawn));
  }
}

void write_latency(Page& page) {
  const auto& summary = page.summary;
  page.line(fmt::format("  {:<8}{:>11}{}    {}", "", "latency",
                        summary.service ? fmt::format("{:>12}", "service") : "",
                        "95 % interval of the latency"));
  for (std::size_t i = 0; i < kStats; ++i) write_row(page, static_cast<Stat>(i));
  if (summary.service) {
    page.line("  latency runs from the intended time, service from when a connection was free");
  }
  write_marks(page);
  write_interval_note(page);
  if (summary.latency_bars.empty()) return;
  page.line();
  write_bars(page, summary.latency_bars, "latency up to");
  const auto unanswered = [](const LatencyBar& bar) { return bar.unanswered > 0; };
  if (std::any_of(summary.latency_bars.begin(), summary.latency_bars.end(), unanswered)) {
    page.line("  ? without a reply");
  }
}

}  // namespace lab
