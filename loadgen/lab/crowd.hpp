// Many clients at once, each of whose connections an experiment wants to see.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "common/http/url.hpp"
#include "loadgen/lab/client.hpp"
#include "loadgen/lab/patience.hpp"

namespace lab {

class Crowd {
 public:
  /// `server` is one of ours: its host is a numeric address, "127.0.0.1".
  Crowd(const Url& server, KeepGoing keep_going, Keep keep = Keep::kNothing);

  /// One more, who does nothing yet.
  Client& add();
  /// So many more, who connect and ask for `target` at once.
  void join(std::size_t clients, std::string_view target);
  /// So many more, a part of them at a time, so that no queue of the server overflows: each is
  /// answered and then holds its connection. A problem when one is not, by the deadline.
  Result<void> settle(std::size_t clients, std::string_view target, TimePoint deadline);
  /// Asks anew on an open connection, or on a new one.
  void ask(Client& client, std::string_view target);

  /// Told of each request that ended while it was waited for; may ask again, may not join.
  using OnEnd = std::function<void(Client&)>;
  /// Serves them until nothing is under way or the deadline has passed, or it is cut short.
  void run(TimePoint deadline, const OnEnd& on_end = {});
  /// The same until the server says that it has so many requests in flight; a problem when it does
  /// not by then.
  Result<void> run_until_in_flight(const Url& admin, std::uint64_t requests, TimePoint deadline);
  /// One look at those that have something to tell now. False when there was nothing.
  bool look(TimePoint deadline, const OnEnd& on_end = {});

  std::deque<Client>& clients() { return clients_; }
  const std::deque<Client>& clients() const { return clients_; }
  std::size_t count(ClientState state) const;
  std::size_t connected() const;
  std::size_t good() const;

 private:
  bool under_way() const;
  std::string fate_of_unanswered() const;

  SocketAddress address_;
  std::string authority_;
  KeepGoing keep_going_;
  Keep keep_;
  std::deque<Client> clients_;
};

}  // namespace lab
