// Fuzzes the command line of the server: it is refused in one line, or every option keeps to its
// range.
//
// Input: its words, a line each.
#include <cstdint>
#include <string_view>

#include "server/options.hpp"
#include "tests/fuzz/command_line.hpp"

namespace lab::test {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLongest = 366 * 24h;  // that anybody can ask for

/// A fuzzer opens no file that it made up.
bool opens_a_file(const std::string& word) { return word.starts_with("--config"); }

bool is_timeout(Duration time) { return time > Duration::zero() && time <= kLongest; }

void check_limits(const Limits& limits) {
  require(within(limits.max_header, 256, 1024 * 1024), "--max-header");
  require(within(limits.max_body, 0, 64 * 1024 * 1024), "--max-body");
  require(is_timeout(limits.header_timeout), "--header-timeout");
  require(is_timeout(limits.body_timeout), "--body-timeout");
  require(is_timeout(limits.idle_timeout), "--idle-timeout");
  require(is_timeout(limits.write_timeout), "--write-timeout");
}

void check_options(const ServerOptions& options) {
  require(within(options.workers, 1, 1024), "--workers");
  require(within(options.max_connections, 1, 1'000'000), "--max-connections");
  require(within(options.backlog, 1, 65535), "--backlog");
  require(within(options.pool, 1, 1024), "--pool");
  require(within(options.pool_queue, 0, 1'000'000), "--pool-queue");
  require(within(options.gil_interval, 1us, 1s), "--gil-interval");
  require(within(options.database_connections, 1, 1024), "--database-connections");
  require(is_timeout(options.drain_timeout), "--drain-timeout");
  check_limits(options.limits);
}

}  // namespace
}  // namespace lab::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto words = lab::test::words_in({reinterpret_cast<const char*>(data), size});
  std::erase_if(words, lab::test::opens_a_file);
  lab::test::forget_environment();
  const auto options = lab::read_options(words);
  if (lab::test::has_options(options)) lab::test::check_options(*options);
  return 0;
}
