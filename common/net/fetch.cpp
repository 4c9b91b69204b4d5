// Connects, sends, and reads with poll and one deadline.
#include "common/net/fetch.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "common/http/client_exchange.hpp"
#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

Problem no_reply(const Url& url, std::string_view why) {
  return problem("no reply from {}: {}", url.text(), why);
}

Problem timed_out(const Url& url, Duration timeout) {
  return no_reply(url, fmt::format("it took longer than {}", format_setting(timeout)));
}

/// The first of the addresses that accepts.
Result<UniqueFd> connect_any(const std::vector<SocketAddress>& addresses, TimePoint deadline) {
  Result<UniqueFd> last = problem("no address");
  for (const auto& address : addresses) {
    last = connect_to(address, deadline);
    if (last) break;
  }
  return last;
}

/// 0 when all was sent, or the error.
int send_all(int fd, std::string_view bytes, TimePoint deadline) {
  while (!bytes.empty()) {
    const auto n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EAGAIN) {
      return errno;
    } else if (!wait_in_time(fd, POLLOUT, deadline)) {
      return ETIMEDOUT;
    }
  }
  return 0;
}

}  // namespace

Result<Fetched> fetch(const Url& url, Duration timeout, Method method) {
  const auto addresses = resolve(url.host, url.port);
  if (!addresses) return addresses.error();
  Fetched result;
  result.started = Clock::now();
  const auto deadline = result.started + timeout;
  const auto socket = connect_any(*addresses, deadline);
  if (!socket) return socket.error();
  const auto connected = Clock::now();
  result.connect = connected - result.started;

  const auto request =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nAccept: */*\r\nConnection: close\r\n\r\n",
                  method_name(method), url.target, url.authority());
  if (const int error = send_all(socket->get(), request, deadline); error != 0) {
    return no_reply(url, std::strerror(error));
  }
  const auto sent = Clock::now();
  auto first_byte = sent;
  ClientExchange exchange(Keep::kEverything);
  exchange.begin(method);
  std::array<char, 16 * 1024> room;
  for (auto state = ClientExchange::State::kReading; state != ClientExchange::State::kDone;) {
    if (state == ClientExchange::State::kBroken) {
      return no_reply(
          url, exchange.started() ? "it is broken or was cut short" : "the connection was closed");
    }
    if (!wait_in_time(socket->get(), POLLIN, deadline)) return timed_out(url, timeout);
    const auto n = ::recv(socket->get(), room.data(), room.size(), 0);
    if (n < 0) return no_reply(url, std::strerror(errno));
    if (!exchange.started()) first_byte = Clock::now();
    state = n == 0 ? exchange.end_of_stream()
                   : exchange.feed({room.data(), static_cast<std::size_t>(n)});
  }
  result.wait = first_byte - sent;
  result.transfer = Clock::now() - first_byte;
  result.reply = exchange.reply();
  return result;
}

}  // namespace lab
