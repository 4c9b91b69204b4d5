// What time does to a connection: each phase has its allowance, and what is wanted by then.
#include <algorithm>
#include <utility>

#include "common/http/server_conversation.hpp"

namespace lab {

void ServerConversation::enter(Phase phase) {
  // The first request's time runs from accept, so its first byte does not begin a new allowance.
  const bool same_allowance = phase == Phase::kHead && fresh_;
  phase_ = phase;
  if (!same_allowance) deadline_fixed_ = false;
}

std::optional<Duration> ServerConversation::time_allowed() const {
  const auto& limits = rules_.limits;
  switch (phase_) {
    case Phase::kIdle:
      if (!fresh_) return limits.idle_timeout;
      return draining_ ? std::min(limits.drain_first_request, limits.header_timeout)
                       : limits.header_timeout;
    case Phase::kHead:
      return limits.header_timeout;
    case Phase::kBody:
      return limits.body_timeout;
    case Phase::kInterim:
    case Phase::kReply:
      return limits.write_timeout;
    case Phase::kLinger:
      return limits.linger_timeout;
    case Phase::kHandle:
    case Phase::kLook:
    case Phase::kClosed:
      return std::nullopt;
  }
  return std::nullopt;
}

void ServerConversation::fix_deadline(TimePoint now) {
  const auto before = phase_ == Phase::kIdle && fresh_ ? deadline_ : std::nullopt;
  const auto allowed = time_allowed();
  deadline_ = allowed ? std::optional(now + *allowed) : std::nullopt;
  if (before) deadline_ = std::min(*before, *deadline_);  // draining grants nobody more time
  deadline_fixed_ = true;
}

ServerConversation::Turn ServerConversation::next(TimePoint now) {
  if (phase_ == Phase::kLook) {
    if (!std::exchange(looked_, true)) return {Want::kRead, now};
    finish_look();
  }
  for (;;) {
    if (!deadline_fixed_) fix_deadline(now);
    if (!deadline_ || now < *deadline_) break;
    expire();
  }
  if (at_rest()) release_memory();
  return {want(), deadline_};
}

void ServerConversation::expire() {
  switch (phase_) {
    case Phase::kIdle:
      return close(draining_ ? Ending::kDrained : Ending::kIdle);
    case Phase::kHead:
    case Phase::kBody:
      refuse({Status::kRequestTimeout, "The request did not arrive in time."});
      ending_ = Ending::kTimedOut;
      return;
    case Phase::kLinger:
      return close(ending_);
    default:
      return close(Ending::kTimedOut);
  }
}

ServerConversation::Want ServerConversation::want() const {
  switch (phase_) {
    case Phase::kIdle:
    case Phase::kHead:
    case Phase::kBody:
    case Phase::kLook:
      return Want::kRead;
    case Phase::kHandle:
      return Want::kHandle;
    case Phase::kInterim:
    case Phase::kReply:
      return Want::kWrite;
    case Phase::kLinger:
      return Want::kLinger;
    case Phase::kClosed:
      return Want::kClose;
  }
  return Want::kClose;
}

}  // namespace lab
