// Places the phases that fetch() measures between its start and its return.
#include "client/timed_fetch.hpp"

#include "common/net/fetch.hpp"

namespace lab {

Result<TimedReply> timed_fetch(const Url& url, Duration timeout, Method method) {
  auto fetched = fetch(url, timeout, method);
  const auto ended = Clock::now();
  if (!fetched) return fetched.error();
  // Counted from the end, the time that sending took is part of the wait, as it is for a user: a
  // server on the same core can run before send() returns.
  return TimedReply{std::move(fetched->reply), fetched->started,
                    fetched->started + fetched->connect, ended - fetched->transfer, ended};
}

}  // namespace lab
