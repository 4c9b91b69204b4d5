// Collects one thread's facts as its requests start and end. Shares nothing, locks nothing.
#pragma once

#include <optional>
#include <string_view>

#include "loadgen/engine/feed.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/engine/second_log.hpp"

namespace lab {

/// How late the generator itself was with a request; none: it was due while no connection was free.
using Lag = std::optional<Duration>;

class Recorder {
 public:
  explicit Recorder(const LoadPlan& plan);

  /// Known before the first request. Its end may come forward later.
  void set_window(Window window);
  void end_at(TimePoint end);
  const Window& window() const { return window_; }

  /// A connection takes the request up: connects for it, or sends it.
  void started(const Ticket& ticket, TimePoint now, Lag lag);
  /// It ended. `started_at` as told before; `now` is the moment of the last byte or of the failure.
  void finished(const Ticket& ticket, TimePoint started_at, Outcome outcome, TimePoint now);
  /// It was due and never started.
  void unsent(const Ticket& ticket, TimePoint now, Lag lag);

  void received(std::size_t bytes, TimePoint now);
  /// A whole reply came from the worker that this X-Worker field names.
  void answered_by(std::string_view worker, TimePoint now);
  void waiting(std::uint64_t requests);
  ConnectionFacts& connections() { return facts_.connections; }

  /// The seconds of the window that are over by `now`.
  const std::vector<SecondFacts>& seconds_over(TimePoint now) {
    seconds_.advance(now);
    return seconds_.over();
  }

  /// Requests that are under way.
  std::uint64_t in_flight() const { return in_flight_; }
  /// Those of them that were due inside the window.
  std::uint64_t followed() const { return followed_; }
  TimePoint last_finish() const { return last_finish_; }
  std::uint64_t replies() const { return replies_; }
  std::uint64_t failures() const { return failures_; }

  /// Hands the facts over; the window must have an end.
  RunResult take(ClientFacts clients, ThreadFacts thread);

 private:
  void count_lag(Lag lag);
  void count_in_window(const Ticket& ticket, Outcome outcome, TimePoint now);
  void end_followed(const Ticket& ticket, Outcome outcome, TimePoint now);

  bool open_loop_;
  Window window_;
  RunResult facts_;
  std::uint64_t in_flight_ = 0;
  std::uint64_t followed_ = 0;
  std::uint64_t replies_ = 0;
  std::uint64_t failures_ = 0;
  SecondLog seconds_;
  TimePoint last_finish_ = TimePoint::min();
  WorkerCounts::iterator last_worker_;
};

}  // namespace lab
