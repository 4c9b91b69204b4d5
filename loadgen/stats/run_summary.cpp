// Rates, sums and the generator's judgement of itself.
#include "loadgen/stats/run_summary.hpp"

#include <algorithm>
#include <array>

namespace lab {
namespace {

constexpr double kBusyThread = 0.9;
constexpr double kRateShort = 0.02;
constexpr double kLagShare = 0.1;  // of the p99 latency that the lag is part of
// A lag up to this is normal beside CPU load on shared cores.
constexpr Duration kNormalLag = std::chrono::milliseconds(5);
constexpr double kBusyMachine = 0.9;
constexpr double kWorthSpeakingOf = 0.1;  // of the machine, for a generator that takes cores away
constexpr std::size_t kLatencyBars = 11;
constexpr std::size_t kLagBars = 5;

PerSecond per_second(std::uint64_t count, Duration time) {
  if (time <= Duration::zero()) return std::nullopt;
  return static_cast<double>(count) / to_seconds(time);
}

Identity identity_of(std::uint64_t due, const OutcomeCounts& outcomes) {
  return {due, outcomes.answered(), outcomes.of(OutcomeKind::kFailed),
          outcomes.of(OutcomeKind::kOpen), outcomes.of(OutcomeKind::kUnsent)};
}

Latencies known(const Histogram& histogram) { return {histogram, {}}; }

PerCore busy_share(const ThreadFacts& thread) {
  if (thread.wall <= Duration::zero()) return std::nullopt;
  return to_seconds(thread.cpu) / to_seconds(thread.wall);
}

void judge_cpu(RunSummary& summary, const RunResult& result) {
  Duration cpu{};
  for (const auto& thread : result.threads) {
    summary.thread_shares.push_back(busy_share(thread));
    const double share = summary.thread_shares.back().value_or(0);
    summary.busiest_thread = std::max(summary.busiest_thread, share);
    summary.cpu_share += share;
    cpu += thread.cpu;
  }
  if (result.completed > 0) {
    summary.cpu_per_request = cpu / static_cast<Duration::rep>(result.completed);
  }
}

void judge_machine(RunSummary& summary, const RunResult& result) {
  if (!result.machine) return;
  const auto& machine = *result.machine;
  const auto busy = static_cast<double>(machine.busy_ticks);
  const double all = busy + static_cast<double>(machine.idle_ticks);
  if (all <= 0 || machine.cores < 1) return;
  summary.machine = MachineSummary{machine.cores, busy / all, summary.cpu_share / machine.cores};
  summary.shared_cores =
      summary.machine->busy > kBusyMachine && summary.machine->generator >= kWorthSpeakingOf;
}

std::optional<Fairness> fairness_of(const ClientFacts& clients, std::uint64_t replies) {
  if (clients.asked == 0 || replies == 0) return std::nullopt;
  const auto share = [&](std::uint64_t count) {
    return static_cast<double>(count) / static_cast<double>(replies);
  };
  return Fairness{clients.asked, share(clients.least), share(clients.most)};
}

std::optional<Fairness> fairness_of(const WorkerCounts& workers) {
  std::uint64_t sum = 0, least = ~std::uint64_t{0}, most = 0;
  for (const auto& [name, count] : workers) {
    sum += count;
    least = std::min(least, count);
    most = std::max(most, count);
  }
  if (sum == 0) return std::nullopt;
  const auto all = static_cast<double>(sum);
  return Fairness{workers.size(), static_cast<double>(least) / all,
                  static_cast<double>(most) / all};
}

bool lags(const RunSummary& summary) {
  if (!summary.send_lag) return false;
  const auto& lag = (*summary.send_lag)[Stat::kP99];
  const auto& latency = summary.latency[Stat::kP99];
  return lag && latency && lag->value > kNormalLag &&
         to_seconds(lag->value) > kLagShare * to_seconds(latency->value);
}

/// Fewer requests left than were due.
bool falls_short(const RunResult& result, std::uint64_t due) {
  return static_cast<double>(result.attempted) < (1 - kRateShort) * static_cast<double>(due);
}

Limit limit_of(const LoadPlan& plan, const RunResult& result, const RunSummary& summary) {
  if (summary.busiest_thread > kBusyThread || lags(summary)) return Limit::kGenerator;
  if (plan.open_loop && falls_short(result, summary.identity.due)) {
    return result.waited > 0 ? Limit::kConnections : Limit::kGenerator;
  }
  return summary.shared_cores ? Limit::kSharedCores : Limit::kNone;
}

void add_rates(RunSummary& summary, const RunResult& result, const EntryFacts& all) {
  const auto rate = [&](std::uint64_t count) { return per_second(count, result.measured); };
  summary.good = rate(all.good_in_window);
  summary.completed = rate(result.completed);
  summary.attempted = rate(result.attempted);
  summary.bytes = rate(result.bytes_received);
  for (const auto& entry : result.entries) {
    summary.entries.push_back(
        {rate(entry.good_in_window), summarize(entry.latency), entry.outcomes});
  }
}

void add_open_loop(RunSummary& summary, const OpenLoop& loop, const RunResult& result) {
  summary.asked = loop.rate.per_second;
  if (summary.identity.due > 0) {
    summary.achieved_share =
        static_cast<double>(result.attempted) / static_cast<double>(summary.identity.due);
  }
  summary.service = summarize(result.service);
  summary.send_lag = summarize(known(result.send_lag));
  summary.send_lag_bars = latency_bars(known(result.send_lag), kLagBars);
}

}  // namespace

std::string_view limit_name(Limit limit) {
  constexpr std::array<std::string_view, 4> kNames{"", "generator", "connections", "shared cores"};
  return kNames[static_cast<std::size_t>(limit)];
}

bool any_good_reply(const RunResult& result) {
  return std::any_of(result.entries.begin(), result.entries.end(), [](const EntryFacts& entry) {
    return entry.good_in_window > 0 || entry.outcomes.of(OutcomeKind::kGood) > 0;
  });
}

RunSummary summarize(const LoadPlan& plan, const RunResult& result) {
  RunSummary summary;
  const auto all = total(result);
  add_rates(summary, result, all);
  summary.outcomes = all.outcomes;
  summary.identity = identity_of(all.due, all.outcomes);
  summary.latency = summarize(all.latency);
  summary.intervals = percentile_intervals(all.latency, result.seconds);
  summary.latency_bars = latency_bars(all.latency, kLatencyBars);
  summary.connect = summarize(known(result.connections.connect_times));
  summary.clients = fairness_of(result.clients, result.completed);
  summary.workers = fairness_of(result.workers);
  if (plan.open_loop) add_open_loop(summary, *plan.open_loop, result);
  judge_cpu(summary, result);
  judge_machine(summary, result);
  summary.limit = limit_of(plan, result, summary);
  summary.rounds = {summarize_round(result, RoundEnd::kWhole)};
  return summary;
}

}  // namespace lab
