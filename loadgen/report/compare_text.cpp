// Prints comparisons. Computes nothing.
#include "loadgen/report/compare_text.hpp"

#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/compare_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

std::string cell_line(const std::string& server, const CellSummary& cell) {
  auto words = words_of(cell);
  if (!cell.generator_limited) words.good += ' ';
  return fmt::format("  {:<10}{:>10}{:>8}{:>9}{:>10}{:>9}{:>10}{:>5}{:>6}\n", shortened(server, 9),
                     words.good, words.ideal, words.p50, words.p99, words.cpu_per_request,
                     words.memory, words.threads, words.never_answered);
}

std::string header_line() {
  return fmt::format("  {:<10}{:>9} {:>8}{:>9}{:>10}{:>9}{:>10}{:>5}{:>6}\n", "", "good/s", "ideal",
                     "p50", "p99", "CPU/req", "memory", "thr", "never");
}

std::string row_text(const Comparison& comparison, const ComparisonRow& row,
                     const RowVerdict& verdict) {
  auto text = wrapped(fmt::format("{}: ", row.workload.name), row.workload.summary);
  text += fmt::format("  {} clients, {}\n{}", row.workload.connections, mix_text(row.workload),
                      header_line());
  for (std::size_t i = 0; i < verdict.cells.size(); ++i)
    text += cell_line(comparison.servers[i], verdict.cells[i]);
  for (const auto& remark : row_remarks(verdict, comparison.servers)) text += wrapped("  ", remark);
  text += wrapped("  Winner: ", winner_text(verdict, comparison.servers) + ".");
  text += wrapped("  Why:    ", why_text(row, verdict, comparison.servers));
  return text + "\n";
}

std::string summary_text(const Comparison& comparison, const std::vector<RowVerdict>& verdicts) {
  std::string text = "Where each model wins\n";
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    text += wrapped(fmt::format("  {:<10}", comparison.rows[i].workload.name),
                    winner_text(verdicts[i], comparison.servers));
  }
  return text;
}

std::string legend_text() {
  std::string text = "How to read this\n";
  for (const auto& row : compare_legend())
    text += wrapped(fmt::format("  {:<10}", row.name), row.meaning);
  return text;
}

}  // namespace

std::string compare_text(const Comparison& comparison, const std::vector<RowVerdict>& verdicts) {
  auto text = fmt::format("Concurrency models compared on {}, {} a cell\n\n",
                          plural(static_cast<std::uint64_t>(comparison.cores), "core"),
                          format_setting(comparison.duration));
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    text += row_text(comparison, comparison.rows[i], verdicts[i]);
  return text + summary_text(comparison, verdicts) + "\n" +
         wrapped("", certainty_sentence(comparison)) + "\n" + legend_text();
}

std::string compare_progress_text(const ComparisonProgress& at) {
  return fmt::format("measuring {} on {} (cell {} of {}), about {} left", at.workload, at.server,
                     at.cell + 1, at.cells,
                     format_setting(std::chrono::round<std::chrono::seconds>(at.left)));
}

}  // namespace lab
