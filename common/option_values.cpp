// Values that options share, with the range that is accepted in every refusal.
#include "common/option_values.hpp"

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {

Result<std::uint64_t> parse_whole(std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = parse_count(text);
  if (value && *value >= least && *value <= most) return *value;
  return problem("'{}' is not a whole number from {} to {}", printable(text), least, most);
}

Result<std::uint64_t> parse_size(std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = parse_bytes(text);
  if (value && *value >= least && *value <= most) return *value;
  return problem("'{}' is not a size from {} to {}", printable(text), format_bytes(least),
                 format_bytes(most));
}

Result<Duration> parse_positive(std::string_view text) {
  const auto value = parse_duration(text);
  if (value && *value > Duration::zero()) return *value;
  return problem("'{}' is not a duration above zero (such as 500ms, 1.5s, 2m30s)", printable(text));
}

Result<Duration> parse_duration_within(std::string_view text, Duration least, Duration most) {
  const auto value = parse_duration(text);
  if (value && *value >= least && *value <= most) return *value;
  return problem("'{}' is not a duration from {} to {}", printable(text), format_setting(least),
                 format_setting(most));
}

Problem not_one_of(std::string_view text, std::string_view names) {
  return problem("'{}' is not one of {}", printable(text), names);
}

OptionSetter size(std::uint64_t& target, std::uint64_t least, std::uint64_t most) {
  return setter(target,
                [least, most](std::string_view text) { return parse_size(text, least, most); });
}

OptionSetter positive(Duration& target) { return setter(target, parse_positive); }

OptionSetter duration(Duration& target, Duration least, Duration most) {
  return setter(target, [least, most](std::string_view text) {
    return parse_duration_within(text, least, most);
  });
}

}  // namespace lab
