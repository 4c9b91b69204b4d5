// Load from our side, CPU and memory from the server's admin port, over the same interval.
#include "loadgen/compare/cell.hpp"

#include "loadgen/lab/admin_client.hpp"

namespace lab {
namespace {

constexpr Duration kLeastWarmup = std::chrono::milliseconds(200);
constexpr Duration kUnknownWarmup = std::chrono::seconds(3);
constexpr Duration kTimeout = std::chrono::seconds(30);
constexpr Duration kWatchPeriod = std::chrono::milliseconds(100);  // of run_load

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
  plan.warmup = warmup;
  plan.duration = duration;
  plan.timeout = kTimeout;
  return plan;
}

ServerUse use_between(const ServerSample& begin, const ServerSample& end) {
  ServerUse use;
  const auto cpu = end.cpu - begin.cpu;
  const auto finished = end.finished - begin.finished;
  use.cpu_share = to_seconds(cpu) / to_seconds(end.at - begin.at);
  if (finished > 0) use.cpu_per_request = cpu / static_cast<Duration::rep>(finished);
  use.memory = end.memory;
  use.threads = end.threads;
  return use;
}

/// Looks at the server's admin port when the window opens and just before it closes.
class UseMeter {
 public:
  UseMeter(const Url* admin, const LoadPlan& plan)
      : admin_(admin), opens_(plan.warmup), closes_(plan.warmup + *plan.duration - kWatchPeriod) {}

  void look(Duration elapsed) {
    if (admin_ == nullptr) return;
    if (!begin_ && elapsed >= opens_) begin_ = sample(MemoryCost::kCheap);
    if (begin_ && !end_ && elapsed >= closes_) end_ = sample(MemoryCost::kExact);
  }
  std::optional<ServerUse> use() const {
    if (!begin_ || !end_) return std::nullopt;
    return use_between(*begin_, *end_);
  }

 private:
  std::optional<ServerSample> sample(MemoryCost cost) const {
    const auto taken = sample_server(*admin_, cost);
    return taken ? std::optional(*taken) : std::nullopt;
  }

  const Url* admin_;
  Duration opens_;
  Duration closes_;
  std::optional<ServerSample> begin_;
  std::optional<ServerSample> end_;
};

}  // namespace

Duration warmup_of(const Workload& workload, const std::optional<Deployment>& deployment) {
  if (workload.demand.total() == Duration::zero()) return kLeastWarmup;
  if (!deployment) return kUnknownWarmup;
  const auto ideal = predict(workload.demand, *deployment, workload.connections);
  return kLeastWarmup + (ideal ? ideal->latency : Duration::zero());
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
  UseMeter meter(admin, plan);
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
