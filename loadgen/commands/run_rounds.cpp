// One load a round, until there were enough or somebody ended them.
#include "loadgen/commands/run_rounds.hpp"

#include "loadgen/commands/interrupt.hpp"
#include "loadgen/engine/load.hpp"
#include "loadgen/report/live_view.hpp"

namespace lab {
namespace {

std::string title_of(const RunOptions& options, unsigned round) {
  const auto& plan = options.plan;
  const auto url = plan.mix.size() == 1 ? plan.server.with_target(plan.mix.front().target).text()
                                        : plan.server.origin();
  const auto what = fmt::format("{} {}", method_name(plan.method), url);
  if (options.rounds == 1) return what;
  return fmt::format("round {} of {}: {}", round + 1, options.rounds, what);
}

void draw(LiveView& view, const RunOptions& options, unsigned round, const Progress& progress) {
  if (!view.shown()) return;
  const auto summary = summarize(options.plan, progress);
  view.draw(live_lines(title_of(options, round), summary, view.width(), view.glyphs()));
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
  using Show = LiveView::Show;
  LiveView view(options.quiet ? Show::kNever : Show::kWhenTerminal);
  RoundsRun run;
  for (unsigned round = 0; round < options.rounds; ++round) {
    if (round > 0 && interrupted()) break;
    auto end = RoundEnd::kWhole;
    const auto result = run_load(plan_of_round(options.plan, round), [&](const Progress& progress) {
      draw(view, options, round, progress);
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
