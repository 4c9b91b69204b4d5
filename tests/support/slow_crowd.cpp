// One loop over all sockets, none of which ever blocks.
#include "tests/support/slow_crowd.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string_view>

#include "common/net/listener.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

constexpr std::string_view kStatusLine = "HTTP/1.1 200";
constexpr int kSmallWindow = 4096;

UniqueFd connected(const SocketAddress& server) {
  auto socket = connect_to(server, Clock::now() + kPatience);
  if (!socket) throw std::runtime_error(socket.error().text);
  return std::move(*socket);
}

/// What a slow reader has not read fills the server's buffers, not its own.
void keep_window_small(int socket) {
  setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &kSmallWindow, sizeof kSmallWindow);
}

}  // namespace

SlowCrowd::SlowCrowd(const Url& server, std::size_t size, Manner manner)
    : manner_(std::move(manner)), members_(size) {
  const auto address = resolve(server.host, server.port)->front();
  for (auto& member : members_) {
    member.socket = connected(address);
    if (manner_.reads_a_turn != Manner::kAll) keep_window_small(member.socket.get());
  }
}

void SlowCrowd::turn() {
  for (auto& member : members_) {
    if (!member.socket) continue;
    say(member);
    hear(member);
  }
}

/// What the server answered before it closed is read all the same.
void SlowCrowd::say(Member& member) const {
  const auto rest = std::string_view(manner_.says).substr(member.said, manner_.says_a_turn);
  if (rest.empty()) return;
  const auto n = ::send(member.socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
  if (n > 0) member.said += static_cast<std::size_t>(n);
}

void SlowCrowd::hear(Member& member) const {
  if (manner_.reads_a_turn == 0) return;
  std::array<char, 16 * 1024> room;
  const auto most = std::min(room.size(), manner_.reads_a_turn);
  const auto n = ::recv(member.socket.get(), room.data(), most, 0);
  if (n < 0 && errno == EAGAIN) return;
  const bool ended = n <= 0;
  if (!ended && member.heard.size() < kStatusLine.size()) {
    member.heard.append(room.data(), static_cast<std::size_t>(n));
    member.heard.resize(std::min(member.heard.size(), kStatusLine.size()));
  }
  const bool answered = member.heard.size() == kStatusLine.size();
  if (ended || (answered && manner_.leaves)) member.socket.reset();
}

std::size_t SlowCrowd::answered(int status) const {
  const auto ending = " " + std::to_string(status);
  return static_cast<std::size_t>(
      std::count_if(members_.begin(), members_.end(),
                    [&](const Member& member) { return member.heard.ends_with(ending); }));
}

std::size_t SlowCrowd::present() const {
  return static_cast<std::size_t>(
      std::count_if(members_.begin(), members_.end(),
                    [](const Member& member) { return static_cast<bool>(member.socket); }));
}

}  // namespace lab
