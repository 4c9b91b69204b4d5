// Parses lists of targets.
#include "loadgen/lab/targets.hpp"

#include <algorithm>

#include "common/http/query.hpp"

namespace lab {
namespace {

Problem not_a_target(std::string_view text) {
  return problem("target '{}' is not name=URL or name=URL,admin=URL", printable(text, 200));
}

}  // namespace

Result<TargetServer> parse_target(std::string_view text) {
  constexpr std::string_view kAdmin = ",admin=";
  const auto equals = text.find('=');
  const auto comma = text.find(kAdmin);
  if (equals == std::string_view::npos || equals == 0) return not_a_target(text);
  TargetServer target;
  target.name = text.substr(0, equals);
  const auto address = text.substr(equals + 1, comma - equals - 1);
  if (address.find(',') != std::string_view::npos) return not_a_target(text);
  const auto url = parse_url(address);
  if (!url) return problem("target '{}': {}", printable(target.name), url.error().text);
  target.url = *url;
  if (comma == std::string_view::npos) return target;
  const auto admin = parse_url(text.substr(comma + kAdmin.size()));
  if (!admin) return problem("target '{}': {}", printable(target.name), admin.error().text);
  target.admin = *admin;
  return target;
}

Result<std::vector<TargetServer>> parse_targets(std::string_view text) {
  constexpr std::string_view kApart = "; \t\n";
  std::vector<TargetServer> targets;
  for (;;) {
    const auto start = text.find_first_not_of(kApart);
    if (start == std::string_view::npos) return targets;
    text.remove_prefix(start);
    const auto end = std::min(text.find_first_of(kApart), text.size());
    auto target = parse_target(text.substr(0, end));
    if (!target) return target.error();
    for (const auto& other : targets) {
      if (other.name == target->name)
        return problem("target '{}' is given twice", printable(target->name));
    }
    targets.push_back(std::move(*target));
    text.remove_prefix(end);
  }
}

}  // namespace lab
