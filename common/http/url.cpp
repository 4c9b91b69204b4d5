// URL parsing by Boost.URL, with errors a person understands.
#include "common/http/url.hpp"

#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

Problem bad_url(std::string_view text, std::string_view why) {
  return problem("'{}' is not a URL to use: {} (such as http://127.0.0.1:8080/io?ms=50)",
                 printable(text, 200), why);
}

/// "://" may stand in a query too.
bool has_scheme(std::string_view text) {
  const auto mark = text.find("://");
  return mark != std::string_view::npos && text.find_first_of("/?#") == mark + 1;
}

std::string target_of(const boost::urls::url_view& url) {
  const auto path = std::string_view(url.encoded_path());
  std::string target(path.empty() ? "/" : path);
  if (url.has_query()) target.append("?").append(std::string_view(url.encoded_query()));
  return target;
}

/// From the text, since Boost.URL 1.81 takes 99999 modulo 65536. An empty one is the usual one.
Result<std::uint16_t> parse_port(std::string_view text) {
  if (text.empty()) return 80;
  const auto port = parse_count(text);
  if (port && *port >= 1 && *port <= 65535) return static_cast<std::uint16_t>(*port);
  return problem("its port is not from 1 to 65535");
}

}  // namespace

std::string Url::authority() const {
  const auto shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == 80 ? shown : fmt::format("{}:{}", shown, port);
}

std::string Url::text() const { return "http://" + authority() + target; }

Url Url::with_target(std::string_view new_target) const {
  return {host, port, std::string(new_target)};
}

Result<Url> parse_url(std::string_view text) {
  std::string full(text);
  if (!has_scheme(text)) full.insert(0, "http://");
  const auto parsed = boost::urls::parse_uri(full);
  if (!parsed) return bad_url(text, "it is not well-formed");
  if (parsed->scheme_id() != boost::urls::scheme::http)
    return bad_url(text, "only http:// is spoken");
  if (parsed->has_userinfo()) return bad_url(text, "user information is not supported");
  Url url;
  url.host = parsed->host_type() == boost::urls::host_type::ipv6
                 ? std::string(parsed->host_address())
                 : std::string(parsed->host());
  if (url.host.empty()) return bad_url(text, "it names no host");
  if (printable(url.host, url.host.size()) != url.host) {
    return bad_url(text, "its host holds a control or non-ASCII character");
  }
  if (parsed->has_port()) {
    const auto port = parse_port(parsed->port());
    if (!port) return bad_url(text, port.error().text);
    url.port = *port;
  }
  url.target = target_of(*parsed);
  // Boost.URL 1.81 ends a port at its last digit and begins the path there.
  if (!url.target.starts_with('/')) return bad_url(text, "it is not well-formed");
  return url;
}

}  // namespace lab
