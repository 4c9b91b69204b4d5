// Load from our side, CPU and memory from the server's admin port, over the same interval.
#include "loadgen/compare/cell.hpp"

#include <algorithm>

#include "loadgen/lab/admin_client.hpp"

namespace lab {
namespace {

constexpr Duration kLeastWarmup = std::chrono::milliseconds(100);
constexpr Duration kMostBeyondLatency = std::chrono::milliseconds(500);
constexpr Duration kUnknownWarmup = std::chrono::seconds(3);
constexpr Duration kTimeout = std::chrono::seconds(30);
constexpr Duration kWatchPeriod = std::chrono::milliseconds(100);  // of run_load
/// The admin process reads memory anew once a second, and we look up to a watch period late.
constexpr Duration kMemoryPeriod = std::chrono::seconds(1) + kWatchPeriod;
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
  plan.warmup = warmup;
  plan.duration = duration;
  plan.timeout = kTimeout;
  plan.grace = kGraceOfCell;
  return plan;
}

ServerUse use_between(const ServerSample& begin, const ServerSample& end) {
  ServerUse use;
  const auto cpu = end.cpu - begin.cpu;
  const auto finished = end.finished - begin.finished;
  use.cpu_share = to_seconds(cpu) / to_seconds(end.at - begin.at);
  if (finished > 0) use.cpu_per_request = cpu / static_cast<Duration::rep>(finished);
  return use;
}

/// Looks at the server's admin port when the window opens and just before it closes, and for its
/// memory each second before that, so that the highest of several readings counts.
class UseMeter {
 public:
  UseMeter(const Url* admin, const LoadPlan& plan)
      : admin_(admin),
        opens_(plan.warmup),
        closes_(plan.warmup + *plan.duration - kWatchPeriod),
        reads_(opens_ + (closes_ - opens_) % kMemoryPeriod) {}

  void look(Duration elapsed) {
    if (admin_ == nullptr || end_) return;
    if (!begin_ && elapsed >= opens_) begin_ = sample(MemoryCost::kCheap);
    if (!begin_ || elapsed < reads_) return;
    const auto reading = sample(MemoryCost::kExact);
    if (!reading) return;
    peak_memory_ = std::max(peak_memory_, reading->memory);
    peak_threads_ = std::max(peak_threads_, reading->threads);
    if (elapsed >= closes_) end_ = reading;
    reads_ += kMemoryPeriod;
  }
  std::optional<ServerUse> use() const {
    if (!begin_ || !end_) return std::nullopt;
    auto use = use_between(*begin_, *end_);
    use.peak_memory = peak_memory_;
    use.peak_threads = peak_threads_;
    return use;
  }

 private:
  std::optional<ServerSample> sample(MemoryCost cost) const {
    const auto taken = sample_server(*admin_, cost);
    return taken ? std::optional(*taken) : std::nullopt;
  }

  const Url* admin_;
  Duration opens_;
  Duration closes_;
  Duration reads_;  // memory the next time; the last time is closes_
  std::optional<ServerSample> begin_;
  std::optional<ServerSample> end_;
  std::uint64_t peak_memory_ = 0;
  int peak_threads_ = 0;
};

}  // namespace

Duration warmup_of(const Workload& workload, const std::optional<Deployment>& deployment) {
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
