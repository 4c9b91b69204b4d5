// Fuzzes the command lines of the client: they are refused in one line, or every option keeps to
// its range.
//
// Input: the words, a line each; the first is the subcommand.
#include <cstdint>
#include <string_view>

#include "client/options.hpp"
#include "tests/fuzz/command_line.hpp"

namespace lab::test {
namespace {

void check_get(const Words& words) {
  const auto options = read_get_options(words);
  if (!has_options(options)) return;
  require_url(options->url);
  require(options->timeout > Duration::zero(), "--timeout");
  require(options->method == Method::kGet || options->method == Method::kHead, "--head");
}

void check_timeline(const Words& words) {
  const auto options = read_timeline_options(words);
  if (!has_options(options)) return;
  require_url(options->url);
  require(options->timeout > Duration::zero(), "--timeout");
  require(within(options->requests, 1, kMostRequests), "--requests");
  require(!options->width || within(*options->width, kLeastWidth, kMostWidth), "--width");
}

constexpr std::array kCommands{FuzzedCommand{"get", check_get},
                               FuzzedCommand{"timeline", check_timeline}};

}  // namespace
}  // namespace lab::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  lab::test::check_subcommand(lab::test::kCommands, lab::test::words_in(bytes));
  return 0;
}
