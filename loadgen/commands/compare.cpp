// `loadgen compare`: which model wins where.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "common/json_file.hpp"
#include "loadgen/commands/command.hpp"
#include "loadgen/commands/compare_options.hpp"
#include "loadgen/commands/descriptors.hpp"
#include "loadgen/commands/interrupt.hpp"
#include "loadgen/commands/report_files.hpp"
#include "loadgen/lab/server_process.hpp"
#include "loadgen/report/compare_json.hpp"
#include "loadgen/report/compare_text.hpp"
#include "loadgen/report/html/compare_html.hpp"
#include "loadgen/report/progress_line.hpp"

namespace lab {
namespace {

Result<Contestants> contestants_of(const CompareOptions& options) {
  if (!options.targets.empty()) return use_targets(options.targets);
  const auto binary = find_server_binary();
  if (!binary) return binary.error();
  return start_our_own(*binary, options.kinds);
}

Result<Comparison> run_watched(const CompareOptions& options, const Contestants& contestants) {
  ProgressLine line(ProgressLine::Show::kWhenTerminal);
  return run_comparison(options.plan, contestants, [&](const ComparisonProgress& at) {
    line.draw(compare_progress_text(at));
    return interrupted() ? GoOn::kNo : GoOn::kYes;
  });
}

std::vector<RowVerdict> judge_all(const Comparison& comparison) {
  std::vector<RowVerdict> verdicts;
  for (const auto& row : comparison.rows) verdicts.push_back(judge(row, comparison.cores));
  return verdicts;
}

/// Without a comparison there is only where it would go.
std::vector<ReportFile> files_of(const CompareOptions& options, const Comparison* comparison,
                                 WallTime began) {
  return {{"--json", options.json,
           [=] { return pretty_json(compare_json(*comparison, judge_all(*comparison))); }},
          {"--html", options.html, [=] {
             return compare_html(*comparison, judge_all(*comparison),
                                 {describe_machine(), LAB_VERSION, began});
           }}};
}

Result<void> write_report(const CompareOptions& options, const Comparison& comparison,
                          WallTime began) {
  const auto files = files_of(options, &comparison, began);
  if (!any_on_stdout(files)) {
    const auto written = write_text("-", compare_text(comparison, judge_all(comparison)));
    if (!written) return written;
  }
  return write_report_files(files);
}

/// What would be found out only at the end.
Result<void> check(const CompareOptions& options) {
  unsigned most = 0;
  for (const auto& workload : options.plan.workloads) most = std::max(most, workload.connections);
  if (const auto allowed = allow_connections(most, 1); !allowed)
    return problem("--workloads: {}", allowed.error().text);
  return check_report_files(files_of(options, nullptr, {}));
}

bool any_good(const Comparison& comparison) {
  for (const auto& row : comparison.rows) {
    for (const auto& cell : row.cells) {
      for (const auto& round : cell.rounds) {
        if (round.load.good.value_or(0) > 0) return true;
      }
    }
  }
  return false;
}

int exit_code(const Comparison& comparison) {
  if (interrupted()) return kExitInterrupted;
  return any_good(comparison) ? kExitGood : kExitFailed;
}

}  // namespace

int compare_command(const std::vector<std::string>& arguments) {
  const char* variable = std::getenv("LOADGEN_TARGETS");
  const auto options = parse_compare_options(arguments, variable == nullptr ? "" : variable);
  if (!options) return fail("compare", options.error(), kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  if (const auto possible = check(*options); !possible)
    return fail("compare", possible.error(), kExitUsage);
  watch_interrupts();
  const auto contestants = contestants_of(*options);
  if (!contestants) return fail("compare", contestants.error(), kExitFailed);
  const auto began = wall_now();
  const auto comparison = run_watched(*options, *contestants);
  if (!comparison) return fail("compare", comparison.error(), kExitFailed);
  if (const auto written = write_report(*options, *comparison, began); !written)
    return fail("compare", written.error(), kExitFailed);
  return exit_code(*comparison);
}

}  // namespace lab
