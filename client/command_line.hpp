// Command lines described by a table of options, read by CLI11.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace lab {

using OptionSetter = std::function<Result<void>(const std::string&)>;

struct CommandOption {
  std::string name;        // "--timeout", "-n,--requests"; without dashes a word that is required
  std::string value_name;  // empty for a switch
  std::string fallback;    // shown in help; empty shows none
  std::string help;
  OptionSetter set;  // a switch passes an empty text
};

/// Parses an option's value by `parse` and assigns it to `target`, which must outlive the setter.
template <class Target, class Parse>
OptionSetter setter(Target& target, Parse parse) {
  return [&target, parse](const std::string& text) -> Result<void> {
    auto value = parse(text);
    if (!value) return value.error();
    target = *value;
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

struct CommandLine {
  std::string program;  // "client get"
  std::string summary;
  std::vector<CommandOption> options;
};

/// Sets what `arguments` give. The help text when they ask for it, else an empty text; a Problem in
/// one line for the first that is wrong.
Result<std::string> read_arguments(const CommandLine& line,
                                   const std::vector<std::string>& arguments);

}  // namespace lab
