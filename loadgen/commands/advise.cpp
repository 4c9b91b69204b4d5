// `loadgen advise`: which model for which work.
#include <fmt/format.h>

#include <optional>

#include "common/json_file.hpp"
#include "common/machine.hpp"
#include "loadgen/advise/check.hpp"
#include "loadgen/commands/advise_options.hpp"
#include "loadgen/commands/command.hpp"
#include "loadgen/commands/descriptors.hpp"
#include "loadgen/commands/interrupt.hpp"
#include "loadgen/commands/report_files.hpp"
#include "loadgen/compare/comparison.hpp"
#include "loadgen/experiment/neighbours.hpp"
#include "loadgen/lab/server_process.hpp"
#include "loadgen/report/advise_json.hpp"
#include "loadgen/report/advise_text.hpp"
#include "loadgen/report/compare_text.hpp"
#include "loadgen/report/html/advise_html.hpp"
#include "loadgen/report/progress_line.hpp"

namespace lab {
namespace {

struct Report {
  Advice advice;
  std::optional<AdviceCheck> check;
  WallTime began{};

  const AdviceCheck* checked() const { return check ? &*check : nullptr; }
};

/// Without a report there is only where it would go.
std::vector<ReportFile> files_of(const AdviseOptions& options, const Report* report) {
  return {{"--json", options.json,
           [=] { return pretty_json(advice_json(report->advice, report->checked())); }},
          {"--html", options.html, [=] {
             return advise_html(report->advice, report->checked(),
                                {describe_machine(), LAB_VERSION, report->began});
           }}};
}

/// What would be found out only at the end.
Result<void> check_possible(const AdviseOptions& options) {
  if (options.check == Checking::kYes) {
    if (const auto allowed = allow_connections(options.situation.connections, 1); !allowed)
      return problem("--connections: {}", allowed.error().text);
  }
  return check_report_files(files_of(options, nullptr));
}

Result<Comparison> measure(const AdviseOptions& options, const Advice& advice) {
  const auto binary = find_server_binary();
  if (!binary) return binary.error();
  const auto contestants = start_our_own(*binary, kinds_of(advice));
  const ComparisonPlan plan{{workload_of(advice)}, options.rounds, options.duration};
  ProgressLine line(ProgressLine::Show::kWhenTerminal);
  return run_comparison(plan, contestants, [&](const ComparisonProgress& at) {
    line.draw(compare_progress_text(at));
    return interrupted() ? GoOn::kNo : GoOn::kYes;
  });
}

Result<void> say(const AdviseOptions& options, const std::string& text) {
  if (any_on_stdout(files_of(options, nullptr))) return {};
  return write_text("-", text);
}

std::optional<double> share_of(const std::optional<Neighbours>& others) {
  if (!others) return std::nullopt;
  return others->share;
}

/// The prediction is said before anything is measured.
Result<void> advise_and_check(const AdviseOptions& options, Report& report) {
  if (const auto said = say(options, advice_text(report.advice)); !said) return said;
  if (options.check == Checking::kYes) {
    const NeighbourWatch others;
    const auto comparison = measure(options, report.advice);
    if (!comparison) return comparison.error();
    report.check = check_advice(report.advice, *comparison, share_of(others.look()));
    if (const auto said = say(options, advice_check_text(report.advice, *report.check)); !said)
      return said;
  }
  return write_report_files(files_of(options, &report));
}

int exit_code(const Report& report) {
  if (interrupted()) return kExitInterrupted;
  if (!report.check) return kExitGood;
  if (report.check->advised == Match::kUnknown) return kExitFailed;
  return matches(report.check->advised) ? kExitGood : kExitExpectation;
}

}  // namespace

int advise_command(const std::vector<std::string>& arguments) {
  auto options = parse_advise_options(arguments);
  if (!options) return fail("advise", options.error(), kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  if (const auto possible = check_possible(*options); !possible)
    return fail("advise", possible.error(), kExitUsage);
  options->situation.cores = usable_cores();
  watch_interrupts();
  Report report{advise(options->pipeline, options->situation, options->servers), std::nullopt,
                wall_now()};
  if (const auto done = advise_and_check(*options, report); !done)
    return fail("advise", done.error(), kExitFailed);
  return exit_code(report);
}

}  // namespace lab
