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

PerSecond per_second(std::uint64_t count, Duration time) {
  if (time <= Duration::zero()) return std::nullopt;
  return static_cast<double>(count) / to_seconds(time);
}

Identity identity_of(std::uint64_t due, const OutcomeCounts& outcomes) {
  return {due, outcomes.answered(), outcomes.of(OutcomeKind::kFailed),
          outcomes.of(OutcomeKind::kOpen), outcomes.of(OutcomeKind::kUnsent)};
}

Latencies known(const Histogram& histogram) { return {histogram, {}}; }

double busy_share(const ThreadFacts& thread) {
  if (thread.wall <= Duration::zero()) return 0;
  return to_seconds(thread.cpu) / to_seconds(thread.wall);
}

void judge_cpu(RunSummary& summary, const RunResult& result) {
  Duration cpu{};
  for (const auto& thread : result.threads) {
    summary.busiest_thread = std::max(summary.busiest_thread, busy_share(thread));
    summary.cpu_share += busy_share(thread);
    cpu += thread.cpu;
  }
  if (result.completed > 0) {
    summary.cpu_per_request = cpu / static_cast<Duration::rep>(result.completed);
  }
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
  if (!plan.open_loop || !falls_short(result, summary.identity.due)) return Limit::kNone;
  return result.waited > 0 ? Limit::kConnections : Limit::kGenerator;
}

}  // namespace

std::string_view limit_name(Limit limit) {
  constexpr std::array<std::string_view, 3> kNames{"", "generator", "connections"};
  return kNames[static_cast<std::size_t>(limit)];
}

RunSummary summarize(const LoadPlan& plan, const RunResult& result) {
  RunSummary summary;
  const auto all = total(result);
  const auto rate = [&](std::uint64_t count) { return per_second(count, result.measured); };
  summary.good = rate(all.good_in_window);
  summary.completed = rate(result.completed);
  summary.attempted = rate(result.attempted);
  summary.bytes = rate(result.bytes_received);
  summary.outcomes = all.outcomes;
  summary.identity = identity_of(all.due, all.outcomes);
  summary.latency = summarize(all.latency);
  summary.connect = summarize(known(result.connections.connect_times));
  for (const auto& entry : result.entries) {
    summary.entries.push_back(
        {rate(entry.good_in_window), summarize(entry.latency), entry.outcomes});
  }
  if (plan.open_loop) {
    summary.service = summarize(result.service);
    summary.send_lag = summarize(known(result.send_lag));
  }
  judge_cpu(summary, result);
  summary.limit = limit_of(plan, result, summary);
  return summary;
}

}  // namespace lab
