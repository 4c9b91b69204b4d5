// Merging of facts, and the proof that no request was lost.
#include "loadgen/engine/result.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace lab {
namespace {

template <class Map>
void add_counts(Map& to, const Map& from) {
  for (const auto& [key, count] : from) to[key] += count;
}

std::optional<WallTime> earlier(std::optional<WallTime> a, std::optional<WallTime> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

/// Merges part for part; the longer of the two decides how many there are.
template <class Part>
void merge_parts(std::vector<Part>& to, const std::vector<Part>& from) {
  to.resize(std::max(to.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i) to[i].merge(from[i]);
}

/// What is summed up in the same way over threads and over rounds.
void add_counts_of(RunResult& to, const RunResult& from) {
  merge_parts(to.entries, from.entries);
  to.service.merge(from.service);
  to.send_lag.merge(from.send_lag);
  to.waited += from.waited;
  to.attempted += from.attempted;
  to.completed += from.completed;
  to.bytes_received += from.bytes_received;
  to.connections.merge(from.connections);
  to.clients.merge(from.clients);
  add_counts(to.workers, from.workers);
  if (!from.machine) return;
  if (!to.machine) to.machine.emplace();
  to.machine->merge(*from.machine);
}

}  // namespace

const std::array<OutcomeRow, kOutcomes>& outcome_rows() {
  static constexpr std::array<OutcomeRow, kOutcomes> kRows{{
      {Outcome::k2xx, "2xx", OutcomeKind::kGood},
      {Outcome::k3xx, "3xx", OutcomeKind::kGood},
      {Outcome::k4xx, "4xx", OutcomeKind::kErrorReply},
      {Outcome::k5xx, "5xx", OutcomeKind::kErrorReply},
      {Outcome::kConnect, "connect", OutcomeKind::kFailed},
      {Outcome::kTimeout, "timeout", OutcomeKind::kFailed},
      {Outcome::kClosed, "closed", OutcomeKind::kFailed},
      {Outcome::kProtocol, "protocol", OutcomeKind::kFailed},
      {Outcome::kOpen, "open", OutcomeKind::kOpen},
      {Outcome::kUnsent, "unsent", OutcomeKind::kUnsent},
  }};
  return kRows;
}

Outcome outcome_of_status(int status) {
  switch (status / 100) {
    case 2:
      return Outcome::k2xx;
    case 3:
      return Outcome::k3xx;
    case 4:
      return Outcome::k4xx;
    case 5:
      return Outcome::k5xx;
    default:
      return Outcome::kProtocol;
  }
}

bool is_answer(Outcome outcome) { return outcome <= Outcome::k5xx; }

void OutcomeCounts::merge(const OutcomeCounts& other) {
  std::transform(other.counts_.begin(), other.counts_.end(), counts_.begin(), counts_.begin(),
                 std::plus<>());
}

std::uint64_t OutcomeCounts::of(OutcomeKind kind) const {
  std::uint64_t sum = 0;
  for (const auto& row : outcome_rows()) sum += row.kind == kind ? of(row.outcome) : 0;
  return sum;
}

std::uint64_t OutcomeCounts::answered() const {
  return of(OutcomeKind::kGood) + of(OutcomeKind::kErrorReply);
}

std::uint64_t OutcomeCounts::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

void Latencies::merge(const Latencies& other) {
  answered.merge(other.answered);
  unanswered.merge(other.unanswered);
}

void EntryFacts::merge(const EntryFacts& other) {
  due += other.due;
  outcomes.merge(other.outcomes);
  latency.merge(other.latency);
  good_in_window += other.good_in_window;
}

void ConnectionFacts::merge(const ConnectionFacts& other) {
  opened += other.opened;
  reopened += other.reopened;
  stale += other.stale;
  closed_idle += other.closed_idle;
  connect_times.merge(other.connect_times);
  add_counts(failures, other.failures);
}

void ClientFacts::add(std::uint64_t replies, std::uint64_t replies_in_all) {
  ++asked;
  never_answered += replies_in_all == 0 ? 1 : 0;
  least = std::min(least, replies);
  most = std::max(most, replies);
}

void ClientFacts::merge(const ClientFacts& other) {
  asked += other.asked;
  never_answered += other.never_answered;
  least = std::min(least, other.least);
  most = std::max(most, other.most);
}

void SecondFacts::merge(const SecondFacts& other) {
  attempted += other.attempted;
  completed += other.completed;
  good += other.good;
  failed += other.failed;
  bytes += other.bytes;
  latency.merge(other.latency);
  unanswered += other.unanswered;
}

void MachineFacts::merge(const MachineFacts& other) {
  busy_ticks += other.busy_ticks;
  idle_ticks += other.idle_ticks;
  cores = std::max(cores, other.cores);
}

void RunResult::merge(const RunResult& other) {
  began = earlier(began, other.began);
  measured = std::max(measured, other.measured);
  most_waiting += other.most_waiting;
  merge_parts(seconds, other.seconds);
  threads.insert(threads.end(), other.threads.begin(), other.threads.end());
  add_counts_of(*this, other);
}

void RunResult::append(const RunResult& later) {
  began = earlier(began, later.began);
  measured += later.measured;
  most_waiting = std::max(most_waiting, later.most_waiting);
  seconds.insert(seconds.end(), later.seconds.begin(), later.seconds.end());
  threads.resize(std::max(threads.size(), later.threads.size()));
  for (std::size_t i = 0; i < later.threads.size(); ++i) {
    threads[i].cpu += later.threads[i].cpu;
    threads[i].wall += later.threads[i].wall;
  }
  add_counts_of(*this, later);
}

EntryFacts total(const RunResult& result) {
  EntryFacts sum;
  for (const auto& entry : result.entries) sum.merge(entry);
  return sum;
}

Result<void> check_identity(const RunResult& result) {
  for (const auto& entry : result.entries) {
    const auto ended = entry.outcomes.total();
    const auto timed = entry.latency.answered.count() + entry.latency.unanswered.count();
    if (entry.due == ended && entry.due == timed) continue;
    return problem("internal error: {} requests were due, {} ended in a class and {} have a time",
                   entry.due, ended, timed);
  }
  return {};
}

}  // namespace lab
