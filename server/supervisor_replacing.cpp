// Replacing workers that live: all of them, one after another, and those that hang.
#include <signal.h>

#include <algorithm>
#include <utility>

#include "common/log.hpp"
#include "common/units.hpp"
#include "server/process_end.hpp"
#include "server/supervisor.hpp"

namespace lab {
namespace {

constexpr Duration kLongestStart = std::chrono::seconds(10);  // of a successor

}  // namespace

void Supervisor::replace_all() {
  if (phase_ == Phase::kDraining) return;
  log::info("replacing all workers, one after another");
  for (auto& child : children_) child.to_be_replaced = child.is_worker();
}

bool Supervisor::every_worker_serves_alone() const {
  const bool in_company = std::any_of(children_.begin(), children_.end(), [](const Child& child) {
    return child.companion.role != Companion::Role::kNone;
  });
  return !in_company && scoreboard_.ready_workers() == scoreboard_.size();
}

/// One at a time: the next successor starts when the worker before the last one has gone.
void Supervisor::continue_replacing() {
  if (phase_ != Phase::kServing) return;
  for (auto& child : children_) {
    const bool waits = child.companion.role == Companion::Role::kSuccessor;
    if (waits && slot_of(child).other_life().state == WorkerState::kReady) hand_over(child);
  }
  if (!every_worker_serves_alone()) return;
  const auto next = std::find_if(children_.begin(), children_.end(),
                                 [](const Child& child) { return child.to_be_replaced; });
  if (next != children_.end()) start_successor(*next);
}

void Supervisor::start_successor(Child& child) {
  const auto pid = start_process(child, &slot_of(child).other_life(), child.companion_event);
  if (pid == 0) return stop_replacing(child, "could not be forked");
  child.companion = {Companion::Role::kSuccessor, pid, Clock::now() + kLongestStart};
}

/// The old worker serves the connections it has, as in a drain, and leaves the queue to the new
/// one.
void Supervisor::hand_over(Child& child) {
  slot_of(child).retire();
  child.drain_event.raise();
  std::swap(child.pid, child.companion.pid);
  std::swap(child.drain_event, child.companion_event);
  child.companion.role = Companion::Role::kRetiree;
  child.companion.kill_at = Clock::now() + options_.drain_timeout;
  child.started = Clock::now();
  child.to_be_replaced = false;
}

/// A server that serves is not risked for one that may not start.
void Supervisor::stop_replacing(const Child& child, std::string_view reason) {
  log::error("the successor of {} {}: the workers that serve are kept", child.name(), reason);
  for (auto& each : children_) each.to_be_replaced = false;
}

void Supervisor::bury_companion(Child& child, int status) {
  const auto role = child.companion.role;
  slot_of(child).other_life().bury();
  child.companion = {};
  if (role == Companion::Role::kSuccessor && phase_ != Phase::kDraining) {
    stop_replacing(child, describe_end(status) + " before it was ready");
  } else if (status != 0) {
    log::warn("{} of {} {}",
              role == Companion::Role::kSuccessor ? "the successor" : "the one before",
              child.name(), describe_end(status));
  }
}

/// The worker has died beside its successor, which takes its place, ready or not.
void Supervisor::promote(Child& child) {
  slot_of(child).take_turns();
  child.pid = child.companion.pid;
  std::swap(child.drain_event, child.companion_event);
  child.companion = {};
  child.started = Clock::now();
  child.to_be_replaced = false;
}

void Supervisor::kill_overdue() {
  for (auto& child : children_) {
    if (!has_passed(child.companion.kill_at, Clock::now())) continue;
    const bool retires = child.companion.role == Companion::Role::kRetiree;
    log::warn("{} {}: killing it", child.name(),
              retires ? fmt::format("has retired and not served all within {}",
                                    format_setting(options_.drain_timeout))
                      : fmt::format("has a successor that is not ready after {}",
                                    format_setting(kLongestStart)));
    kill(child.companion.pid, SIGKILL);
    child.companion.kill_at.reset();
  }
}

void Supervisor::kill_hung() {
  const auto now = Clock::now();
  if (!has_passed(next_look_, now)) return;
  next_look_ = now + HangWatch::kPause;
  for (auto& child : children_) {
    if (!child.is_worker() || child.pid == 0) continue;
    const auto sight = sight_of(slot_of(child).life(), options_.model);
    const auto hung = child.watch.look(sight, now, *options_.hang_timeout);
    if (!hung) continue;
    log::error("{} hangs, {} for {}: killing it", child.name(), stuck_reason(options_.model),
               format_duration(*hung));
    count(slot_of(child).hung);
    kill(child.pid, SIGKILL);
  }
}

}  // namespace lab
