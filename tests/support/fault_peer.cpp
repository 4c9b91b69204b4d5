// Blocking reads and writes of one connection.
#include "tests/support/fault_peer.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "common/net/poll.hpp"

namespace lab {
namespace {

constexpr std::size_t kLinePiece = 32;  // less than what any client sends behind its request line
constexpr std::size_t kPiece = 4096;

std::size_t body_size(std::string_view head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto field = head.find(kName);
  if (field == std::string_view::npos) return 0;
  return std::strtoul(head.substr(field + kName.size()).data(), nullptr, 10);
}

}  // namespace

std::optional<std::string> FaultPeer::read_request_line() {
  if (!read_until("\r\n", kLinePiece)) return std::nullopt;
  const auto size = read_.find("\r\n") + 2;
  auto line = read_.substr(0, size);
  read_.erase(0, size);
  return line;
}

std::optional<std::string> FaultPeer::read_rest() {
  if (!read_until("\r\n\r\n", kPiece)) return std::nullopt;
  const auto size = read_.find("\r\n\r\n") + 4 + body_size(read_);
  if (!read_to_size(size)) return std::nullopt;
  auto rest = read_.substr(0, size);
  read_.erase(0, size);
  return rest;
}

bool FaultPeer::read_until(std::string_view mark, std::size_t piece) {
  while (read_.find(mark) == std::string::npos) {
    const auto bytes = receive(piece);
    if (bytes.empty()) return false;
    read_ += bytes;
  }
  return true;
}

bool FaultPeer::read_to_size(std::size_t size) {
  while (read_.size() < size) {
    const auto bytes = receive(kPiece);
    if (bytes.empty()) return false;
    read_ += bytes;
  }
  return true;
}

/// Empty at the end of the connection.
std::string FaultPeer::receive(std::size_t most) const {
  std::string room(most, '\0');
  wait_for(socket_, POLLIN, std::nullopt);
  const auto n = ::recv(socket_, room.data(), room.size(), 0);
  room.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return room;
}

bool FaultPeer::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    wait_for(socket_, POLLOUT, std::nullopt);
    const auto n = log_.send(socket_, bytes);
    if (n < 0 && errno != EAGAIN) return false;
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool FaultPeer::rest(Duration length) const {
  return !wait_for(socket_, POLLRDHUP, Clock::now() + length);
}

void FaultPeer::read_until_gone() const {
  while (!receive(kPiece).empty()) continue;
}

void FaultPeer::linger() const {
  ::shutdown(socket_, SHUT_WR);
  read_until_gone();
}

void FaultPeer::reset() const {
  const sockaddr nobody{AF_UNSPEC, {}};
  std::ignore = ::connect(socket_, &nobody, sizeof nobody);  // which Linux takes for a RST
}

}  // namespace lab
