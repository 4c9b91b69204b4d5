// OpenSSL's calls for a key and a certificate over it.
#include "tests/support/certificate.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

namespace lab {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Signed = std::unique_ptr<X509, decltype(&X509_free)>;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

constexpr long kDay = 24 * 60 * 60;

void add_names(X509* certificate) {
  auto* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  X509_add_ext(certificate, names, -1);
  X509_EXTENSION_free(names);
}

Signed self_signed(EVP_PKEY* key) {
  Signed made(X509_new(), &X509_free);
  auto* certificate = made.get();
  X509_set_version(certificate, 2);  // counts from zero: version 3
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kDay);
  auto* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>("localhost");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_set_pubkey(certificate, key);
  add_names(certificate);
  EXPECT_GT(X509_sign(certificate, key, EVP_sha256()), 0);
  return made;
}

}  // namespace

Certificate::Certificate()
    : file_(testing::TempDir() + "lab_certificate_" + std::to_string(getpid()) + ".pem"),
      key_(testing::TempDir() + "lab_key_" + std::to_string(getpid()) + ".pem") {
  const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const auto certificate = self_signed(key.get());
  const File out(std::fopen(file_.c_str(), "w"));
  EXPECT_EQ(PEM_write_X509(out.get(), certificate.get()), 1);
  const File key_out(std::fopen(key_.c_str(), "w"));
  EXPECT_EQ(PEM_write_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr),
            1);
}

Certificate::~Certificate() {
  unlink(file_.c_str());
  unlink(key_.c_str());
}

}  // namespace lab
