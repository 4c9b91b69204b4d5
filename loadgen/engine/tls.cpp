// The few calls of OpenSSL that a client needs.
#include "loadgen/engine/tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <array>

namespace lab {
namespace {

bool is_numeric(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

bool trust(SSL_CTX* context, const std::string& ca_file) {
  if (ca_file.empty()) return SSL_CTX_set_default_verify_paths(context) == 1;
  return SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr) == 1;
}

}  // namespace

Result<TlsContext> TlsContext::make(const TlsOptions& options, const std::string& host) {
  TlsContext made;
  made.context_.reset(SSL_CTX_new(TLS_client_method()));
  made.host_ = host;
  made.is_name_ = !is_numeric(host);
  auto* context = made.context_.get();
  if (context == nullptr) return problem("OpenSSL cannot be used: out of memory");
  // A write that could not go on is repeated from wherever the bytes then lie.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, options.verify == Verify::kOn ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
                     nullptr);
  if (!trust(context, options.ca_file)) {
    ERR_clear_error();
    return problem("'{}' holds no certificates to trust (PEM)", options.ca_file);
  }
  return made;
}

TlsSession TlsContext::session(int socket) const {
  TlsSession session(SSL_new(context_.get()), &SSL_free);
  if (!session) throw std::bad_alloc();
  constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_set_alpn_protos(session.get(), kHttp11.data(), kHttp11.size());
  if (is_name_) {
    SSL_set_tlsext_host_name(session.get(), host_.c_str());
    SSL_set1_host(session.get(), host_.c_str());
  } else {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host_.c_str());
  }
  SSL_set_fd(session.get(), socket);
  SSL_set_connect_state(session.get());
  return session;
}

std::string tls_error(const SSL* session) {
  const auto code = ERR_get_error();
  ERR_clear_error();
  if (ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    return std::string("the certificate is not trusted: ") +
           X509_verify_cert_error_string(SSL_get_verify_result(session));
  }
  const char* reason = ERR_reason_error_string(code);
  return std::string("TLS failed: ") + (reason == nullptr ? "the connection was closed" : reason);
}

}  // namespace lab
