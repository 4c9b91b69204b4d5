// Prints sweeps. Computes nothing.
#include "loadgen/report/sweep_text.hpp"

#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/plot_text.hpp"
#include "loadgen/report/sweep_chart.hpp"
#include "loadgen/report/sweep_sentences.hpp"
#include "loadgen/report/sweep_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

std::string line_of(const SweepWords& words) {
  auto line = fmt::format("{:>8} {:>8} {:>17} {:>7} {:>7} {:>8} {:>8} {:>7} {}", words.load,
                          words.good, words.interval, words.mean, words.p50, words.p99,
                          words.predicted, words.predicted_mean, words.mark);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string table_text(const SweepPlan& plan, const ServerSummary& summary) {
  auto text = line_of({.load = std::string(load_heading(plan.kind)),
                       .good = "good/s",
                       .interval = "95 % interval",
                       .mean = "mean",
                       .p50 = "p50",
                       .p99 = "p99",
                       .predicted = "pred/s",
                       .predicted_mean = "p.mean",
                       .mark = ""});
  for (const auto& row : summary.rows) text += line_of(words_of(row));
  for (const auto& sentence : mark_sentences(summary)) text += wrapped("  ", sentence);
  return text;
}

std::string law_text(const ServerSummary& summary) {
  if (!summary.usl) return wrapped("  Scalability law: ", no_law_sentence());
  const auto& verdict = *summary.usl;
  auto text = wrapped("  Scalability law: ",
                      verdict.fit ? fit_sentence(verdict) : refusal_sentence(verdict));
  for (const auto& row : law_rows(verdict)) {
    text += wrapped(fmt::format("    {:<6}{:>10} {:>21}  ", row.name, row.value, row.interval),
                    row.meaning);
  }
  if (verdict.fit && verdict.doubt != UslDoubt::kNone)
    text += wrapped("    ", refusal_sentence(verdict));
  return text;
}

std::string server_part(const Sweep& sweep, std::size_t index, const ServerSummary& summary,
                        Glyphs glyphs) {
  const auto& plan = sweep.plan;
  auto text = server_text(sweep.servers[index]) + "\n" + table_text(plan, summary) + "\n";
  for (const auto& chart : {throughput_plot(plan, summary), latency_plot(plan, summary)}) {
    const auto drawn = plot_text(chart, kLineWidth, glyphs);
    if (!drawn.empty()) text += drawn + "\n";
  }
  text += law_text(summary);
  text += wrapped("  Knee: ", knee_sentence(plan.kind, summary));
  text += wrapped("  Predicted: ", basis_sentence(plan.kind, summary.basis));
  return text + "\n";
}

std::string overview_line(const OverviewWords& words) {
  return fmt::format("  {:<24}{:>10}{:>12}{:>10}{:>12}\n", shortened(words.server, 23), words.most,
                     words.at, words.knee, words.peak);
}

/// Nothing of a single server.
std::string overview_text(const Sweep& sweep, const std::vector<ServerSummary>& summaries) {
  if (summaries.size() < 2) return {};
  auto text = "Side by side\n" +
              overview_line({"", "most/s", fmt::format("at {}", load_heading(sweep.plan.kind)),
                             "knee", "law's peak"});
  for (std::size_t i = 0; i < summaries.size(); ++i)
    text += overview_line(overview_of(sweep.servers[i], summaries[i]));
  return text + "\n";
}

std::string legend_text(LoadKind kind) {
  std::string text = "How to read this\n";
  for (const auto& row : sweep_legend(kind))
    text += wrapped(fmt::format("  {:<10}", row.name), row.meaning);
  return text;
}

}  // namespace

std::string sweep_text(const Sweep& sweep, const std::vector<ServerSummary>& summaries,
                       Glyphs glyphs) {
  const auto& plan = sweep.plan;
  auto text = wrapped("Sweep of ", sweep.title) + wrapped("  ", ladder_text(plan)) +
              wrapped("  ", fmt::format("{} a step, in {}", format_setting(plan.duration),
                                        plural(static_cast<std::uint64_t>(plan.rounds), "round"))) +
              "\n";
  for (std::size_t i = 0; i < summaries.size(); ++i)
    text += server_part(sweep, i, summaries[i], glyphs);
  return text + overview_text(sweep, summaries) + wrapped("", certainty_sentence(sweep)) + "\n" +
         legend_text(plan.kind);
}

std::string sweep_progress_text(const SweepProgress& at) {
  const auto load = fmt::format("{:g}{}", at.load, at.kind == LoadKind::kRates ? "/s" : " clients");
  return fmt::format("round {} of {}: {} on {} (step {} of {}), about {} left", at.round + 1,
                     at.rounds, load, at.server, at.step + 1, at.steps,
                     format_setting(std::chrono::round<std::chrono::seconds>(at.left)));
}

}  // namespace lab
