// `loadgen run`: one load, one report.
#include <fmt/format.h>

#include "loadgen/commands/command.hpp"
#include "loadgen/commands/descriptors.hpp"
#include "loadgen/commands/interrupt.hpp"
#include "loadgen/commands/network_options.hpp"
#include "loadgen/commands/run_options.hpp"
#include "loadgen/commands/run_rounds.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

/// What would be found out only later.
Result<void> check(const RunOptions& options) {
  const auto allowed = allow_connections(options.plan.connections, options.plan.threads);
  if (!allowed) return problem("--connections: {}", allowed.error().text);
  const auto trusted = check_trust(options.plan.network.tls, options.plan.server.host);
  if (!trusted) return trusted;
  if (options.rounds > 1 && !(options.outputs.csv.empty() && options.outputs.hdr.empty()))
    return problem(
        "--rounds: --csv and --hdr follow the clock of one round, so it is one or the other");
  return check_outputs(options.outputs);
}

RunSummary summarize_all(const RunOptions& options, const RoundsRun& run) {
  auto summary = summarize(options.plan, run.result);
  summary.rounds = run.rounds;
  summary.across_rounds = across_rounds(run.rounds);
  summary.expectations = judge(options.expectations, options.plan, run.result);
  return summary;
}

std::vector<std::string> notes_of(const RunOptions& options, const RoundsRun& run) {
  auto notes = options.notes;
  if (interrupted()) notes.emplace_back("interrupted; this is what was measured until then");
  if (run.broken) {
    notes.push_back(fmt::format("round {} of {} could not run: {}", run.rounds.size() + 1,
                                options.rounds, run.broken->text));
  }
  return notes;
}

/// The first that was not met; says so on stderr.
bool all_met(const RunSummary& summary) {
  for (const auto& judged : summary.expectations) {
    if (judged.met == Met::kYes) continue;
    fail("run", problem("--expect: {} was not met; {}", judged.text, judged_text(judged)),
         kExitExpectation);
    return false;
  }
  return true;
}

int exit_code(const RoundsRun& run, const RunSummary& summary) {
  const bool met = all_met(summary);
  if (interrupted()) return kExitInterrupted;
  if (!met) return kExitExpectation;
  if (run.broken) return kExitFailed;
  return any_good_reply(run.result) ? kExitGood : kExitFailed;
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  const auto options = parse_run_options(arguments, random_seed());
  if (!options) return fail("run", options.error(), kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  if (const auto possible = check(*options); !possible)
    return fail("run", possible.error(), kExitUsage);
  watch_interrupts();
  const auto run = run_rounds(*options);
  if (run.rounds.empty()) return fail("run", *run.broken, kExitFailed);
  const auto summary = summarize_all(*options, run);
  const auto written =
      write_outputs(options->outputs, options->plan, run.result, summary, notes_of(*options, run));
  if (!written) return fail("run", written.error(), kExitFailed);
  return exit_code(run, summary);
}

}  // namespace lab
