// Non-blocking connect, send and receive of one connection.
#include "loadgen/lab/client.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "common/net/listener.hpp"

namespace lab {

std::string request_text(std::string_view target, std::string_view authority) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nAccept: */*\r\n\r\n", target, authority);
}

void Client::ask(std::string request) {
  const bool kept = socket_ && state_ == ClientState::kAnswered && reply().keep_alive;
  if (!exchange_) exchange_ = std::make_unique<ClientExchange>(keep_);
  exchange_->begin(Method::kGet);
  unsent_ = std::move(request);
  asked_at_ = Clock::now();
  if (kept) {
    state_ = ClientState::kAsking;
  } else {
    connect();
  }
}

pollfd Client::wanted() const {
  if (!under_way()) return {-1, 0, 0};
  const bool writes = state_ == ClientState::kConnecting || !unsent_.empty();
  return {socket_.get(), static_cast<short>(writes ? POLLOUT | POLLIN : POLLIN), 0};
}

bool Client::go_on(short found) {
  if (found == 0 || !under_way()) return false;
  if (state_ == ClientState::kConnecting) {
    if (const int error = connect_error(socket_.get()); error != 0)
      return end(ClientState::kLost, error);
    connected_at_ = Clock::now();
    state_ = ClientState::kAsking;
  }
  if (!unsent_.empty() && send()) return true;
  return (found & ~POLLOUT) != 0 && receive();
}

void Client::connect() {
  connected_at_.reset();
  auto begun = begin_connecting({server_, {}});
  socket_ = std::move(begun.socket);
  state_ = ClientState::kConnecting;
  if (begun.error != 0) end(ClientState::kLost, begun.error);
}

/// Like all below, returns whether the request has ended by it.
bool Client::end(ClientState how, int error) {
  state_ = how;
  error_ = error;
  ended_at_ = Clock::now();
  if (how == ClientState::kLost || !reply().keep_alive) socket_.reset();
  return true;
}

bool Client::send() {
  const auto n = ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (n > 0) unsent_.erase(0, static_cast<std::size_t>(n));
  if (n >= 0 || errno == EAGAIN) return false;
  // The peer may have said why before it went: that is read first.
  unsent_.clear();
  return receive();
}

bool Client::receive() {
  std::array<char, 16 * 1024> room;
  for (;;) {
    const auto n = ::recv(socket_.get(), room.data(), room.size(), 0);
    if (n < 0 && errno == EAGAIN) return false;
    if (n < 0) return end(ClientState::kLost, errno);
    const auto state = n == 0 ? exchange_->end_of_stream()
                              : exchange_->feed({room.data(), static_cast<std::size_t>(n)});
    if (state == ClientExchange::State::kDone) return end(ClientState::kAnswered);
    if (n == 0 || state == ClientExchange::State::kBroken) return end(ClientState::kLost);
  }
}

}  // namespace lab
