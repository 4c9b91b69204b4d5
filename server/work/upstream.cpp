// A stack of idle connections, which loses at its bottom those that have ended.
#include "server/work/upstream.hpp"

#include <fmt/format.h>

#include "common/net/poll.hpp"

namespace lab {
namespace {

// A peer that never closes would let each rush of requests hold descriptors for ever.
constexpr std::size_t kMostKept = 256;

}  // namespace

std::string Upstream::request_for(const Network& call) const {
  return fmt::format("GET /io?ms={} HTTP/1.1\r\nHost: {}\r\n\r\n", to_ms(call.wait), authority_);
}

UniqueFd Upstream::take() {
  const std::lock_guard lock(mutex_);
  while (!kept_.empty()) {
    auto connection = std::move(kept_.back());
    kept_.pop_back();
    if (is_quiet(connection.get())) return connection;
  }
  return {};
}

void Upstream::put(UniqueFd connection) {
  const std::lock_guard lock(mutex_);
  kept_.push_back(std::move(connection));
  if (kept_.size() > kMostKept) kept_.pop_front();
  // What a crowd left behind goes when the peer has closed it, and holds no descriptor for ever.
  while (!kept_.empty() && !is_quiet(kept_.front().get())) kept_.pop_front();
}

}  // namespace lab
