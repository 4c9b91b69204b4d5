// Servers that somebody else has started, as --target and LOADGEN_TARGETS name them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/url.hpp"
#include "common/result.hpp"

namespace lab {

struct TargetServer {
  std::string name;
  Url url;
  std::optional<Url> admin;
};

/// "name=URL" or "name=URL,admin=URL".
Result<TargetServer> parse_target(std::string_view text);

/// Several of them, apart by ';' or blanks. Two of the same name are a problem.
Result<std::vector<TargetServer>> parse_targets(std::string_view text);

}  // namespace lab
