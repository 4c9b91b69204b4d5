// The phases of a run, and who gets the next request.
#include "loadgen/engine/worker.hpp"

#include <algorithm>
#include <utility>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kScratch = 64 * 1024;
constexpr Duration kOpeningPatience = 1s;  // the clock waits no longer for slow connections
constexpr Duration kInstant = 1ns;         // so that a window includes its last moment

Window window_of(const LoadPlan& plan, TimePoint start) {
  const auto begin = start + plan.warmup;
  return {begin, plan.duration ? begin + *plan.duration : TimePoint::max()};
}

}  // namespace

Worker::Worker(const LoadPlan& plan, const Share& share, const Scenario& scenario,
               const Access& access, RollCall& roll_call)
    : plan_(plan),
      share_(share),
      roll_call_(roll_call),
      loop_(*this),
      feed_(make_feed(plan, share)),
      recorder_(plan),
      scratch_(kScratch),
      context_{loop_, access, scenario, recorder_, *this, plan.timeout, scratch_},
      idle_(share.connections),
      tick_length_(std::clamp<Duration>(plan.timeout / 10, 1ms, 100ms)) {
  for (unsigned i = 0; i < share.connections; ++i) connections_.emplace_back(context_, i);
}

Worker::~Worker() = default;

void Worker::adopt(Stream stream, Duration took) {
  connections_.front().adopt(std::move(stream), took);
}

void Worker::run() {
  try {
    open_all();
    loop_.run();
  } catch (...) {
    fault_ = std::current_exception();
    if (phase_ == Phase::kOpening) roll_call_.report(RollCall::Point::kReady);
  }
  roll_call_.report(RollCall::Point::kDone);
}

RunResult Worker::take_result() {
  if (fault_) std::rethrow_exception(fault_);
  return std::move(result_);
}

void Worker::begin(TimePoint start) {
  loop_.post([this, start] { start_clock(start); });
}

void Worker::stop() {
  loop_.post([this] { finish(Clock::now() + kInstant); });
}

// --- phases ---

/// With keep-alive off every request opens its own connection, and there is nothing to open ahead.
void Worker::open_all() {
  std::vector<Connection*> closed;
  for (auto& connection : connections_) {
    if (plan_.keep_alive == KeepAlive::kOn && !connection.is_open()) closed.push_back(&connection);
  }
  if (closed.empty()) return all_opened();
  opening_ = static_cast<unsigned>(closed.size());  // before one of them has failed at once
  for (auto* connection : closed) connection->open();
  next_phase(Clock::now() + std::min(kOpeningPatience, plan_.timeout), &Worker::all_opened);
}

void Worker::opened(Connection&) {
  if (--opening_ == 0) all_opened();
}

void Worker::all_opened() {
  if (phase_ != Phase::kOpening) return;
  phase_ = Phase::kReady;
  roll_call_.report(RollCall::Point::kReady);
}

void Worker::start_clock(TimePoint start) {
  if (phase_ != Phase::kReady) return;
  phase_ = Phase::kWarmup;
  recorder_.set_window(window_of(plan_, start));
  feed_->begin(start, recorder_.window().end);
  if (plan_.warmup > Duration::zero()) {
    next_phase(recorder_.window().begin, &Worker::open_window);
  } else {
    open_window();
  }
  for (auto& connection : connections_) idle_.push_back(&connection);
  give_out();
  tick();
}

void Worker::open_window() {
  if (phase_ != Phase::kWarmup) return;
  phase_ = Phase::kWindow;
  cpu_at_begin_ = thread_cpu_time();
  for (auto& connection : connections_) connection.open_window();
  next_phase(recorder_.window().end, &Worker::close_window);
}

void Worker::close_window() {
  if (phase_ != Phase::kWindow) return;
  close_measurement();
  phase_ = Phase::kFollowing;
  next_phase(recorder_.window().end + plan_.grace, &Worker::grace_over);
  finish_if_spent();
}

void Worker::close_measurement() {
  count_waiting(Clock::now());
  thread_.cpu = thread_cpu_time() - cpu_at_begin_;
  thread_.wall = Clock::now() - recorder_.window().begin;
}

/// Ends the run once nothing is left to send or to follow.
void Worker::finish_if_spent() {
  if (recorder_.followed() > 0) return;
  if (phase_ == Phase::kWindow && feed_->used_up()) {
    finish(recorder_.last_finish() + kInstant);
  } else if (phase_ == Phase::kFollowing && !feed_->next_due()) {
    grace_over();
  }
}

