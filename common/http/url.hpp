// http:// URLs as the tools take them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace lab {

struct Url {
  std::string host;  // decoded name or address; an IPv6 address without brackets
  std::uint16_t port = 80;
  std::string target;  // path and query as sent; at least "/"; never a fragment

  /// The Host header: port 80 left out, IPv6 in brackets.
  std::string authority() const;
  std::string text() const;
  /// The same server with another path and query.
  Url with_target(std::string_view new_target) const;
};

/// "http://host[:port][/path][?query][#fragment]"; "host:port/path" is taken as http, as curl does.
Result<Url> parse_url(std::string_view text);

}  // namespace lab
