// What an option does with its value: parses it strictly and sets a variable.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace lab {

/// Takes the text of a value; the Problem, which names the value, leaves the variable as it was.
using OptionSetter = std::function<Result<void>(const std::string&)>;

/// Parses by `parse` and assigns to `target`. Here and below the target must outlive the setter.
template <class Target, class Parse>
OptionSetter setter(Target& target, Parse parse) {
  return [&target, parse](const std::string& text) -> Result<void> {
    auto value = parse(text);
    if (!value) return value.error();
    target = *std::move(value);
    return {};
  };
}

/// As setter, for an option that may come often.
template <class Element, class Parse>
OptionSetter collector(std::vector<Element>& target, Parse parse) {
  return [&target, parse](const std::string& text) -> Result<void> {
    auto value = parse(text);
    if (!value) return value.error();
    target.push_back(*std::move(value));
    return {};
  };
}

/// Assigns `value` when the switch is given.
template <class Target>
OptionSetter switch_to(Target& target, Target value) {
  return [&target, value](const std::string&) -> Result<void> {
    target = value;
    return {};
  };
}

/// The text as it is, into a string or an optional one.
template <class Target>
OptionSetter text(Target& target) {
  return [&target](const std::string& value) -> Result<void> {
    target = value;
    return {};
  };
}

Result<std::uint64_t> parse_whole(std::string_view text, std::uint64_t least, std::uint64_t most);
Result<std::uint64_t> parse_size(std::string_view text, std::uint64_t least, std::uint64_t most);
Result<Duration> parse_positive(std::string_view text);
Result<Duration> parse_duration_within(std::string_view text, Duration least, Duration most);

/// A whole number from `least` to `most`, which must fit the target.
template <class Integer>
OptionSetter whole(Integer& target, std::uint64_t least, std::uint64_t most) {
  return [&target, least, most](const std::string& text) -> Result<void> {
    const auto value = parse_whole(text, least, most);
    if (!value) return value.error();
    target = static_cast<Integer>(*value);
    return {};
  };
}

/// A size such as 16KiB from `least` to `most` bytes.
OptionSetter size(std::uint64_t& target, std::uint64_t least, std::uint64_t most);

/// A duration above zero.
OptionSetter positive(Duration& target);

/// A duration from `least` to `most`.
OptionSetter duration(Duration& target, Duration least, Duration most);

Problem not_one_of(std::string_view text, std::string_view names);

template <class Enum>
struct Choice {
  std::string_view name;
  Enum value;
};

/// One of a few names.
template <class Enum>
Result<Enum> parse_choice(std::string_view text, const std::vector<Choice<Enum>>& choices) {
  std::string names;
  for (const auto& choice : choices) {
    if (choice.name == text) return choice.value;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", choice.name);
  }
  return not_one_of(text, names);
}

template <class Target, class Enum>
OptionSetter choice(Target& target, std::vector<Choice<Enum>> choices) {
  return setter(target, [choices = std::move(choices)](std::string_view text) {
    return parse_choice(text, choices);
  });
}

}  // namespace lab
