// `loadgen run`: one load, one report.
#include <fmt/format.h>

#include <random>

#include "loadgen/commands/command.hpp"
#include "loadgen/commands/descriptors.hpp"
#include "loadgen/commands/interrupt.hpp"
#include "loadgen/commands/run_options.hpp"
#include "loadgen/engine/load.hpp"
#include "loadgen/report/live_view.hpp"

namespace lab {
namespace {

int fail(const Problem& problem, int code) {
  fmt::print(stderr, "loadgen run: {}\n", problem.text);
  return code;
}

std::uint64_t random_seed() { return std::random_device{}(); }

/// What would be found out only later.
Result<void> check(const RunOptions& options) {
  const auto allowed = allow_connections(options.plan.connections, options.plan.threads);
  if (!allowed) return problem("--connections: {}", allowed.error().text);
  return check_outputs(options.outputs);
}

std::string title_of(const LoadPlan& plan) {
  const auto url = plan.mix.size() == 1 ? plan.server.with_target(plan.mix.front().target).text()
                                        : plan.server.origin();
  return fmt::format("{} {}", method_name(plan.method), url);
}

Result<RunResult> run_watched(const RunOptions& options) {
  using Show = LiveView::Show;
  LiveView view(options.quiet ? Show::kNever : Show::kWhenTerminal);
  return run_load(options.plan, [&](const Progress& progress) {
    if (view.shown()) {
      view.draw(live_lines(title_of(options.plan), summarize(options.plan, progress), view.width(),
                           view.glyphs()));
    }
    return interrupted() ? GoOn::kNo : GoOn::kYes;
  });
}

Result<void> write_report(const RunOptions& options, const RunResult& result) {
  auto notes = options.notes;
  if (interrupted()) notes.emplace_back("interrupted; this is what was measured until then");
  return write_outputs(options.outputs, options.plan, result, notes);
}

int exit_code(const RunResult& result) {
  if (interrupted()) return kExitInterrupted;
  return total(result).outcomes.of(OutcomeKind::kGood) > 0 ? kExitGood : kExitFailed;
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  const auto options = parse_run_options(arguments, random_seed());
  if (!options) return fail(options.error(), kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  if (const auto possible = check(*options); !possible) return fail(possible.error(), kExitUsage);
  watch_interrupts();
  const auto result = run_watched(*options);
  if (!result) return fail(result.error(), kExitFailed);
  if (const auto written = write_report(*options, *result); !written) {
    return fail(written.error(), kExitFailed);
  }
  return exit_code(*result);
}

}  // namespace lab
