// First come, first served: a queue is the moments at which its servers will be free.
#include "loadgen/stats/lindley.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <numeric>
#include <queue>

namespace lab {
namespace {

class Servers {
 public:
  explicit Servers(unsigned count) : free_at_(std::greater<>(), std::vector<Duration>(count)) {
    assert(count >= 1);
  }

  /// Of someone who comes at `moment`, which is never before that of an earlier visit.
  Duration wait_at(Duration moment) const {
    return std::max(Duration::zero(), free_at_.top() - moment);
  }

  /// Takes the visit in and returns its wait.
  Duration serve(const Visit& visit) {
    assert(visit.arrival >= last_ && visit.service >= Duration::zero());
    last_ = visit.arrival;
    const auto wait = wait_at(visit.arrival);
    free_at_.pop();
    free_at_.push(visit.arrival + wait + visit.service);
    return wait;
  }

 private:
  std::priority_queue<Duration, std::vector<Duration>, std::greater<>> free_at_;
  Duration last_{};
};

}  // namespace

std::vector<Visit> equal_visits(std::span<const Duration> arrivals, Duration service) {
  std::vector<Visit> visits;
  visits.reserve(arrivals.size());
  for (const auto arrival : arrivals) visits.push_back({arrival, service});
  return visits;
}

std::vector<Duration> lindley_waits(std::span<const Visit> visits, unsigned servers) {
  Servers queue(servers);
  std::vector<Duration> waits;
  waits.reserve(visits.size());
  for (const auto& visit : visits) waits.push_back(queue.serve(visit));
  return waits;
}

std::vector<std::optional<Duration>> admitted_waits(std::span<const Visit> visits, unsigned servers,
                                                    std::size_t places) {
  Servers queue(servers);
  std::priority_queue<Duration, std::vector<Duration>, std::greater<>> leave_at;  // of those inside
  std::vector<std::optional<Duration>> waits;
  waits.reserve(visits.size());
  for (const auto& visit : visits) {
    while (!leave_at.empty() && leave_at.top() <= visit.arrival) leave_at.pop();
    if (leave_at.size() >= places) {
      waits.emplace_back();
      continue;
    }
    waits.emplace_back(queue.serve(visit));
    leave_at.push(visit.arrival + *waits.back() + visit.service);
  }
  return waits;
}

std::vector<Duration> lindley_delays(std::span<const Visit> visits,
                                     std::span<const Duration> moments, unsigned servers) {
  assert(std::is_sorted(moments.begin(), moments.end()));
  Servers queue(servers);
  std::vector<Duration> delays;
  delays.reserve(moments.size());
  auto visit = visits.begin();
  for (const auto moment : moments) {
    for (; visit != visits.end() && visit->arrival <= moment; ++visit) queue.serve(*visit);
    delays.push_back(queue.wait_at(moment));
  }
  return delays;
}

Duration mean_of(std::span<const Duration> waits) {
  return std::accumulate(waits.begin(), waits.end(), Duration::zero()) /
         static_cast<Duration::rep>(waits.size());
}

Duration percentile_of(std::vector<Duration> waits, double percent) {
  const auto count = static_cast<double>(waits.size());
  const auto rank = static_cast<std::ptrdiff_t>(std::ceil(count * percent / 100));
  const auto at = waits.begin() + std::max<std::ptrdiff_t>(rank, 1) - 1;
  std::nth_element(waits.begin(), at, waits.end());
  return *at;
}

}  // namespace lab
