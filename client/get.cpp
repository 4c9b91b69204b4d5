// `client get`: one request, its reply and its times.
#include <fmt/format.h>

#include <cstdio>

#include "client/command.hpp"
#include "client/options.hpp"
#include "client/reply_text.hpp"
#include "client/terminal.hpp"
#include "client/text.hpp"
#include "client/timed_fetch.hpp"
#include "common/stderr.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

int fail(const std::string& text, int code) {
  print_to_stderr("client get: {}\n", text);
  return code;
}

/// To stdout as it is; on a terminal with a whole last line, and nothing that would garble it.
Result<void> write_body(const std::string& body) {
  if (!on_terminal() || body.empty()) return write_stdout(body);
  if (is_readable(body)) return write_stdout(body + (body.ends_with('\n') ? "\n" : "\n\n"));
  print_to_stderr("({} of body, binary or too long for a terminal; > FILE keeps it)\n\n",
                  format_bytes(body.size()));
  return {};
}

Result<void> print_reply(const TimedReply& timed) {
  print_to_stderr("{}\n", head_text(timed.reply));
  const auto written = write_body(timed.reply.body);
  if (written) print_to_stderr("{}", times_text(timed));
  return written;
}

int report(const TimedReply& timed, const GetOptions& options) {
  const auto status = timed.reply.status;
  if (options.volume == Volume::kNormal) {
    const auto printed = print_reply(timed);
    if (!printed) return fail(printed.error().text, kExitFailed);
  } else if (!is_good(status)) {
    return fail(options.url.text() + " answered " + status_text(status), kExitFailed);
  }
  return is_good(status) ? kExitGood : kExitFailed;
}

}  // namespace

int get_command(const std::vector<std::string>& arguments) {
  const auto options = read_get_options(arguments);
  if (!options) return fail(options.error().text, kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  const auto timed = timed_fetch(options->url, options->timeout, options->method);
  return timed ? report(*timed, *options) : fail(timed.error().text, kExitFailed);
}

}  // namespace lab