void Worker::grace_over() { finish(recorder_.window().end); }

/// `end` closes a window that is still open.
void Worker::finish(TimePoint end) {
  if (phase_ == Phase::kDone) return;
  recorder_.end_at(end);
  feed_->end_at(end);
  const bool measured = phase_ == Phase::kWindow || phase_ == Phase::kFollowing;
  if (phase_ == Phase::kWindow) close_measurement();
  phase_ = Phase::kDone;
  const auto now = Clock::now();
  for (auto& connection : connections_) connection.end(now);
  while (const auto ticket = feed_->take(TimePoint::max())) {
    recorder_.unsent(*ticket, now, lag_of(*ticket, now));
  }
  result_ = recorder_.take(measured ? client_facts() : ClientFacts(), thread_);
  loop_.stop();
}

ClientFacts Worker::client_facts() const {
  ClientFacts facts;
  for (const auto& connection : connections_) {
    if (connection.asked()) facts.add(connection.replies_in_window(), connection.replies());
  }
  return facts;
}

// --- requests ---

void Worker::freed(Connection& connection, TimePoint now) {
  if (phase_ == Phase::kDone) return;
  count_waiting(now);
  if (const auto ticket = feed_->take(now)) {
    connection.start(*ticket, now, lag_of(*ticket, now));
    return;
  }
  idle_.push_back(&connection);
  arm_due();
  finish_if_spent();
}

/// Most wait just before one of them is taken, and when the window closes.
void Worker::count_waiting(TimePoint now) {
  if (phase_ == Phase::kWindow && idle_.empty()) recorder_.waiting(feed_->waiting(now));
}

/// Up to now, or to when the last connection was taken, a free one was there and not made use of.
Lag Worker::lag_of(const Ticket& ticket, TimePoint now) const {
  const auto until = idle_.empty() ? none_idle_since_ : now;
  return ticket.due <= until ? std::optional(until - ticket.due) : std::nullopt;
}

/// Starts what is due, as far as there are free connections.
void Worker::give_out() {
  const auto now = Clock::now();
  while (!idle_.empty()) {
    const auto ticket = feed_->take(now);
    if (!ticket) break;
    auto& connection = *idle_.front();
    const auto lag = lag_of(*ticket, now);
    idle_.pop_front();
    if (idle_.empty()) none_idle_since_ = now;
    connection.start(*ticket, now, lag);
  }
  arm_due();
}

/// While no connection is free no timer is needed: the next one to become free looks itself.
void Worker::arm_due() {
  if (!idle_.empty()) loop_.set_timer(kDueTimer, feed_->next_due().value_or(TimePoint::max()));
}

void Worker::tick_by(TimePoint when) {
  next_tick_ = std::min(next_tick_, when);
  loop_.set_timer(kTickTimer, next_tick_);
}

void Worker::tick() {
  next_tick_ = TimePoint::max();
  const auto now = Clock::now();
  for (auto& connection : connections_) connection.tick(now);
  tell(now);
  finish_if_spent();
  if (phase_ != Phase::kDone) tick_by(now + tick_length_);
}

void Worker::tell(TimePoint now) {
  gauge_.replies.store(recorder_.replies(), std::memory_order_relaxed);
  gauge_.failures.store(recorder_.failures(), std::memory_order_relaxed);
  gauge_.in_flight.store(recorder_.in_flight(), std::memory_order_relaxed);
  if (phase_ == Phase::kDone) return;
  const auto& over = recorder_.seconds_over(now);
  if (over.size() == seconds_told_) return;
  const std::lock_guard lock(mutex_);
  for (; seconds_told_ < over.size(); ++seconds_told_) new_seconds_.push_back(over[seconds_told_]);
}

std::vector<SecondFacts> Worker::take_new_seconds() {
  const std::lock_guard lock(mutex_);
  return std::exchange(new_seconds_, {});
}

void Worker::next_phase(TimePoint when, void (Worker::*step)()) {
  phase_step_ = step;
  loop_.set_timer(kPhaseTimer, when);
}

void Worker::expired(std::size_t timer) {
  if (phase_ == Phase::kDone) return;
  switch (timer) {
    case kPhaseTimer:
      (this->*phase_step_)();
      return;
    case kTickTimer:
      tick();
      return;
    case kDueTimer:
      give_out();
  }
}

}  // namespace lab
