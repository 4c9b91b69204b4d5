// One load a round, until there were enough or somebody ended them.
#include "loadgen/commands/run_rounds.hpp"

#include "loadgen/commands/interrupt.hpp"
#include "loadgen/engine/load.hpp"
#include "loadgen/report/progress_line.hpp"

namespace lab {
namespace {

std::string progress_of(const RunOptions& options, unsigned round, const Progress& progress) {
  const auto of_round = progress_text(options.plan, progress);
  if (options.rounds == 1) return of_round;
  return fmt::format("round {} of {}: {}", round + 1, options.rounds, of_round);
}

/// A later round that was ended before its window began tells nothing.
bool tells_something(const RoundsRun& run, const RunResult& round) {
  return run.rounds.empty() || round.measured > Duration::zero();
}

void add(RoundsRun& run, const RunResult& round, RoundEnd end) {
  if (!tells_something(run, round)) return;
  run.rounds.push_back(summarize_round(round, end));
  run.result.append(round);
}

}  // namespace

RoundsRun run_rounds(const RunOptions& options) {
  using Show = ProgressLine::Show;
  ProgressLine line(options.quiet ? Show::kNever : Show::kWhenTerminal);
  RoundsRun run;
  for (unsigned round = 0; round < options.rounds; ++round) {
    if (round > 0 && interrupted()) break;
    auto end = RoundEnd::kWhole;
    const auto result = run_load(plan_of_round(options.plan, round), [&](const Progress& progress) {
      line.draw(progress_of(options, round, progress));
      if (!interrupted()) return GoOn::kYes;
      end = RoundEnd::kInterrupted;
      return GoOn::kNo;
    });
    if (!result) {
      run.broken = result.error();
      break;
    }
    add(run, *result, end);
  }
  return run;
}

}  // namespace lab
