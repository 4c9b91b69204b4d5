// Parses how a server is reached.
#include "loadgen/commands/network_options.hpp"

#include "common/http/query.hpp"
#include "common/option_values.hpp"
#include "loadgen/engine/tls.hpp"

namespace lab {
namespace {

Result<SocketAddress> parse_local_address(std::string_view text) {
  const auto address = numeric_address(std::string(text), 0);
  if (address) return address;
  return problem("'{}' is not a numeric address (such as 127.0.0.2 or ::1)", printable(text));
}

Result<SocketAddress> parse_socket_path(std::string_view text) {
  return unix_address(std::string(text));
}

/// Numeric ones, with commas between.
Result<std::vector<SocketAddress>> parse_addresses(std::string_view text, std::uint16_t port) {
  std::vector<SocketAddress> addresses;
  for (;;) {
    const auto comma = text.find(',');
    const auto address = numeric_address(std::string(text.substr(0, comma)), port);
    if (!address) return address.error();
    addresses.push_back(*address);
    if (comma == std::string_view::npos) return addresses;
    text.remove_prefix(comma + 1);
  }
}

/// Without the brackets of an IPv6 address; empty where there is no host or they do not enclose it.
std::string_view host_of(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return text.find_first_of("[]") == std::string_view::npos ? text : std::string_view();
}

}  // namespace

Result<Pin> parse_pin(std::string_view text) {
  const auto refused =
      problem("'{}' is not HOST:PORT:ADDRESS (such as example.com:80:127.0.0.1)", printable(text));
  const auto host_end = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  if (host_end == std::string_view::npos) return refused;
  const auto port_end = text.find(':', host_end + 1);
  if (port_end == std::string_view::npos) return refused;
  const auto host = host_of(text.substr(0, host_end));
  const auto port = parse_whole(text.substr(host_end + 1, port_end - host_end - 1), 1, 65535);
  if (host.empty() || !port) return refused;
  auto addresses = parse_addresses(text.substr(port_end + 1), static_cast<std::uint16_t>(*port));
  if (!addresses) return refused;
  return Pin{std::string(host), static_cast<std::uint16_t>(*port), std::move(*addresses)};
}

std::vector<CommandOption> network_options(Reach& network) {
  return {
      {"--insecure", "", "", "https: trust whatever certificate the server shows",
       switch_to(network.tls.verify, Verify::kOff)},
      {"--cacert", "FILE", "", "https: certificates to trust in place of the system's (PEM)",
       text(network.tls.ca_file)},
      {"--resolve", "PIN", "",
       "HOST:PORT:ADDRESS,...: where that name leads, as with curl; repeated",
       collector(network.pins, parse_pin), Occurs::kOften},
      {"--local-addr", "ADDRESS", "", "connect from this local address",
       setter(network.from, parse_local_address)},
      {"--unix-socket", "PATH", "", "connect to this Unix socket in place of the URL's host",
       setter(network.unix_socket, parse_socket_path)},
  };
}

Result<void> check_certificates(const TlsOptions& tls, Scheme scheme) {
  if (scheme == Scheme::kHttps) return {};
  if (tls.verify == Verify::kOff) return problem("--insecure: only https:// shows certificates");
  if (!tls.ca_file.empty()) return problem("--cacert: only https:// shows certificates");
  return {};
}

Result<void> check_trust(const TlsOptions& tls, const std::string& host) {
  if (tls.ca_file.empty()) return {};
  const auto context = TlsContext::make(tls, host);
  if (!context) return problem("--cacert: {}", context.error().text);
  return {};
}

}  // namespace lab
