// One thread of the generator: its event loop, its connections, its part of the load.
#pragma once

#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/circular_buffer.hpp>
#include <deque>
#include <memory>
#include <vector>

#include "common/net/address.hpp"
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
};

/// Opens its connections, reports to the roll call, waits for begin(), works until the end of the
/// window and of the grace behind it, reports again. All waiting is that of one io_context; a tick
/// of a tenth of the timeout (1 to 100 ms) looks after timeouts, so no request needs a timer.
class Worker : private ConnectionOwner {
 public:
  /// `scenario` and `roll_call` outlive the worker.
  Worker(const LoadPlan& plan, const Share& share, const Scenario& scenario,
         const SocketAddress& server, RollCall& roll_call);
  ~Worker() override;

  /// Gives the first connection its socket. Before run().
  void adopt(UniqueFd socket, Duration took);

  /// The thread's whole life.
  void run();
  /// Starts the clock; from any thread, after the roll call said that all are ready.
  void begin(TimePoint start);
  /// Ends the run now: no grace, requests under way are open. From any thread.
  void stop();

  const Gauge& gauge() const { return gauge_; }
  /// After run().
  RunResult take_result() { return std::move(result_); }

 private:
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>,
                                                  boost::asio::io_context::executor_type>;
  enum class Phase { kOpening, kReady, kWarmup, kWindow, kFollowing, kDone };

  void opened(Connection& connection) override;
  void freed(Connection& connection, TimePoint now) override;

  void open_all();
  void ready();
  void start_clock(TimePoint start);
  void open_window();
  void close_window();
  void finish_if_spent();
  void grace_over();
  void finish(TimePoint end);
  void close_measurement();
  ClientFacts client_facts() const;

  void at(Timer& timer, TimePoint when, void (Worker::*step)());
  void tick();
  void give_out();
  void arm_due();

  LoadPlan plan_;
  Share share_;
  RollCall& roll_call_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<Feed> feed_;
  Recorder recorder_;
  std::vector<char> scratch_;
  ConnectionContext context_;
  std::deque<Connection> connections_;
  boost::circular_buffer<Connection*> idle_;  // the one longest idle first
  unsigned opening_ = 0;

  Phase phase_ = Phase::kOpening;
  Timer phase_timer_;
  Timer tick_timer_;
  Timer due_timer_;
  Duration tick_length_;
  TimePoint due_armed_ = TimePoint::max();
  Duration cpu_at_begin_{};
  ThreadFacts thread_;
  Gauge gauge_;
  RunResult result_;
};

}  // namespace lab
