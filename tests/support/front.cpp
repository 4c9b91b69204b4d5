// Relays with poll, and with OpenSSL's server side where there is a certificate.
#include "tests/support/front.hpp"

#include <openssl/ssl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "common/net/listener.hpp"
#include "common/net/poll.hpp"

namespace lab {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Session = std::unique_ptr<SSL, decltype(&SSL_free)>;

Context context_of(const Certificate& certificate) {
  Context made(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  SSL_CTX_use_certificate_file(made.get(), certificate.file().c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_use_PrivateKey_file(made.get(), certificate.key_file().c_str(), SSL_FILETYPE_PEM);
  return made;
}

/// The client's side of a relay, in clear or under TLS. All calls wait, until `stop` is readable.
class ClientSide {
 public:
  ClientSide(int fd, int stop, const Certificate* certificate)
      : fd_(fd),
        stop_(stop),
        context_(certificate == nullptr ? Context(nullptr, &SSL_CTX_free)
                                        : context_of(*certificate)) {
    if (!context_) return;
    session_.reset(SSL_new(context_.get()));
    SSL_set_fd(session_.get(), fd_);
  }

  bool accept() {
    return !session_ || done([&] { return SSL_accept(session_.get()); });
  }
  std::string_view server_name() const {
    const char* name =
        session_ ? SSL_get_servername(session_.get(), TLSEXT_NAMETYPE_host_name) : nullptr;
    return name == nullptr ? "" : name;
  }
  bool has_more() const { return session_ && SSL_pending(session_.get()) > 0; }

  /// Bytes that came; 0 at the end or after a failure.
  std::size_t read(std::span<char> room) {
    std::size_t n = 0;
    if (session_)
      return done([&] { return SSL_read_ex(session_.get(), room.data(), room.size(), &n); }) ? n
                                                                                             : 0;
    const auto got = ::recv(fd_, room.data(), room.size(), 0);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  bool write(std::string_view bytes) {
    std::size_t n = 0;
    if (session_)
      return done([&] { return SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &n); });
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent >= 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && (errno != EAGAIN || !wait(POLLOUT))) return false;
    }
    return true;
  }
  void end() {
    if (session_) SSL_shutdown(session_.get());
  }

 private:
  template <class Call>
  bool done(Call call) {
    for (;;) {
      const int result = call();
      if (result > 0) return true;
      const int error = SSL_get_error(session_.get(), result);
      if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return false;
      if (!wait(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) return false;
    }
  }
  bool wait(short events) const {
    std::array<pollfd, 2> fds{{{fd_, events, 0}, {stop_, POLLIN, 0}}};
    wait_any(fds, std::nullopt);
    return fds[1].revents == 0;
  }

  int fd_;
  int stop_;
  Context context_;
  Session session_{nullptr, &SSL_free};
};

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    wait_for(fd, POLLOUT, std::nullopt);
    const auto n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

/// Until one side ends.
void pass_on(ClientSide& client, int client_fd, int server_fd, int stop) {
  std::array<char, 16 * 1024> room;
  for (;;) {
    std::array<pollfd, 3> fds{{{client_fd, POLLIN, 0}, {server_fd, POLLIN, 0}, {stop, POLLIN, 0}}};
    if (!client.has_more()) wait_any(fds, std::nullopt);
    if (fds[2].revents != 0) return;
    if (client.has_more() || fds[0].revents != 0) {
      const auto n = client.read(room);
      if (n == 0) return;
      send_all(server_fd, {room.data(), n});
    }
    if (fds[1].revents != 0) {
      const auto n = ::recv(server_fd, room.data(), room.size(), 0);
      if (n <= 0 || !client.write({room.data(), static_cast<std::size_t>(n)})) return;
    }
  }
}

}  // namespace

Front::Front(const SocketAddress& address, std::uint16_t port, const Certificate* certificate)
    : server_(port), certificate_(certificate), stop_(eventfd(0, EFD_CLOEXEC)) {
  auto listener = listen_on(address, 511, PortSharing::kExclusive);
  if (!listener) {
    fmt::print(stderr, "front: {}\n", listener.error().text);
    std::abort();
  }
  listener_ = std::move(*listener);
  acceptor_ = std::jthread([this] { accept_all(); });
}

Front::~Front() {
  eventfd_write(stop_.get(), 1);
  acceptor_.join();
  relays_.clear();
}

std::uint16_t Front::port() const { return local_address(listener_.get()).port(); }

void Front::accept_all() {
  for (;;) {
    std::array<pollfd, 2> fds{{{listener_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
    wait_any(fds, std::nullopt);
    if (fds[1].revents != 0) return;
    auto accepted = accept_from(listener_.get());
    if (!accepted.socket) continue;
    ++connections_;
    relays_.emplace_back(
        [this, socket = std::move(accepted.socket)]() mutable { relay(std::move(socket)); });
  }
}

void Front::relay(UniqueFd client) {
  ClientSide side(client.get(), stop_.get(), certificate_);
  if (!side.accept()) return;
  if (side.server_name() == "localhost") ++named_;
  const auto server =
      connect_to(*numeric_address("127.0.0.1", server_), Clock::now() + std::chrono::seconds(5));
  if (!server) return;
  pass_on(side, client.get(), server->get(), stop_.get());
  side.end();
}

}  // namespace lab
