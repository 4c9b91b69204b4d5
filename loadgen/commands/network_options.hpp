// The flags of how a server is reached.
#pragma once

#include <string_view>
#include <vector>

#include "common/command_line.hpp"
#include "common/result.hpp"
#include "loadgen/engine/plan.hpp"

namespace lab {

/// "HOST:PORT:ADDRESS[,ADDRESS]...", as curl takes it; IPv6 addresses with or without brackets.
Result<Pin> parse_pin(std::string_view text);

std::vector<CommandOption> network_options(Reach& network);

/// Refuses what would be said of certificates that nobody shows: `scheme` is not https.
Result<void> check_certificates(const TlsOptions& tls, Scheme scheme);

/// Reads the certificates that are to be trusted, as the first connection to `host` would.
Result<void> check_trust(const TlsOptions& tls, const std::string& host);

}  // namespace lab
