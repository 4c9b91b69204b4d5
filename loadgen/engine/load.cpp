// The threads of a load: started together, watched, stopped, their facts merged.
#include "loadgen/engine/load.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "loadgen/engine/machine_watch.hpp"
#include "loadgen/engine/roll_call.hpp"
#include "loadgen/engine/target.hpp"
#include "loadgen/engine/worker.hpp"

namespace lab {
namespace {

constexpr Duration kLookEvery = std::chrono::milliseconds(100);

/// The seconds that workers tell of while they run, put together. Of all but the latest it keeps
/// counts alone.
class LiveSeconds {
 public:
  /// Those that all workers have told of.
  std::span<const SecondFacts> whole(const std::vector<std::unique_ptr<Worker>>& workers) {
    told_.resize(workers.size());
    for (std::size_t i = 0; i < workers.size(); ++i) {
      for (const auto& second : workers[i]->take_new_seconds()) add(second, told_[i]++);
    }
    const auto whole = *std::min_element(told_.begin(), told_.end());
    for (; forgotten_ + 1 < whole; ++forgotten_) forget_latency(seconds_[forgotten_]);
    return std::span(seconds_).first(whole);
  }

 private:
  /// Assigning an empty one would keep the string's memory.
  static void forget_latency(SecondFacts& second) {
    PackedHistogram().counts.swap(second.latency.counts);
  }

  void add(const SecondFacts& second, std::size_t index) {
    if (index == seconds_.size()) seconds_.emplace_back();
    seconds_[index].merge(second);
  }

  std::vector<SecondFacts> seconds_;
  std::vector<std::size_t> told_;  // seconds, by worker
  std::size_t forgotten_ = 0;      // seconds without their latencies
};

class Load {
 public:
  Load(const LoadPlan& plan, Target target, const Watcher& watch)
      : plan_(plan), scenario_(plan), access_(target.access), watch_(watch) {
    if (same_host(local_address(target.stream.fd()), access_.route.to)) machine_.emplace();
    for (const auto& share : split(plan)) {
      workers_.push_back(std::make_unique<Worker>(plan, share, scenario_, access_, roll_call_));
    }
    workers_.front()->adopt(std::move(target.stream), target.took);
  }

  Result<RunResult> run() {
    start_threads();
    if (wait_for(RollCall::Point::kReady) == GoOn::kYes) {
      start_ = Clock::now();
      window_begins_ = wall_now() + std::chrono::floor<WallTime::duration>(plan_.warmup);
      if (machine_) machine_->begin(window_from(*start_));
      for (auto& worker : workers_) worker->begin(*start_);
    }
    if (wait_for(RollCall::Point::kDone) == GoOn::kNo) {
      while (!all_at(RollCall::Point::kDone)) continue;
    }
    threads_.clear();  // joins
    return merged();
  }

 private:
  void start_threads() {
    try {
      for (auto& worker : workers_) threads_.emplace_back([&worker = *worker] { worker.run(); });
    } catch (...) {
      for (auto& worker : workers_) worker->stop();  // or those that run would be joined for ever
      throw;
    }
  }

  Window window_from(TimePoint start) const {
    const auto begin = start + plan_.warmup;
    return {begin, plan_.duration ? begin + *plan_.duration : TimePoint::max()};
  }

  bool all_at(RollCall::Point point) {
    const bool all = roll_call_.wait(point, workers_.size(), kLookEvery);
    if (machine_) machine_->look(Clock::now());
    return all;
  }

  /// kNo when the watcher ended the load, and the workers were told so.
  GoOn wait_for(RollCall::Point point) {
    while (!all_at(point)) {
      if (!watch_ || watch_(progress()) == GoOn::kYes) continue;
      for (auto& worker : workers_) worker->stop();
      return GoOn::kNo;
    }
    return GoOn::kYes;
  }

  Progress progress() {
    Progress sum;
    sum.seconds = seconds_.whole(workers_);
    if (start_) sum.elapsed = Clock::now() - *start_;
    for (const auto& worker : workers_) {
      sum.replies += worker->gauge().replies.load(std::memory_order_relaxed);
      sum.failures += worker->gauge().failures.load(std::memory_order_relaxed);
      sum.in_flight += worker->gauge().in_flight.load(std::memory_order_relaxed);
    }
    return sum;
  }

  Result<RunResult> merged() {
    RunResult all;
    for (auto& worker : workers_) all.merge(worker->take_result());
    if (all.measured > Duration::zero()) all.began = window_begins_;
    if (machine_) all.machine = machine_->facts();
    if (const auto proof = check_identity(all); !proof) return proof.error();
    return all;
  }

  const LoadPlan& plan_;
  const Scenario scenario_;
  const Access access_;
  const Watcher& watch_;
  RollCall roll_call_;
  std::vector<std::unique_ptr<Worker>> workers_;
  LiveSeconds seconds_;
  std::optional<MachineWatch> machine_;  // of a server on this machine
  std::optional<TimePoint> start_;
  std::optional<WallTime> window_begins_;
  std::vector<std::jthread> threads_;  // last: gone before what they use
};

}  // namespace

Result<RunResult> run_load(const LoadPlan& plan, const Watcher& watch) {
  auto target = reach(plan);
  if (!target) return target.error();
  return Load(plan, std::move(*target), watch).run();
}

}  // namespace lab
