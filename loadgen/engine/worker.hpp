// One thread of the generator: its event loop, its connections, its part of the load.
#pragma once

#include <atomic>
#include <boost/circular_buffer.hpp>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include "loadgen/engine/connection.hpp"
#include "loadgen/engine/feed.hpp"
#include "loadgen/engine/recorder.hpp"
#include "loadgen/engine/roll_call.hpp"
#include "loadgen/engine/scenario.hpp"

namespace lab {

/// What a worker tells others while it runs; refreshed at every tick.
struct alignas(64) Gauge {
  std::atomic<std::uint64_t> replies{0};
  std::atomic<std::uint64_t> failures{0};
  std::atomic<std::uint64_t> in_flight{0};
};

/// Opens its connections, reports to the roll call, waits for begin(), works until the end of the
/// window and of the grace behind it, reports again. All waiting is that of one event loop; a tick
/// of a tenth of the timeout (1 to 100 ms) looks after timeouts, so no request needs a timer.
class Worker : private ConnectionOwner, private EventLoop::Handler {
 public:
  /// `scenario`, `access` and `roll_call` outlive the worker.
  Worker(const LoadPlan& plan, const Share& share, const Scenario& scenario, const Access& access,
         RollCall& roll_call);
  ~Worker() override;

  /// Gives the first connection its stream. Before run().
  void adopt(Stream stream, Duration took);

  /// The thread's whole life.
  void run();
  /// Starts the clock; from any thread, after the roll call said that all are ready.
  void begin(TimePoint start);
  /// Ends the run now: no grace, requests under way are open. From any thread.
  void stop();

  const Gauge& gauge() const { return gauge_; }
  /// The seconds of the window that went by since the last call. From any thread.
  std::vector<SecondFacts> take_new_seconds();
  /// After run().
  /// Throws what ended the thread before its time.
  RunResult take_result();

 private:
  enum Timer : std::size_t { kPhaseTimer, kTickTimer, kDueTimer };
  enum class Phase { kOpening, kReady, kWarmup, kWindow, kFollowing, kDone };

  void opened(Connection& connection) override;
  void freed(Connection& connection, TimePoint now) override;
  void resting(TimePoint until) override { tick_by(until); }
  void ready(EventLoop::Tag tag) override { connections_[tag.who].ready(tag.epoch); }
  void expired(std::size_t timer) override;

  void open_all();
  void all_opened();
  void start_clock(TimePoint start);
  void open_window();
  void close_window();
  void finish_if_spent();
  void grace_over();
  void finish(TimePoint end);
  void close_measurement();
  ClientFacts client_facts() const;

  void next_phase(TimePoint when, void (Worker::*step)());
  void tick();
  void tell(TimePoint now);
  void tick_by(TimePoint when);
  Lag lag_of(const Ticket& ticket, TimePoint now) const;
  void give_out();
  void count_waiting(TimePoint now);
  void arm_due();

  LoadPlan plan_;
  Share share_;
  RollCall& roll_call_;
  EventLoop loop_;
  std::unique_ptr<Feed> feed_;
  Recorder recorder_;
  std::vector<char> scratch_;
  ConnectionContext context_;
  std::deque<Connection> connections_;
  boost::circular_buffer<Connection*> idle_;  // the one longest idle first
  unsigned opening_ = 0;

  TimePoint none_idle_since_ = TimePoint::min();

  Phase phase_ = Phase::kOpening;
  void (Worker::*phase_step_)() = nullptr;  // when the phase timer expires
  Duration tick_length_;
  TimePoint next_tick_ = TimePoint::max();
  Duration cpu_at_begin_{};
  ThreadFacts thread_;
  Gauge gauge_;
  std::size_t seconds_told_ = 0;
  std::mutex mutex_;  // of what follows
  std::vector<SecondFacts> new_seconds_;
  RunResult result_;
  std::exception_ptr fault_;
};

}  // namespace lab
