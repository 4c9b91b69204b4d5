// One connection on an event loop: every wait lets go of the thread. Twin of blocking_session.
#pragma once

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/intrusive/list.hpp>

#include "common/http/server_conversation.hpp"
#include "common/net/unique_fd.hpp"
#include "server/access_log.hpp"
#include "server/models/session_tally.hpp"
#include "server/task.hpp"

namespace lab {

/// Answers the requests of all sessions of a loop.
class AsyncHandler {
 public:
  virtual ~AsyncHandler() = default;
  /// `request` stays valid until the task is done. Must not throw.
  virtual Task<Reply> handle(const Request& request) = 0;
  virtual Persist persist() const { return Persist::kKeep; }
  virtual AccessLog* access_log() const { return nullptr; }
};

class AsyncSession : public boost::intrusive::list_base_hook<
                         boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  AsyncSession(UniqueFd socket, LoopExecutor loop, const ConversationRules& rules,
               CounterShard& shard, AsyncHandler& handler);

  /// Serves until the connection ends.
  Task<> serve();

  void start_draining();
  /// To be called every now and then: wakes the session when its deadline has passed.
  void check_deadline(TimePoint now);

 private:
  using Descriptor = boost::asio::posix::basic_stream_descriptor<LoopExecutor>;
  Task<> wait(Descriptor::wait_type event, std::optional<TimePoint> deadline);

  Descriptor socket_;
  ServerConversation talk_;
  SessionTally tally_;
  ConnectionLog log_;
  AsyncHandler& handler_;
  TimePoint deadline_ = TimePoint::max();  // of the wait under way
};

using AsyncSessions =
    boost::intrusive::list<AsyncSession, boost::intrusive::constant_time_size<false>>;

}  // namespace lab
