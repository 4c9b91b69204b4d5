// Command lines described by a table of options, read by CLI11. The only place that knows CLI11.
#pragma once

#include <string>
#include <vector>

#include "common/option_values.hpp"
#include "common/result.hpp"

namespace lab {

/// kMaybe: a word without dashes that may be left out.
enum class Occurs { kOnce, kOften, kMaybe };

struct CommandOption {
  std::string name;  // "--timeout", "-n,--requests"; without dashes a word, required but for kMaybe
  std::string value_name;  // empty for a switch
  std::string fallback;    // shown in help; empty shows none
  std::string help;
  OptionSetter set;  // a switch passes an empty text
  Occurs occurs = Occurs::kOnce;
};

struct CommandLine {
  std::string program;  // "client get"
  std::string summary;
  std::vector<CommandOption> options;
  std::string footer = {};
  /// "LAB_": every option can be given as LAB_NAME too, or in the file that --config or LAB_CONFIG
  /// names. A flag comes before the file, the file before the environment. Empty: flags only.
  std::string environment_prefix = {};
};

/// Sets what `arguments` give. The help or the version when they ask for it, else an empty text; a
/// Problem in one line for the first that is wrong.
Result<std::string> read_arguments(const CommandLine& line,
                                   const std::vector<std::string>& arguments);

/// The words of `main` behind the program's name.
std::vector<std::string> words_of(int argc, const char* const* argv);

}  // namespace lab
