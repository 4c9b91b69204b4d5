// URL parsing by Boost.URL, with errors a person understands.
#include "common/http/url.hpp"

#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

enum class Abilities { kPlain, kTlsAndLogin };

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

std::uint16_t usual_port(Scheme scheme) { return scheme == Scheme::kHttps ? 443 : 80; }

std::string_view scheme_name(Scheme scheme) { return scheme == Scheme::kHttps ? "https" : "http"; }

Result<Scheme> parse_scheme(const boost::urls::url_view& url, Abilities abilities) {
  if (url.scheme_id() == boost::urls::scheme::http) return Scheme::kHttp;
  if (abilities == Abilities::kPlain) return problem("only http:// is spoken");
  if (url.scheme_id() == boost::urls::scheme::https) return Scheme::kHttps;
  return problem("only http:// and https:// are spoken");
}

/// "user:password"; a control character in it would end up in a header.
Result<std::string> parse_login(const boost::urls::url_view& url, Abilities abilities) {
  if (!url.has_userinfo()) return std::string();
  if (abilities == Abilities::kPlain) return problem("user information is not supported");
  return std::string(url.userinfo());
}

/// From the text, since Boost.URL 1.81 takes 99999 modulo 65536. An empty one is the usual one.
Result<std::uint16_t> parse_port(std::string_view text, Scheme scheme) {
  if (text.empty()) return usual_port(scheme);
  const auto port = parse_count(text);
  if (port && *port >= 1 && *port <= 65535) return static_cast<std::uint16_t>(*port);
  return problem("its port is not from 1 to 65535");
}

Result<Url> parse(std::string_view text, Abilities abilities) {
  std::string full(text);
  if (!has_scheme(text)) full.insert(0, "http://");
  const auto parsed = boost::urls::parse_uri(full);
  if (!parsed) return bad_url(text, "it is not well-formed");
  const auto scheme = parse_scheme(*parsed, abilities);
  if (!scheme) return bad_url(text, scheme.error().text);
  auto login = parse_login(*parsed, abilities);
  if (!login) return bad_url(text, login.error().text);
  Url url;
  url.scheme = *scheme;
  url.port = usual_port(*scheme);
  url.login = std::move(*login);
  url.host = parsed->host_type() == boost::urls::host_type::ipv6
                 ? std::string(parsed->host_address())
                 : std::string(parsed->host());
  if (url.host.empty()) return bad_url(text, "it names no host");
  if (printable(url.host, url.host.size()) != url.host) {
    return bad_url(text, "its host holds a control or non-ASCII character");
  }
  if (parsed->has_port()) {
    const auto port = parse_port(parsed->port(), *scheme);
    if (!port) return bad_url(text, port.error().text);
    url.port = *port;
  }
  url.target = target_of(*parsed);
  // Boost.URL 1.81 ends a port at its last digit and begins the path there.
  if (!url.target.starts_with('/')) return bad_url(text, "it is not well-formed");
  return url;
}

}  // namespace

std::string Url::authority() const {
  const auto shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == usual_port(scheme) ? shown : fmt::format("{}:{}", shown, port);
}

std::string Url::origin() const { return fmt::format("{}://{}", scheme_name(scheme), authority()); }

std::string Url::text() const { return origin() + target; }

Url Url::with_target(std::string_view new_target) const {
  auto url = *this;
  url.target = new_target;
  return url;
}

Result<Url> parse_url(std::string_view text) { return parse(text, Abilities::kPlain); }

Result<Url> parse_full_url(std::string_view text) { return parse(text, Abilities::kTlsAndLogin); }

}  // namespace lab
