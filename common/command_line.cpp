// The table handed to CLI11, and its errors made one line.
#include "common/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "common/http/query.hpp"

namespace lab {
namespace {

constexpr std::size_t kHelpColumn = 30;

void apply(const CommandOption& option, const std::string& text) {
  if (const auto done = option.set(text); !done) {
    const auto long_name = option.name.substr(option.name.find(',') + 1);  // or all of it
    throw CLI::ValidationError(long_name, done.error().text);
  }
}

CLI::Option* add_switch(CLI::App& app, const CommandOption& option, const std::string& help) {
  const auto take = [&option] { apply(option, {}); };
  return app.add_flag_callback(option.name, take, help)->disable_flag_override();
}

CLI::Option* add_once(CLI::App& app, const CommandOption& option, const std::string& help) {
  const auto take = [&option](const std::string& text) { apply(option, text); };
  return app.add_option_function<std::string>(option.name, take, help);
}

CLI::Option* add_often(CLI::App& app, const CommandOption& option, const std::string& help) {
  const auto take = [&option](const std::vector<std::string>& texts) {
    for (const auto& text : texts) apply(option, text);
  };
  auto* added = app.add_option_function<std::vector<std::string>>(option.name, take, help);
  return added->get_positional() ? added : added->expected(1)->take_all()->allow_extra_args(false);
}

CLI::Option* add_option(CLI::App& app, const CommandOption& option) {
  const auto help =
      option.fallback.empty() ? option.help : fmt::format("{} [{}]", option.help, option.fallback);
  if (option.value_name.empty()) return add_switch(app, option, help);
  auto* added =
      option.occurs == Occurs::kOften ? add_often(app, option, help) : add_once(app, option, help);
  return added->type_name(added->get_positional() ? "" : option.value_name);
}

/// LAB_HEADER_TIMEOUT for --header-timeout.
std::string environment_name(const std::string& prefix, const CLI::Option& option) {
  std::string name = prefix + option.get_single_name();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return name;
}

std::string environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

void add_config_file(CLI::App& app, const std::string& prefix) {
  const auto file = environment(prefix + "CONFIG");
  app.set_config("--config", file,
                 "read options from this file: NAME=VALUE a line, names as above without dashes",
                 !file.empty())
      ->type_name("FILE");
  app.allow_config_extras(CLI::config_extras_mode::error);
}

void declare(CLI::App& app, const CommandLine& line) {
  app.get_formatter()->column_width(kHelpColumn);
  app.set_version_flag("--version", LAB_VERSION);
  app.footer(line.footer);
  const auto& prefix = line.environment_prefix;
  if (!prefix.empty()) add_config_file(app, prefix);
  for (const auto& option : line.options) {
    auto* added = add_option(app, option);
    if (!prefix.empty()) added->envname(environment_name(prefix, *added));
  }
}

std::vector<CLI::Option*> positionals(CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

std::vector<CLI::Option*> required_words(CLI::App& app, const CommandLine& line) {
  auto words = positionals(app);
  std::erase_if(words, [&](const CLI::Option* word) {
    return std::any_of(line.options.begin(), line.options.end(), [&](const CommandOption& option) {
      return option.occurs == Occurs::kMaybe && option.name == word->get_name();
    });
  });
  return words;
}

/// Only help hears from CLI11 that they are required: it would report one that is missing in place
/// of an unknown option.
std::string help_text(CLI::App& app, const CommandLine& line) {
  for (auto* word : required_words(app, line)) word->required();
  return app.help();
}

/// One line, and where to read more. CLI11 repeats what it was given as it is.
Problem usage(const CommandLine& line, std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return problem("{} (see {} --help)", printable(text, text.size()), line.program);
}

/// CLI11 says "--option: 1 required TEXT missing" or counts the values; and of a switch that it
/// "was given a disallowed flag override".
std::string mismatch_text(std::string_view words) {
  if (const auto end = words.find(" was given"); end != std::string_view::npos)
    return fmt::format("--{} takes no value", words.substr(0, end));
  return fmt::format("{}: takes exactly one value", words.substr(0, words.find(':')));
}

/// CLI11's last word is the name that no option has.
std::string config_text(std::string_view words) {
  return fmt::format("--config: there is no option '{}'",
                     printable(words.substr(words.rfind(' ') + 1)));
}

std::string surplus_text(std::string_view word) {
  return fmt::format("'{}' is not expected", printable(word, 200));
}

/// The first word that looks like a flag and is none of ours.
std::optional<std::string> unknown_flag(const CLI::App& app) {
  const auto surplus = app.remaining();
  const auto flag = std::find_if(surplus.begin(), surplus.end(), [](const std::string& word) {
    return word.size() > 1 && word.starts_with('-');
  });
  return flag == surplus.end() ? std::nullopt : std::optional(*flag);
}

/// An unknown flag comes first: its value was taken for a word, which is then what is found wrong.
std::string error_text(const CLI::App& app, const CLI::ParseError& error) {
  if (const auto flag = unknown_flag(app)) return surplus_text(*flag);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const auto surplus = app.remaining();
    return surplus.empty() ? error.what() : surplus_text(surplus.front());
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
    return mismatch_text(error.what());
  if (dynamic_cast<const CLI::ConfigError*>(&error) != nullptr) return config_text(error.what());
  if (dynamic_cast<const CLI::FileError*>(&error) != nullptr)
    return std::string("--config: ") + error.what();
  return error.what();
}

}  // namespace

Result<std::string> read_arguments(const CommandLine& line,
                                   const std::vector<std::string>& arguments) {
  CLI::App app(line.summary, line.program);
  declare(app, line);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // as CLI11 wants
  } catch (const CLI::CallForHelp&) {
    return help_text(app, line);
  } catch (const CLI::CallForVersion&) {
    return std::string(LAB_VERSION "\n");
  } catch (const CLI::ParseError& error) {
    return usage(line, error_text(app, error));
  }
  for (const auto* word : required_words(app, line)) {
    if (word->empty()) return usage(line, word->get_name() + " is missing");
  }
  return std::string();
}

std::vector<std::string> words_of(int argc, const char* const* argv) {
  return {argv + std::min(argc, 1), argv + argc};
}

}  // namespace lab
