// Load from our side, CPU and memory from the server's admin port, over the same interval.
#include "loadgen/compare/cell.hpp"

#include <algorithm>

#include "loadgen/lab/admin_client.hpp"
#include "loadgen/lab/use_meter.hpp"

namespace lab {
namespace {

constexpr Duration kLeastWarmup = std::chrono::milliseconds(100);
constexpr Duration kMostBeyondLatency = std::chrono::milliseconds(500);
/// Of work that takes milliseconds: time for some turns of all clients.
constexpr Duration kUnforeseenWarmup = std::chrono::milliseconds(500);
constexpr Duration kUnknownWarmup = std::chrono::seconds(3);
constexpr Duration kTimeout = std::chrono::seconds(30);
/// Shorter than that of a single run, so that 24 cells stay short.
constexpr Duration kGraceOfCell = std::chrono::seconds(1);

std::optional<Deployment> deployment_of(const ServerSample& sample) {
  const auto model = find_model(sample.model);
  if (!model) return std::nullopt;
  return Deployment{*model, sample.workers, sample.cores, sample.pool};
}

LoadPlan plan_of(const Url& url, const Workload& workload, Duration warmup, Duration duration) {
  LoadPlan plan;
  plan.server = url;
  plan.mix = workload.mix;
  plan.connections = workload.connections;
  plan.open_loop = workload.open_loop;
  plan.warmup = warmup;
  plan.duration = duration;
  plan.timeout = kTimeout;
  plan.grace = kGraceOfCell;
  return plan;
}

}  // namespace

Duration warmup_of(const Workload& workload, const std::optional<Deployment>& deployment) {
  if (!workload.limits.empty()) return kUnforeseenWarmup;
  if (workload.open_loop) return kUnforeseenWarmup + workload.demand.total();
  if (workload.demand.total() == Duration::zero()) return kLeastWarmup;
  if (!deployment) return kUnknownWarmup;
  const auto ideal = predict(workload.demand, *deployment, workload.connections);
  const auto latency = ideal ? ideal->latency : Duration::zero();
  return latency + std::clamp(latency / 2, kLeastWarmup, kMostBeyondLatency);
}

Result<std::optional<CellResult>> measure_cell(const Contestant& contestant,
                                               const Workload& workload, Duration duration,
                                               const Watcher& watch) {
  const auto arena = contestant.enter(workload);
  if (!arena) return problem("{}: {}", contestant.name(), arena.error().text);
  const Url* admin = (*arena)->admin();
  CellResult cell;
  if (admin != nullptr) {
    const auto idle = sample_server(*admin, MemoryCost::kCheap);
    if (!idle) return problem("{}: {}", contestant.name(), idle.error().text);
    cell.deployment = deployment_of(*idle);
  }
  const auto plan =
      plan_of((*arena)->url(), workload, warmup_of(workload, cell.deployment), duration);
  UseMeter meter(admin, plan.warmup, duration);
  bool cut_short = false;
  const auto result = run_load(plan, [&](const Progress& progress) {
    meter.look(progress.elapsed);
    cut_short = cut_short || watch(progress) == GoOn::kNo;
    return cut_short ? GoOn::kNo : GoOn::kYes;
  });
  if (!result) return problem("{}: {}", contestant.name(), result.error().text);
  if (cut_short) return std::optional<CellResult>();
  cell.facts = {summarize(plan, *result), result->clients.asked, result->clients.never_answered,
                meter.use()};
  return std::optional(cell);
}

}  // namespace lab
