// The table handed to CLI11, and its errors made one line.
#include "client/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace lab {
namespace {

void apply(const CommandOption& option, const std::string& text) {
  if (const auto done = option.set(text); !done) {
    const auto long_name = option.name.substr(option.name.find(',') + 1);  // or all of it
    throw CLI::ValidationError(long_name, done.error().text);
  }
}

void add_option(CLI::App& app, const CommandOption& option) {
  const auto help =
      option.fallback.empty() ? option.help : fmt::format("{} [{}]", option.help, option.fallback);
  if (option.value_name.empty()) {
    app.add_flag_callback(
           option.name, [&option] { apply(option, {}); }, help)
        ->disable_flag_override();
    return;
  }
  const auto take = [&option](const std::string& text) { apply(option, text); };
  app.add_option_function<std::string>(option.name, take, help)->type_name(option.value_name);
}

std::vector<CLI::Option*> positionals(CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

/// Only help hears from CLI11 that they are required: it would report one that is missing in place
/// of an unknown option.
std::string help_text(CLI::App& app) {
  for (auto* word : positionals(app)) word->required();
  return app.help();
}

}  // namespace

Result<std::string> read_arguments(const CommandLine& line,
                                   const std::vector<std::string>& arguments) {
  CLI::App app(line.summary, line.program);
  for (const auto& option : line.options) add_option(app, option);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // as CLI11 wants
  } catch (const CLI::CallForHelp&) {
    return help_text(app);
  } catch (const CLI::ParseError& error) {
    std::string text = error.what();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return problem("{} (see {} --help)", text, line.program);
  }
  for (const auto* word : positionals(app)) {
    if (word->empty())
      return problem("{} is missing (see {} --help)", word->get_name(), line.program);
  }
  return std::string();
}

}  // namespace lab
