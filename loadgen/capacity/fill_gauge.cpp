// Counts how often what was full, and takes differences of what only grows.
#include "loadgen/capacity/fill_gauge.hpp"

#include <algorithm>

namespace lab {
namespace {

/// Often enough to see what is full most of the time, and a light load for an admin process.
constexpr Duration kLookEvery = std::chrono::milliseconds(300);

template <class Full>
double share_of(const std::vector<ServerSample>& looks, Full full) {
  const auto count = std::count_if(looks.begin(), looks.end(), full);
  return static_cast<double>(count) / static_cast<double>(looks.size());
}

Duration median_lag(const std::vector<ServerSample>& looks) {
  std::vector<Duration> lags;
  lags.reserve(looks.size());
  for (const auto& look : looks) lags.push_back(look.lag);
  const auto middle = lags.begin() + static_cast<std::ptrdiff_t>(lags.size() / 2);
  std::nth_element(lags.begin(), middle, lags.end());
  return *middle;
}

bool workers_busy(const ServerSample& look) {
  return look.in_flight >= static_cast<std::uint64_t>(look.workers);
}

bool pool_full(const ServerSample& look) {
  const auto threads =
      static_cast<std::uint64_t>(look.pool) * static_cast<std::uint64_t>(look.workers);
  return threads > 0 && look.pool_busy >= threads && look.pool_queued > 0;
}

/// A worker that was replaced in between starts from nothing.
std::uint64_t grown(std::uint64_t from, std::uint64_t to) { return to > from ? to - from : 0; }

}  // namespace

std::optional<ServerFill> fill_of(const std::vector<ServerSample>& looks) {
  if (looks.size() < 2) return std::nullopt;
  const auto& first = looks.front();
  const auto& last = looks.back();
  const auto model = find_model(last.model);
  if (!model || last.at <= first.at) return std::nullopt;
  ServerFill fill{.model = *model, .workers = last.workers, .cores = last.cores};
  fill.looks = static_cast<int>(looks.size());
  fill.cpu_share = to_seconds(last.cpu - first.cpu) / to_seconds(last.at - first.at);
  fill.workers_busy = share_of(looks, workers_busy);
  fill.pool_full = share_of(looks, pool_full);
  fill.queue_seen = share_of(looks, [](const ServerSample& look) { return look.queued > 0; });
  fill.lag = median_lag(looks);
  fill.refused_by_pool = grown(first.pool_refused, last.pool_refused);
  fill.drops = grown(first.drops, last.drops);
  fill.turned_away = grown(first.turned_away, last.turned_away);
  return fill;
}

FillGauge::FillGauge(const Url* admin, Duration opens, Duration window)
    : admin_(admin), next_(opens), closes_(opens + window) {}

void FillGauge::look(Duration elapsed) {
  if (admin_ == nullptr || elapsed < next_ || elapsed >= closes_) return;
  next_ = elapsed + kLookEvery;
  if (auto sample = sample_server(*admin_, MemoryCost::kCheap))
    looks_.push_back(std::move(*sample));
}

}  // namespace lab
