// The bytes of one connection, in clear or under TLS, without waiting.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/net/unique_fd.hpp"
#include "loadgen/engine/tls.hpp"

namespace lab {

/// What came of a step that may not wait.
enum class Step {
  kDone,
  kWantsRead,   // again once the socket is readable
  kWantsWrite,  // again once it is writable
  kEnd,         // the peer closed, in good order as far as it can be known
  kBroken,
};

struct Moved {
  Step step = Step::kDone;
  std::size_t bytes = 0;  // of kDone
};

class Stream {
 public:
  Stream() = default;
  /// A connected socket; with `tls` it needs a handshake first.
  Stream(UniqueFd socket, const TlsContext* tls);

  int fd() const { return socket_.get(); }
  bool needs_handshake() const { return tls_.has_value() && !secured_; }

  /// To be repeated until kDone. After kBroken failure() tells why.
  Step handshake();
  std::string failure() const { return tls_error(tls_->get()); }

  Moved send(std::string_view bytes);
  Moved receive(std::span<char> room);
  /// Bytes were read off the socket that receive() has not given yet, so it will not become
  /// readable for them.
  bool has_more() const { return tls_ && SSL_pending(tls_->get()) > 0; }

 private:
  Step step_of(int result);

  UniqueFd socket_;
  std::optional<TlsSession> tls_;  // gone before its socket
  bool secured_ = false;
};

}  // namespace lab
