// The tables of options.
#include "client/options.hpp"

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

Result<std::optional<std::size_t>> parse_width(std::string_view text) {
  if (text == "auto") return std::optional<std::size_t>();
  const auto width = parse_whole(text, kLeastWidth, kMostWidth);
  if (width) return std::optional<std::size_t>(*width);
  return problem("'{}' is neither auto nor a whole number of columns from {} to {}",
                 printable(text), kLeastWidth, kMostWidth);
}

CommandOption url_option(Url& url) {
  return {"URL", "TEXT", "", "whom to ask: http://host[:port]/path?query", setter(url, parse_url)};
}

CommandOption timeout_option(Duration& timeout) {
  return {"--timeout", "TIME", format_setting(timeout), "until a reply must be there, whole",
          positive(timeout)};
}

CommandLine get_line(GetOptions& o) {
  return {"client get",
          "Sends one request. The body goes to stdout; status, headers and times go to stderr.",
          {url_option(o.url),
           timeout_option(o.timeout),
           {"--head", "", "", "send HEAD: no body", switch_to(o.method, Method::kHead)},
           {"--quiet", "", "", "print nothing but errors", switch_to(o.volume, Volume::kQuiet)}}};
}

CommandLine timeline_line(TimelineOptions& o) {
  return {"client timeline",
          "Sends several requests at once, each on its own connection, and draws a bar for each.",
          {url_option(o.url),
           {"-n,--requests", "N", std::to_string(o.requests),
            fmt::format("how many, 1 to {}", kMostRequests), whole(o.requests, 1, kMostRequests)},
           {"--width", "COLUMNS", "auto", "of the picture; auto: as the terminal, or 80",
            setter(o.width, parse_width)},
           timeout_option(o.timeout)}};
}

template <class Options>
Result<Options> read_options(const std::vector<std::string>& arguments,
                             CommandLine (*describe)(Options&)) {
  Options options;
  auto help = read_arguments(describe(options), arguments);
  if (!help) return help.error();
  options.help = std::move(*help);
  return options;
}

}  // namespace

Result<GetOptions> read_get_options(const std::vector<std::string>& arguments) {
  return read_options(arguments, get_line);
}

Result<TimelineOptions> read_timeline_options(const std::vector<std::string>& arguments) {
  return read_options(arguments, timeline_line);
}

}  // namespace lab
