// TLS by OpenSSL: what all connections of a load share, and one session of it.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "common/result.hpp"
#include "loadgen/engine/plan.hpp"

namespace lab {

using TlsSession = std::unique_ptr<SSL, decltype(&SSL_free)>;

class TlsContext {
 public:
  /// For connections to `host`, which is also what the certificate must name.
  static Result<TlsContext> make(const TlsOptions& options, const std::string& host);

  /// A client's session over `socket`, ready for its handshake.
  TlsSession session(int socket) const;

 private:
  TlsContext() : context_(nullptr, &SSL_CTX_free) {}

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::string host_;
  bool is_name_ = true;  // not a numeric address
};

/// Why the last step of `session` failed, in words.
std::string tls_error(const SSL* session);

}  // namespace lab
