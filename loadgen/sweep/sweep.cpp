// The loop over rounds and steps, and one step.
#include "loadgen/sweep/sweep.hpp"

#include "loadgen/compare/progress.hpp"
#include "loadgen/lab/admin_client.hpp"
#include "loadgen/lab/patience.hpp"
#include "loadgen/lab/use_meter.hpp"

namespace lab {
namespace {

/// Of a usual step: its start and what it follows after its end.
constexpr Duration kBesideTheWindow = std::chrono::milliseconds(400);
/// For a server that does not tell when it is idle.
constexpr Duration kCoolDown = std::chrono::milliseconds(500);

std::optional<Deployment> deployment_of(const ServerSample& sample) {
  const auto model = find_model(sample.model);
  if (!model) return std::nullopt;
  return Deployment{*model, sample.workers, sample.cores, sample.pool};
}

struct Step {
  const Contestant& contestant;
  const SweepPlan& plan;
  double load = 0;
  int round = 0;
};

struct StepResult {
  StepFacts facts;
  std::optional<Deployment> deployment;
};

/// Of `arena`, an idle server. Nothing comes back when the watcher ended it.
Result<std::optional<StepResult>> measure_in(const Arena& arena, const Step& step,
                                             const Watcher& watch) {
  StepResult measured;
  if (arena.admin() != nullptr) {
    const auto idle = sample_server(*arena.admin(), MemoryCost::kCheap);
    if (!idle) return idle.error();
    measured.deployment = deployment_of(*idle);
  }
  const auto plan = load_plan(step.plan, arena.url(), step.load, step.round);
  UseMeter meter(arena.admin(), plan.warmup, *plan.duration, MemoryCost::kCheap);
  bool cut_short = false;
  const auto result = run_load(plan, [&](const Progress& progress) {
    meter.look(progress.elapsed);
    cut_short = cut_short || watch(progress) == GoOn::kNo;
    return cut_short ? GoOn::kNo : GoOn::kYes;
  });
  if (!result) return result.error();
  if (cut_short) return std::optional<StepResult>();
  measured.facts = {summarize(plan, *result), meter.use()};
  return std::optional(std::move(measured));
}

Result<std::optional<StepResult>> measure(const Step& step, const Watcher& watch) {
  const Workload nothing_of_its_own{{}, {}, {}, 0, {}, {}};
  const auto arena = step.contestant.enter(nothing_of_its_own);
  if (!arena) return problem("{}: {}", step.contestant.name(), arena.error().text);
  auto measured = measure_in(**arena, step, watch);
  if (!measured) return problem("{}: {}", step.contestant.name(), measured.error().text);
  const auto go_on = [&] { return watch({}) == GoOn::kYes; };
  if ((*arena)->admin() == nullptr) pause_until(Clock::now() + kCoolDown, go_on);
  return measured;
}

Duration foreseen(const SweepPlan& plan) { return plan.warmup + plan.duration + kBesideTheWindow; }

void make_room(Sweep& sweep, const Contestants& contestants) {
  const auto rounds = static_cast<std::size_t>(sweep.plan.rounds);
  for (const auto& contestant : contestants) {
    sweep.servers.push_back({contestant->name(), std::nullopt,
                             std::vector<SweepRound>(rounds, SweepRound(sweep.plan.loads.size()))});
  }
}

}  // namespace

Result<void> run_sweep(Sweep& sweep, const Contestants& contestants, const SweepWatcher& watch) {
  make_room(sweep, contestants);
  const auto& plan = sweep.plan;
  SweepProgress at;
  at.kind = plan.kind;
  at.rounds = plan.rounds;
  at.steps = contestants.size() * plan.loads.size() * static_cast<std::size_t>(plan.rounds);
  const auto began = Clock::now();
  for (; at.round < plan.rounds; ++at.round) {
    for (const auto& place :
         order_of_round(contestants.size(), plan.loads.size(), plan.seed, at.round)) {
      at.load = plan.loads[place.load];
      at.server = contestants[place.server]->name();
      const auto step_began = Clock::now();
      auto measured =
          measure({*contestants[place.server], plan, at.load, at.round}, [&](const Progress&) {
            at.left = time_left(at.step, at.steps, step_began - began, Clock::now() - step_began,
                                foreseen(plan));
            return watch(at);
          });
      if (!measured) return measured.error();
      if (!*measured) return {};
      auto& server = sweep.servers[place.server];
      server.deployment = (*measured)->deployment;
      server.rounds[static_cast<std::size_t>(at.round)][place.load] = std::move((*measured)->facts);
      ++at.step;
    }
  }
  return {};
}

}  // namespace lab
