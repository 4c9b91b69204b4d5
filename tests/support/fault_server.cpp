// The table of misbehaviours, and a thread a connection to show them.
#include "tests/support/fault_server.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "common/net/listener.hpp"
#include "common/net/poll.hpp"

namespace lab {
namespace {

/// What becomes of the connection after a request.
enum class After { kKeep, kClose, kCloseOnNext };

/// A connection as a behaviour sees it.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}

  /// False once the client is gone.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      wait_for(socket_, POLLOUT, std::nullopt);
      const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// The next bytes; empty at the end of the connection.
  std::string receive() const {
    std::array<char, 4096> room;
    wait_for(socket_, POLLIN, std::nullopt);
    const auto n = ::recv(socket_, room.data(), room.size(), 0);
    return n > 0 ? std::string(room.data(), static_cast<std::size_t>(n)) : std::string();
  }

 private:
  int socket_;
};

std::string plain(int status) {
  return fmt::format("HTTP/1.1 {} Said So\r\nX-Worker: 0/42/7\r\nContent-Length: 2\r\n\r\nok",
                     status);
}

std::string big_header() {
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 20; ++i) head += "X-Padding: " + std::string(1000, 'x') + "\r\n";
  return head + "Content-Length: 2\r\n\r\nok";
}

// --- behaviours that are more than a text ---

After never_answer(Peer& peer) {
  while (!peer.receive().empty()) continue;
  return After::kClose;
}

After send_for_ever(Peer& peer) {
  const std::string piece(16 * 1024, 'x');
  peer.send("HTTP/1.1 200 OK\r\n\r\n");
  while (peer.send(piece)) continue;
  return After::kClose;
}

After send_bytewise(Peer& peer) {
  constexpr std::string_view kReply =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;name=value\r\nhello\r\nA\r\n, chunked!\r\n0\r\nX-Trailer: yes\r\n\r\n";
  for (const char& byte : kReply) peer.send({&byte, 1});
  return After::kKeep;
}

After freeze(Peer& peer) {
  using namespace std::chrono;
  const auto into_second = Clock::now().time_since_epoch() % 1s;
  if (into_second < 200ms) std::this_thread::sleep_for(200ms - into_second);
  peer.send(plain(200));
  return After::kKeep;
}

struct Behaviour {
  std::string_view path;
  std::string reply;
  After after = After::kKeep;
  After (*act)(Peer& peer) = nullptr;  // in place of sending the reply
};

const std::vector<Behaviour>& behaviours() {
  static const std::vector<Behaviour> kTable{
      {"/ok", plain(200)},
      {"/302", plain(302)},
      {"/404", plain(404)},
      {"/500", plain(500)},
      {"/204", "HTTP/1.1 204 No Content\r\n\r\n"},
      {"/304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n"},
      {"/interim", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + plain(200)},
      {"/until-close", "HTTP/1.1 200 OK\r\n\r\nas long as it takes", After::kClose},
      {"/http10", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", After::kClose},
      {"/close-after", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
       After::kClose},
      {"/extra", plain(200) + "and more that nobody asked for"},
      {"/stale", plain(200), After::kCloseOnNext},
      {"/silent", "", After::kClose},
      {"/short", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort", After::kClose},
      {"/garbage", "this was never a reply\r\n\r\n", After::kClose},
      {"/big-header", big_header()},
      {"/stall", "", After::kClose, never_answer},
      {"/endless", "", After::kClose, send_for_ever},
      {"/chunked", "", After::kKeep, send_bytewise},
      {"/freeze", "", After::kKeep, freeze},
  };
  return kTable;
}

struct Asked {
  std::string method;
  std::string path;
};

/// The next request; nothing at the end of the connection. A body is taken for part of the head.
std::optional<Asked> read_request(const Peer& peer) {
  std::string head;
  while (head.find("\r\n\r\n") == std::string::npos) {
    const auto bytes = peer.receive();
    if (bytes.empty()) return std::nullopt;
    head += bytes;
  }
  const auto path = head.find(' ') + 1;
  return Asked{head.substr(0, path - 1), head.substr(path, head.find(' ', path) - path)};
}

After answer(Peer& peer, const Asked& asked) {
  const auto& table = behaviours();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Behaviour& b) { return b.path == asked.path; });
  if (found == table.end()) {
    peer.send(plain(404));
    return After::kKeep;
  }
  if (found->act != nullptr) return found->act(peer);
  const auto head_size = found->reply.find("\r\n\r\n") + 4;
  peer.send(asked.method == "HEAD" ? found->reply.substr(0, head_size) : found->reply);
  return found->after;
}

}  // namespace

FaultServer::FaultServer() {
  const auto loopback = numeric_address("127.0.0.1", 0);
  auto listener = listen_on(*loopback, 511, PortSharing::kExclusive);
  if (!listener) {
    fmt::print(stderr, "fault server: {}\n", listener.error().text);
    std::abort();
  }
  listener_ = std::move(*listener);
  port_ = local_address(listener_.get()).port();
  acceptor_ = std::jthread([this] { accept_all(); });
}

FaultServer::~FaultServer() {
  refuse();
  threads_.clear();
}

std::string FaultServer::url(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

void FaultServer::refuse() {
  {
    const std::lock_guard lock(mutex_);
    refusing_ = true;
    for (const auto& socket : sockets_) ::shutdown(socket.get(), SHUT_RDWR);
  }
  ::shutdown(listener_.get(), SHUT_RDWR);  // wakes the acceptor
  if (acceptor_.joinable()) acceptor_.join();
  listener_.reset();
}

void FaultServer::wait_for_requests(std::uint64_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return requests_ >= count; });
}

std::uint64_t FaultServer::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void FaultServer::accept_all() {
  while (wait_for(listener_.get(), POLLIN, std::nullopt)) {
    auto accepted = accept_from(listener_.get());
    const std::lock_guard lock(mutex_);
    if (refusing_) return;
    if (!accepted.socket) continue;
    const int socket = accepted.socket.get();
    sockets_.push_back(std::move(accepted.socket));
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void FaultServer::serve(int socket) {
  Peer peer(socket);
  auto after = After::kKeep;
  while (after != After::kClose) {
    const auto asked = read_request(peer);
    if (!asked) break;
    count_request();
    if (after == After::kCloseOnNext) break;
    after = answer(peer, *asked);
  }
  ::shutdown(socket, SHUT_RDWR);
}

void FaultServer::count_request() {
  const std::lock_guard lock(mutex_);
  ++requests_;
  changed_.notify_all();
}

}  // namespace lab
