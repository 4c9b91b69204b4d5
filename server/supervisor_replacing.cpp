// Replacing workers that live: all of them, one after another, and those that hang.
#include <signal.h>

#include <algorithm>
#include <utility>

#include "common/log.hpp"
#include "common/units.hpp"
#include "server/supervisor.hpp"

namespace lab {

void Supervisor::replace_all() {
  if (phase_ == Phase::kDraining) return;
  log::info("replacing all workers, one after another");
  for (auto& child : children_) child.to_be_replaced = child.is_worker();
}

/// Whether all workers serve and none is left over.
bool Supervisor::is_complete() const {
  const bool retiring = std::any_of(children_.begin(), children_.end(),
                                    [](const Child& child) { return child.retiree.pid != 0; });
  return !retiring && scoreboard_.ready_workers() == scoreboard_.size();
}

void Supervisor::continue_replacing() {
  if (phase_ != Phase::kServing || !is_complete()) return;
  const auto next = std::find_if(children_.begin(), children_.end(),
                                 [](const Child& child) { return child.to_be_replaced; });
  if (next != children_.end()) retire(*next);
}

/// It serves the connections it has, as in a drain, and leaves those in the queue to its successor,
/// which starts at once.
void Supervisor::retire(Child& child) {
  auto& slot = slot_of(child);
  child.to_be_replaced = false;
  child.retiree = {child.pid, &slot.life(), Clock::now() + options_.drain_timeout};
  slot.retire();
  child.drain_event.raise();
  std::swap(child.drain_event, child.spare_event);
  spawn(child);
}

void Supervisor::kill_overdue() {
  for (auto& child : children_) {
    if (!has_passed(child.retiree.kill_at, Clock::now())) continue;
    log::warn("the retiring {} has not served all within {}: giving it up", child.name(),
              format_setting(options_.drain_timeout));
    kill(child.retiree.pid, SIGKILL);
    child.retiree.kill_at.reset();
  }
}

void Supervisor::kill_hung() {
  const auto now = Clock::now();
  if (!has_passed(next_look_, now)) return;
  next_look_ = now + HangWatch::kPause;
  for (auto& child : children_) {
    if (!child.is_worker() || child.pid == 0) continue;
    const auto since = stuck_since(slot_of(child).life(), options_.model);
    const auto hung = child.watch.look(since, now, *options_.hang_timeout);
    if (!hung) continue;
    log::error("{} hangs, {} for {}: killing it", child.name(), stuck_reason(options_.model),
               format_duration(*hung));
    count(slot_of(child).hung);
    kill(child.pid, SIGKILL);
  }
}

}  // namespace lab
