// `client timeline`: several requests at once, and their picture.
#include <fmt/format.h>

#include <algorithm>

#include "client/ask_at_once.hpp"
#include "client/command.hpp"
#include "client/options.hpp"
#include "client/terminal.hpp"
#include "client/timeline_text.hpp"
#include "common/machine.hpp"
#include "common/stderr.hpp"

namespace lab {
namespace {

int fail(const std::string& text, int code) {
  print_to_stderr("client timeline: {}\n", text);
  return code;
}

/// The one reason why no reply came at all; a picture would show nothing.
std::optional<std::string> common_failure(const std::vector<RequestFacts>& all) {
  const auto& first = all.front();
  const bool common = std::all_of(all.begin(), all.end(), [&](const RequestFacts& facts) {
    return !facts.replied() && facts.failure == first.failure;
  });
  if (!common) return std::nullopt;
  return all.size() == 1 ? first.failure : failure_lines(all).front();
}

}  // namespace

int timeline_command(const std::vector<std::string>& arguments) {
  const auto options = read_timeline_options(arguments);
  if (!options) return fail(options.error().text, kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  raise_descriptor_limit();
  const auto all = ask_at_once(options->url, options->requests, options->timeout);
  if (!all) return fail(all.error().text, kExitFailed);
  if (const auto reason = common_failure(*all)) return fail(*reason, kExitFailed);
  const Look look{options->width.value_or(terminal_width()), terminal_colours()};
  const auto written = write_stdout(timeline_text(options->url, *all, look));
  if (!written) return fail(written.error().text, kExitFailed);
  const bool good = std::all_of(all->begin(), all->end(), [](const auto& f) { return f.good(); });
  return good ? kExitGood : kExitFailed;
}

}  // namespace lab
