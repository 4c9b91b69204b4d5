// The rules of measurement, applied to each request.
#include "loadgen/engine/recorder.hpp"

#include <algorithm>

#include "common/http/query.hpp"

namespace lab {
namespace {

constexpr std::size_t kMostWorkers = 1000;  // a server may name no more of them than this

std::uint64_t nanoseconds(Duration d) {
  return static_cast<std::uint64_t>(std::max<Duration::rep>(0, d.count()));
}

void add_time(Latencies& latencies, Outcome outcome, Duration time) {
  (is_answer(outcome) ? latencies.answered : latencies.unanswered).record(nanoseconds(time));
}

/// "slot/pid" of "slot/pid/tid".
std::string_view worker_process(std::string_view worker) {
  return worker.substr(0, std::min(worker.size(), worker.rfind('/')));
}

}  // namespace

Recorder::Recorder(const LoadPlan& plan) : open_loop_(plan.open_loop.has_value()) {
  facts_.entries.resize(plan.mix.size());
  last_worker_ = facts_.workers.end();
}

void Recorder::set_window(Window window) {
  window_ = window;
  seconds_.begin(window.begin);
}

void Recorder::end_at(TimePoint end) { window_.end = std::min(window_.end, end); }

void Recorder::started(const Ticket& ticket, TimePoint now, Lag lag) {
  ++in_flight_;
  if (window_.contains(now)) {
    ++facts_.attempted;
    ++seconds_.at(now).attempted;
  }
  if (!window_.contains(ticket.due)) return;
  ++facts_.entries[ticket.entry].due;
  ++followed_;
  if (open_loop_) count_lag(lag);
}

void Recorder::count_lag(Lag lag) {
  if (lag) {
    facts_.send_lag.record(nanoseconds(*lag));
  } else {
    ++facts_.waited;
  }
}

void Recorder::finished(const Ticket& ticket, TimePoint started_at, Outcome outcome,
                        TimePoint now) {
  last_finish_ = now;
  --in_flight_;
  ++(is_answer(outcome) ? replies_ : failures_);
  if (window_.contains(now)) count_in_window(ticket, outcome, now);
  if (!window_.contains(ticket.due)) return;
  --followed_;
  end_followed(ticket, outcome, now);
  if (open_loop_) add_time(facts_.service, outcome, now - started_at);
}

void Recorder::end_followed(const Ticket& ticket, Outcome outcome, TimePoint now) {
  auto& entry = facts_.entries[ticket.entry];
  entry.outcomes.add(outcome);
  add_time(entry.latency, outcome, now - ticket.due);
  seconds_.add_latency(now, nanoseconds(now - ticket.due));
  if (!is_answer(outcome)) ++seconds_.at(now).unanswered;
}

void Recorder::count_in_window(const Ticket& ticket, Outcome outcome, TimePoint now) {
  auto& second = seconds_.at(now);
  if (!is_answer(outcome)) {
    ++second.failed;
    return;
  }
  ++facts_.completed;
  ++second.completed;
  if (outcome > Outcome::k3xx) return;
  ++facts_.entries[ticket.entry].good_in_window;
  ++second.good;
}

void Recorder::received(std::size_t bytes, TimePoint now) {
  if (!window_.contains(now)) return;
  facts_.bytes_received += bytes;
  seconds_.at(now).bytes += bytes;
}

void Recorder::unsent(const Ticket& ticket, TimePoint now, Lag lag) {
  if (!window_.contains(ticket.due)) return;
  ++facts_.entries[ticket.entry].due;
  count_lag(lag);
  end_followed(ticket, Outcome::kUnsent, now);
}

void Recorder::answered_by(std::string_view worker, TimePoint now) {
  if (worker.empty() || !window_.contains(now)) return;
  auto& counts = facts_.workers;
  const auto process = worker_process(worker);
  if (last_worker_ == counts.end() || last_worker_->first != process) {
    last_worker_ = counts.find(process);
    if (last_worker_ == counts.end()) last_worker_ = counts.find(printable(process));
    if (last_worker_ == counts.end()) {
      last_worker_ =
          counts.emplace(counts.size() < kMostWorkers ? printable(process) : "others", 0).first;
    }
  }
  ++last_worker_->second;
}

void Recorder::waiting(std::uint64_t requests) {
  facts_.most_waiting = std::max(facts_.most_waiting, requests);
}

RunResult Recorder::take(ClientFacts clients, ThreadFacts thread) {
  facts_.measured = std::max(Duration::zero(), Duration(window_.end - window_.begin));
  if (facts_.measured > Duration::zero()) facts_.seconds = seconds_.take();
  facts_.clients = clients;
  facts_.threads = {thread};
  return std::move(facts_);
}

}  // namespace lab
