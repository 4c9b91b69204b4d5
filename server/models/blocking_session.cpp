// The blocking twin: compare with async_session.cpp, line by line.
#include "server/models/blocking_session.hpp"

#include <algorithm>
#include <array>

#include "common/log.hpp"
#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "server/models/handle.hpp"
#include "server/models/session_io.hpp"

namespace lab {

using Want = ServerConversation::Want;

namespace {

/// After a reply, a connection is safe from rivals for so long: a client that is busy sends its
/// next request at once, and would lose it if we closed just then. That one's reply can say
/// "close".
constexpr auto kSpared = std::chrono::milliseconds(5);

/// A worker that is free has so long to take a rival, before it counts as stuck.
constexpr auto kPatience = std::chrono::milliseconds(100);

}  // namespace

BlockingSession::BlockingSession(UniqueFd socket, const Service& service, CounterShard& shard,
                                 int rivals)
    : socket_(std::move(socket)),
      service_(service),
      talk_(service.rules),
      tally_(shard),
      log_(service.access_log, socket_.get()),
      who_(identify(service.options.model, service.slot_index)),
      rivals_(rivals) {}

UniqueFd BlockingSession::serve() {
  bool half_closed = false;
  for (;;) {
    const auto turn = talk_.next(Clock::now());
    tally_.turn(turn.want);
    switch (turn.want) {
      case Want::kLinger:
        if (!std::exchange(half_closed, true)) half_close(socket_.get());
        [[fallthrough]];
      case Want::kRead:
        wait(POLLIN, turn.deadline);
        break;
      case Want::kHandle: {
        tally_.request_begins();
        const auto began = Clock::now();
        const RequestAges::Hold busy(service_.ages);
        auto reply =
            handle_blocking(talk_.request(), who_, service_.plan_rules, service_.resources);
        tally_.answered(reply.status);
        log_.answered(talk_.request(), reply, Clock::now() - began);
        talk_.answer(std::move(reply), persist());
        break;
      }
      case Want::kWrite:
        if (const auto refused = talk_.take_refusal()) {
          log_.refused(talk_.request(), refused->status, refused->body_bytes);
        }
        if (!send_some(socket_.get(), talk_)) wait(POLLOUT, turn.deadline);
        spared_until_ = Clock::now() + kSpared;
        break;
      case Want::kClose:
        tally_.closed(talk_.ending());
        return std::move(successor_);
    }
  }
}

/// Holds the thread until the socket is ready, the deadline has passed, or something else needs the
/// conversation's attention: the server drains, or another connection waits while this one idles.
void BlockingSession::wait(short events, std::optional<TimePoint> deadline) {
  const bool replaceable = rivals_ >= 0 && talk_.idle();
  const bool spared = replaceable && Clock::now() < spared_until_;
  if (replaceable && !spared && !rival_waits()) left_since_.reset();
  if (spared) deadline = std::min(deadline.value_or(spared_until_), spared_until_);
  std::array<pollfd, 3> fds{{{socket_.get(), events, 0},
                             {draining_ ? -1 : service_.drain_event, POLLIN, 0},
                             {replaceable && !spared ? rivals_ : -1, POLLIN, 0}}};
  wait_any(fds, deadline);
  if (fds[1].revents != 0) {
    draining_ = true;
    talk_.start_draining();
  }
  if (fds[0].revents != 0) {
    if (events == POLLIN) receive(socket_.get(), talk_);
  } else if (fds[2].revents != 0 && !draining_ && !leaves_rival()) {
    accept_rival();
  }
}

bool BlockingSession::rival_waits() const {
  return rivals_ >= 0 && wait_for(rivals_, POLLIN, TimePoint{});
}

/// Whoever is free wakes up too and shall have it: then nobody's connection ends for it. Looks
/// again a little later.
bool BlockingSession::leaves_rival() {
  if (!service_.board.has_free_worker()) return false;
  const auto now = Clock::now();
  if (!left_since_) left_since_ = now;
  if (now > *left_since_ + kPatience) return false;
  spared_until_ = now + kSpared;
  return true;
}

/// Only a connection really accepted ends the idle one: another worker may have been quicker. Or a
/// want of descriptors does, since the end gives one back.
void BlockingSession::accept_rival() {
  auto rival = accept_from(rivals_);
  const bool starved = rival.fault == AcceptFault::kOutOfDescriptors;
  if (starved) count(service_.slot.accept_faults);
  successor_ = std::move(rival.socket);
  if (successor_ || starved) talk_.preempt();
}

Persist BlockingSession::persist() const {
  if (service_.options.keep_alive == KeepAlive::kOff || service_.leaving()) return Persist::kClose;
  const bool needed = rival_waits() && !service_.board.has_free_worker();
  return needed ? Persist::kClose : Persist::kKeep;
}

UniqueFd serve_blocking(UniqueFd socket, const Service& service, CounterShard& shard,
                        int rivals) try {
  return BlockingSession(std::move(socket), service, shard, rivals).serve();
} catch (const std::exception& error) {
  log::error("a connection failed: {}", error.what());
  return {};
}

}  // namespace lab
