// Prints comparisons. Computes nothing.
#include "loadgen/report/compare_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::string_view kLegend =
    "How to read this\n"
    "  ideal     what the model allows if HTTP itself cost nothing (see Why)\n"
    "  p50, p99  latency; >= where requests were still unanswered: at least that;\n"
    "            * fewer than ten requests took longer, so it may be chance\n"
    "  CPU/req   CPU time of the server a request, from its admin port\n"
    "  memory    highest of all workers together (PSS), read each second of the window\n"
    "  never     clients that got no reply at all, warm-up included\n";

std::string optional_text(const std::optional<Duration>& value) {
  return value ? format_duration(*value) : "n/a";
}

std::string cell_line(const std::string& server, const CellSummary& cell) {
  return fmt::format("  {:<10}{:>9}{}{:>8}{:>9}{:>10}{:>9}{:>10}{:>5}{:>6}\n", shortened(server, 9),
                     rate_text(cell.good), cell.generator_limited ? '!' : ' ',
                     cell.ideal ? format_number(cell.ideal->per_second) : "-",
                     figure_text(cell.p50), figure_text(cell.p99),
                     optional_text(cell.cpu_per_request),
                     cell.memory ? format_bytes(*cell.memory) : "n/a",
                     cell.threads ? std::to_string(*cell.threads) : "n/a",
                     cell.never_answered == 0 ? "0" : count_text(cell.never_answered));
}

std::string header_line() {
  return fmt::format("  {:<10}{:>9} {:>8}{:>9}{:>10}{:>9}{:>10}{:>5}{:>6}\n", "", "good/s", "ideal",
                     "p50", "p99", "CPU/req", "memory", "thr", "never");
}

std::string mix_text(const Workload& workload) {
  std::string text;
  for (const auto& entry : workload.mix) {
    const auto share = workload.mix.size() > 1 ? fmt::format("{:g} % ", entry.weight) : "";
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", share, entry.target);
  }
  return text;
}

std::string doubt_text(Doubt doubt) {
  switch (doubt) {
    case Doubt::kNone:
      return {};
    case Doubt::kSharedCores:
      return wrapped("  ",
                     "shared cores: server and generator took all cores together, so good/s tells "
                     "how they got along; server CPU a request decides");
    case Doubt::kGenerator:
      return "  good/s tells what the generator can do; server CPU a request decides\n";
  }
  return {};
}

std::string unserved_text(const std::string& server, const CellSummary& cell) {
  if (cell.unserved == 0) return {};
  return wrapped("  ", fmt::format("{}: {} failed or got an error status", server,
                                   plural(cell.unserved, "request")));
}

std::string row_text(const Comparison& comparison, const ComparisonRow& row,
                     const RowVerdict& verdict) {
  auto text = wrapped(fmt::format("{}: ", row.workload.name), row.workload.summary);
  text += fmt::format("  {} clients, {}\n{}", row.workload.connections, mix_text(row.workload),
                      header_line());
  bool limited = false;
  for (std::size_t i = 0; i < verdict.cells.size(); ++i) {
    text += cell_line(comparison.servers[i], verdict.cells[i]);
    limited = limited || verdict.cells[i].generator_limited;
  }
  if (limited) text += "  ! the load generator was the limit, not the server\n";
  text += doubt_text(verdict.doubt);
  for (std::size_t i = 0; i < verdict.cells.size(); ++i)
    text += unserved_text(comparison.servers[i], verdict.cells[i]);
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

std::size_t rounds_done(const Comparison& comparison) {
  std::size_t least = static_cast<std::size_t>(comparison.rounds_wanted);
  for (const auto& row : comparison.rows) {
    for (const auto& cell : row.cells) least = std::min(least, cell.rounds.size());
  }
  return least;
}

std::string certainty_text(const Comparison& comparison) {
  const auto done = rounds_done(comparison);
  const auto wanted = static_cast<std::size_t>(comparison.rounds_wanted);
  if (done < wanted) return fmt::format("Cut short: {} of {} rounds are whole.\n", done, wanted);
  if (wanted == 1) {
    return "One round: it gives an order and claims no ties; run without --quick for both.\n";
  }
  return fmt::format(
      "Medians of {} interleaved rounds; a tie is one by a paired t test (95 %) or below 3 %.\n",
      wanted);
}

}  // namespace

std::string compare_text(const Comparison& comparison, const std::vector<RowVerdict>& verdicts) {
  auto text = fmt::format("Concurrency models compared on {}, {} a cell\n\n",
                          plural(static_cast<std::uint64_t>(comparison.cores), "core"),
                          format_setting(comparison.duration));
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    text += row_text(comparison, comparison.rows[i], verdicts[i]);
  return text + summary_text(comparison, verdicts) + "\n" + certainty_text(comparison) + "\n" +
         std::string(kLegend);
}

std::string compare_progress_text(const ComparisonProgress& at) {
  return fmt::format("measuring {} on {} (cell {} of {}), about {} left", at.workload, at.server,
                     at.cell + 1, at.cells,
                     format_setting(std::chrono::round<std::chrono::seconds>(at.left)));
}

}  // namespace lab
