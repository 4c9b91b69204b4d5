// recv and send on non-blocking sockets.
#include "server/models/session_io.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <new>

namespace lab {
namespace {

boost::system::error_code last_error() { return {errno, boost::system::system_category()}; }

}  // namespace

void receive(int socket, ServerConversation& conversation) {
  const auto room = conversation.prepare();
  const auto n = ::recv(socket, room.data(), room.size(), 0);
  if (n > 0) {
    conversation.commit(static_cast<std::size_t>(n));
  } else if (n == 0) {
    conversation.end_of_stream();
  } else if (errno != EAGAIN && errno != EINTR) {
    conversation.failed(last_error());
  }
}

bool send_some(int socket, ServerConversation& conversation) {
  const auto bytes = conversation.output();
  const auto n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n >= 0) {
    conversation.written(static_cast<std::size_t>(n));
  } else if (errno == EAGAIN) {
    return false;
  } else if (errno != EINTR) {
    conversation.failed(last_error());
  }
  return true;
}

void half_close(int socket) { ::shutdown(socket, SHUT_WR); }

void turn_away(int socket) try {
  const auto reply =
      reply_head(text_reply(Status::kUnavailable, {}), http_date_now(), "close") + "\n";
  [[maybe_unused]] const auto n = ::send(socket, reply.data(), reply.size(), MSG_NOSIGNAL);
  half_close(socket);
} catch (const std::bad_alloc&) {
}

}  // namespace lab
