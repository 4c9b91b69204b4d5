// Figures and sentences of comparisons.
#include "loadgen/report/compare_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::array<LegendRow, 5> kLegend{{
    {"ideal", "what the model allows if HTTP itself cost nothing (see Why)"},
    {"p50, p99",
     "latency; >= at least that, since requests were still unanswered; * may be chance, since "
     "fewer "
     "than ten requests took longer"},
    {"CPU/req", "CPU time of the server a request, from its admin port"},
    {"memory", "highest of all workers together (PSS), read each second of the window"},
    {"never", "clients that got no reply at all, warm-up included"},
}};

std::string optional_text(const std::optional<Duration>& value) {
  return value ? format_duration(*value) : "n/a";
}

std::size_t rounds_done(const Comparison& comparison) {
  std::size_t least = static_cast<std::size_t>(comparison.rounds_wanted);
  for (const auto& row : comparison.rows) {
    for (const auto& cell : row.cells) least = std::min(least, cell.rounds.size());
  }
  return least;
}

}  // namespace

CellWords words_of(const CellSummary& cell) {
  return {.good = rate_text(cell.good) + (cell.generator_limited ? "!" : ""),
          .ideal = cell.ideal ? format_number(cell.ideal->per_second) : "-",
          .p50 = figure_text(cell.p50),
          .p99 = figure_text(cell.p99),
          .cpu_per_request = optional_text(cell.cpu_per_request),
          .memory = cell.memory ? format_bytes(*cell.memory) : "n/a",
          .threads = cell.threads ? std::to_string(*cell.threads) : "n/a",
          .never_answered = count_text(cell.never_answered)};
}

std::span<const LegendRow> compare_legend() { return kLegend; }

std::string mix_text(const Workload& workload) {
  std::string text;
  for (const auto& entry : workload.mix) {
    const auto share = workload.mix.size() > 1 ? fmt::format("{:g} % ", entry.weight) : "";
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", share, entry.target);
  }
  return text;
}

std::string_view doubt_sentence(Doubt doubt) {
  switch (doubt) {
    case Doubt::kNone:
      return {};
    case Doubt::kSharedCores:
      return "shared cores: server and generator took all cores together, so good/s tells how they "
             "got along; server CPU a request decides";
    case Doubt::kGenerator:
      return "good/s tells what the generator can do; server CPU a request decides";
  }
  return {};
}

std::vector<std::string> row_remarks(const RowVerdict& verdict,
                                     const std::vector<std::string>& servers) {
  std::vector<std::string> remarks;
  const auto limited = [](const CellSummary& cell) { return cell.generator_limited; };
  if (std::any_of(verdict.cells.begin(), verdict.cells.end(), limited))
    remarks.emplace_back("! the load generator was the limit, not the server");
  if (const auto doubt = doubt_sentence(verdict.doubt); !doubt.empty()) remarks.emplace_back(doubt);
  for (std::size_t i = 0; i < verdict.cells.size(); ++i) {
    const auto unserved = verdict.cells[i].unserved;
    if (unserved == 0) continue;
    remarks.push_back(fmt::format("{}: {} failed or got an error status", servers[i],
                                  plural(unserved, "request")));
  }
  return remarks;
}

std::string certainty_sentence(const Comparison& comparison) {
  const auto done = rounds_done(comparison);
  const auto wanted = static_cast<std::size_t>(comparison.rounds_wanted);
  if (done < wanted) return fmt::format("Cut short: {} of {} rounds are whole.", done, wanted);
  if (wanted == 1)
    return "One round: it gives an order and claims no ties; run without --quick for both.";
  return fmt::format(
      "Medians of {} interleaved rounds; a tie is one by a paired t test (95 %) or below 3 %.",
      wanted);
}

}  // namespace lab
