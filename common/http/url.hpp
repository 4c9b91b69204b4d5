// URLs as the tools take them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace lab {

enum class Scheme { kHttp, kHttps };

struct Url {
  std::string host;  // decoded name or address; an IPv6 address without brackets
  std::uint16_t port = 80;
  std::string target;  // path and query as sent; at least "/"; never a fragment
  Scheme scheme = Scheme::kHttp;
  std::string login;  // "user:password", decoded; empty if there is none

  /// The Host header: the scheme's own port left out, IPv6 in brackets.
  std::string authority() const;
  /// Scheme and authority: "http://127.0.0.1:8080".
  std::string origin() const;
  std::string text() const;  // without the login
  /// The same server with another path and query.
  Url with_target(std::string_view new_target) const;
};

/// "http://host[:port][/path][?query][#fragment]"; "host:port/path" is taken as http, as curl does.
Result<Url> parse_url(std::string_view text);

/// For tools that can do more: "https://" and "user:password@" are taken, too.
Result<Url> parse_full_url(std::string_view text);

}  // namespace lab
