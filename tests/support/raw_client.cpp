// Sending and reading on a non-blocking socket with deadlines.
#include "tests/support/raw_client.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "common/http/client_exchange.hpp"
#include "common/net/listener.hpp"
#include "common/net/poll.hpp"

namespace lab {

std::string request_to(std::string_view target, std::string_view method,
                       std::string_view more_lines) {
  return fmt::format("{} {} HTTP/1.1\r\nHost: lab\r\n{}\r\n", method, target, more_lines);
}

RawClient::RawClient(const Url& server) {
  auto socket = connect_to(resolve(server.host, server.port)->front(), Clock::now() + kPatience);
  if (!socket) throw std::runtime_error(socket.error().text);
  socket_ = std::move(*socket);
}

bool RawClient::send(std::string_view bytes) {
  const auto deadline = Clock::now() + kPatience;
  while (!bytes.empty()) {
    const auto n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EAGAIN || !wait_for(socket_.get(), POLLOUT, deadline)) {
      return false;
    }
  }
  return true;
}

void RawClient::send_until_answered(std::string_view piece) {
  while (!readable(Duration::zero())) {
    const auto n = ::send(socket_.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return;
    if (n < 0) {
      pollfd one{socket_.get(), POLLIN | POLLOUT, 0};
      if (!wait_any({&one, 1}, Clock::now() + kPatience)) return;
    }
  }
}

void RawClient::half_close() { ::shutdown(socket_.get(), SHUT_WR); }

bool RawClient::readable(Duration patience) {
  return wait_for(socket_.get(), POLLIN, Clock::now() + patience);
}

bool RawClient::read_some(TimePoint deadline) {
  std::array<char, 64 * 1024> room;
  if (!wait_for(socket_.get(), POLLIN, deadline)) return false;
  const auto n = ::recv(socket_.get(), room.data(), room.size(), 0);
  if (n <= 0) {
    end_ = n == 0 ? End::kClosed : End::kReset;
    return false;
  }
  unread_.append(room.data(), static_cast<std::size_t>(n));
  return true;
}

std::optional<ReceivedReply> RawClient::reply(Method method, Duration patience) {
  using State = ClientExchange::State;
  ClientExchange exchange(Keep::kEverything);
  exchange.begin(method);
  const auto deadline = Clock::now() + patience;
  for (auto state = State::kReading;;) {
    std::size_t used = 0;  // byte by byte, since what follows a reply belongs to the next one
    while (state == State::kReading && used < unread_.size()) {
      state = exchange.feed(std::string_view(unread_).substr(used++, 1));
    }
    unread_.erase(0, used);
    if (state == State::kReading && !read_some(deadline)) {
      if (!end_ || !exchange.started()) return std::nullopt;
      state = exchange.end_of_stream();
    }
    if (state == State::kBroken) return std::nullopt;
    if (state == State::kDone) return exchange.reply();
  }
}

ReceivedReply RawClient::ask(std::string_view target) {
  EXPECT_TRUE(send(request_to(target)));
  auto answer = reply();
  EXPECT_TRUE(answer) << "no reply to " << target;
  return answer.value_or(ReceivedReply{});
}

bool RawClient::drop(std::size_t most) {
  std::string room(most, '\0');
  if (!readable(kPatience)) return false;
  const auto n = ::recv(socket_.get(), room.data(), room.size(), 0);
  if (n > 0) dropped_ += static_cast<std::size_t>(n);
  return n > 0;
}

RawClient::End RawClient::end(Duration patience) {
  const auto deadline = Clock::now() + patience;
  do {
    dropped_ += unread_.size();
    unread_.clear();
  } while (read_some(deadline));
  return end_.value_or(End::kStillOpen);
}

Clients clients_that_sent(const ServerUnderTest& server, int n, std::string_view bytes) {
  Clients clients;
  for (int i = 0; i < n; ++i) {
    clients.push_back(std::make_unique<RawClient>(server));
    EXPECT_TRUE(clients.back()->send(bytes));
  }
  return clients;
}

RawClient::End RawClient::read_to_end(Duration patience) {
  const auto deadline = Clock::now() + patience;
  while (read_some(deadline)) {
  }
  return end_.value_or(End::kStillOpen);
}

}  // namespace lab
