// send and recv, or SSL_write and SSL_read.
#include "loadgen/engine/stream.hpp"

#include <openssl/err.h>
#include <sys/socket.h>

#include <cerrno>

namespace lab {

Stream::Stream(UniqueFd socket, const TlsContext* tls) : socket_(std::move(socket)) {
  if (tls != nullptr) tls_.emplace(tls->session(socket_.get()));
}

Step Stream::handshake() {
  ERR_clear_error();
  const auto step = step_of(SSL_do_handshake(tls_->get()));
  secured_ = step == Step::kDone;
  return step == Step::kEnd ? Step::kBroken : step;
}

/// Of a call of OpenSSL that returned `result`.
Step Stream::step_of(int result) {
  if (result > 0) return Step::kDone;
  switch (SSL_get_error(tls_->get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Step::kWantsRead;
    case SSL_ERROR_WANT_WRITE:
      return Step::kWantsWrite;
    case SSL_ERROR_ZERO_RETURN:
      return Step::kEnd;
    default:
      return Step::kBroken;
  }
}

Moved Stream::send(std::string_view bytes) {
  if (tls_) {
    ERR_clear_error();
    std::size_t written = 0;
    const auto step = step_of(SSL_write_ex(tls_->get(), bytes.data(), bytes.size(), &written));
    return {step, written};
  }
  const auto n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n >= 0) return {Step::kDone, static_cast<std::size_t>(n)};
  const bool later = errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM;
  return {later ? Step::kWantsWrite : Step::kBroken, 0};
}

Moved Stream::receive(std::span<char> room) {
  if (tls_) {
    ERR_clear_error();
    std::size_t read = 0;
    const auto step = step_of(SSL_read_ex(tls_->get(), room.data(), room.size(), &read));
    return {step, read};
  }
  const auto n = ::recv(socket_.get(), room.data(), room.size(), 0);
  if (n > 0) return {Step::kDone, static_cast<std::size_t>(n)};
  if (n == 0) return {Step::kEnd, 0};
  return {errno == EAGAIN ? Step::kWantsRead : Step::kBroken, 0};
}

}  // namespace lab
