// The thread model: a thread for every connection, all in one process and one memory. C++ threads
// run in parallel: there is no global interpreter lock.
#include <sys/resource.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "common/log.hpp"
#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "server/models/blocking_session.hpp"
#include "server/models/queue_rest.hpp"
#include "server/models/service.hpp"
#include "server/models/session_io.hpp"
#include "server/thread_limits.hpp"

namespace lab {
namespace {

constexpr auto kBackOff = std::chrono::milliseconds(50);
constexpr auto kReportEvery = std::chrono::seconds(1);

/// How many connection threads live; lets the acceptor wait for the last one.
class ThreadCount {
 public:
  void add(int n) {
    const std::lock_guard lock(mutex_);
    living_ += n;
    if (living_ == 0) none_left_.notify_all();
  }
  int living() {
    const std::lock_guard lock(mutex_);
    return living_;
  }
  void wait_for_none() {
    std::unique_lock lock(mutex_);
    none_left_.wait(lock, [this] { return living_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_left_;
  int living_ = 0;
};

class ThreadWorker {
 public:
  explicit ThreadWorker(Service& service) : service_(service) {}

  void run() {
    service_.ready();
    while (accept_all()) {
    }
    service_.listener.reset();
    threads_.wait_for_none();
  }

 private:
  bool accept_all();
  void start_thread(UniqueFd connection);
  void serve(UniqueFd connection, CounterShard& shard);
  void report_shortage(const std::exception& error);

  Service& service_;
  ThreadCount threads_;
  QueueRest rest_;
  std::size_t next_shard_ = 0;
  TimePoint next_report_;
};

/// Waits for connections and starts a thread for each until the queue is empty. False when no more
/// will come, since the worker drains, or none are its own, since it retires.
bool ThreadWorker::accept_all() {
  std::array<pollfd, 2> fds{
      {{service_.listener.get(), POLLIN, 0}, {service_.drain_event, POLLIN, 0}}};
  wait_any(fds, std::nullopt);
  if (fds[1].revents != 0) rest_.begin(service_.listener.get());
  while (!service_.retiring() && !rest_.used_up()) {
    auto accepted = accept_from(service_.listener.get());
    if (accepted.socket) {
      rest_.took_one();
      start_thread(std::move(accepted.socket));
    } else if (accepted.fault == AcceptFault::kEmpty) {
      return fds[1].revents == 0;
    } else if (accepted.fault == AcceptFault::kOutOfDescriptors) {
      count(service_.slot.accept_faults);
      wait_any({}, Clock::now() + kBackOff);
      return true;
    }
  }
  return false;
}

void ThreadWorker::start_thread(UniqueFd connection) {
  const int socket = connection.get();
  if (threads_.living() >= service_.options.max_connections) {
    count(service_.slot.refused_connections);
    return turn_away(socket);
  }
  auto& shard = service_.life.shards[next_shard_++ % WorkerLife::kShards];
  threads_.add(1);
  std::shared_ptr<UniqueFd> shared;  // survives a thread that cannot start
  try {
    shared = std::make_shared<UniqueFd>(std::move(connection));
    std::thread([this, shared, &shard] { serve(std::move(*shared), shard); }).detach();
  } catch (const std::exception& error) {
    threads_.add(-1);
    count(service_.slot.refused_connections);
    turn_away(socket);
    shared.reset();
    connection.reset();
    report_shortage(error);
  }
}

/// Says which limit is in the way; now and then, since whole crowds may be turned away. Where there
/// is not even memory for that, it goes without saying.
void ThreadWorker::report_shortage(const std::exception& error) try {
  const auto now = Clock::now();
  if (now < next_report_) return;
  next_report_ = now + kReportEvery;
  log::warn("no thread for a connection: {}; {}", error.what(), nearest_limit(thread_limits()));
} catch (const std::exception&) {
}

void ThreadWorker::serve(UniqueFd connection, CounterShard& shard) {
  serve_blocking(std::move(connection), service_, shard, -1);
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  count(service_.slot.exited_switches_voluntary, static_cast<std::uint64_t>(usage.ru_nvcsw));
  count(service_.slot.exited_switches_involuntary, static_cast<std::uint64_t>(usage.ru_nivcsw));
  threads_.add(-1);
}

}  // namespace

void run_thread_worker(Service& service) { ThreadWorker(service).run(); }

}  // namespace lab
