// Starting, asking and ending the server binary.
#include "tests/support/server_under_test.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "common/net/poll.hpp"

namespace lab {
namespace {

constexpr Duration kPause = std::chrono::milliseconds(5);

ChildProcess started(const std::vector<std::string>& command, Stderr how) {
  // What this test program inherited must not use up a server's few descriptors.
  close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
  auto child = ChildProcess::start(command, how);
  if (!child) throw std::runtime_error(child.error().text);
  return std::move(*child);
}

/// The value of "name=" in the readiness line.
std::string word_after(const std::string& line, std::string_view name) {
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    if (word.starts_with(name)) return word.substr(name.size());
  }
  throw std::runtime_error("the server did not become ready: '" + line + "'");
}

std::int64_t number_in(const boost::json::value& row, std::string_view pointer) {
  boost::system::error_code none;
  const auto* found = row.find_pointer(pointer, none);
  return found == nullptr ? 0 : found->to_number<std::int64_t>();
}

}  // namespace

bool eventually(const std::function<bool()>& condition, Duration patience) {
  const auto deadline = Clock::now() + patience;
  while (!condition()) {
    if (Clock::now() >= deadline) return false;
    wait_any({}, Clock::now() + kPause);
  }
  return true;
}

const std::vector<ServerKind>& server_kinds() {
  static const std::vector<ServerKind> kinds{{"process", {"--model", "process", "--workers", "2"}},
                                             {"thread", {"--model", "thread"}},
                                             {"async", {"--model", "async"}},
                                             {"hybrid", {"--model", "async", "--workers", "2"}}};
  return kinds;
}

std::vector<ServerKind> kinds_with_many_requests() {
  return {server_kinds().begin() + 1, server_kinds().end()};
}

std::vector<std::string> flags_of(const ServerKind& kind, const std::vector<std::string>& more) {
  auto flags = more;
  for (std::size_t i = 0; i < kind.flags.size(); i += 2) {
    if (std::find(more.begin(), more.end(), kind.flags[i]) != more.end()) continue;
    flags.insert(flags.end(), {kind.flags[i], kind.flags[i + 1]});
  }
  return flags;
}

std::string kind_name(const testing::TestParamInfo<ServerKind>& info) { return info.param.name; }

std::vector<std::string> server_command(const std::vector<std::string>& flags,
                                        std::optional<int> descriptors) {
  std::vector<std::string> command;
  if (descriptors) {
    command = {"/bin/sh", "-c", "ulimit -n \"$0\" && exec \"$@\"", std::to_string(*descriptors)};
  }
  command.push_back(LAB_BIN_DIR "/server");
  for (const auto* flag : {"--port", "--admin-port"}) {
    if (std::find(flags.begin(), flags.end(), flag) != flags.end()) continue;
    command.insert(command.end(), {flag, "0"});
  }
  if (std::find(flags.begin(), flags.end(), "--log-level") == flags.end()) {
    command.insert(command.end(), {"--log-level", "error"});
  }
  command.insert(command.end(), flags.begin(), flags.end());
  return command;
}

std::size_t descriptors_of(std::int64_t pid) {
  const std::filesystem::directory_iterator all(fmt::format("/proc/{}/fd", pid));
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool has_ended(pid_t pid) {
  std::string line;
  std::getline(std::ifstream(fmt::format("/proc/{}/stat", pid)), line);
  return line.empty() || line.find(") Z ") != std::string::npos;
}

void Failure::expect_one_line(std::string_view part) const {
  EXPECT_EQ(out, "");
  EXPECT_THAT(errors, testing::HasSubstr(std::string(part)));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
}

Failure run_in_vain(const std::vector<std::string>& flags, std::optional<int> descriptors) {
  auto child = started(server_command(flags, descriptors), Stderr::kCapture);
  Failure failure;
  failure.code = child.wait(kPatience).value_or(-1);
  if (failure.code == -1) return failure;  // it runs: its output would never end
  failure.out = child.read_rest();
  failure.errors = child.read_errors();
  return failure;
}

ServerUnderTest::ServerUnderTest(const std::vector<std::string>& flags, Stderr how)
    : child_(started(server_command(flags), how)),
      line_(child_.read_line(kPatience).value_or("")),
      url_(*parse_url(word_after(line_, "url="))),
      admin_(*parse_url(word_after(line_, "admin="))) {}

ReceivedReply ServerUnderTest::get(std::string_view target, Method method) const {
  const auto fetched = fetch(url(target), kPatience, method);
  EXPECT_TRUE(fetched) << fetched.error().text;
  return fetched ? fetched->reply : ReceivedReply{};
}

ReceivedReply ServerUnderTest::get_admin(std::string_view target) const {
  const auto fetched = fetch(admin_url(target), kPatience);
  EXPECT_TRUE(fetched) << fetched.error().text;
  return fetched ? fetched->reply : ReceivedReply{};
}

boost::json::value ServerUnderTest::stats(std::string_view query) const {
  return boost::json::parse(get_admin("/stats" + std::string(query)).body);
}

boost::json::array ServerUnderTest::workers() const { return stats().at("workers").as_array(); }

std::int64_t ServerUnderTest::number(std::string_view pointer, int worker) const {
  return number_in(workers().at(static_cast<std::size_t>(worker)), pointer);
}

std::int64_t ServerUnderTest::sum(std::string_view pointer) const {
  std::int64_t total = 0;
  const auto rows = workers();
  for (const auto& row : rows) total += number_in(row, pointer);
  return total;
}

bool ServerUnderTest::eventually_sums(std::string_view pointer, std::int64_t value) const {
  return eventually([&] { return sum(pointer) == value; });
}

void ServerUnderTest::allow_memory(std::optional<std::uint64_t> more, int worker) const {
  const auto pid = static_cast<pid_t>(number("/pid", worker));
  std::ifstream pages(fmt::format("/proc/{}/statm", pid));
  std::uint64_t used = 0;
  pages >> used;
  rlimit limit{};
  prlimit(pid, RLIMIT_AS, nullptr, &limit);
  limit.rlim_cur = more ? used * static_cast<std::uint64_t>(getpagesize()) + *more : limit.rlim_max;
  EXPECT_EQ(prlimit(pid, RLIMIT_AS, &limit, nullptr), 0);
}

std::vector<pid_t> ServerUnderTest::children() const {
  std::ifstream listed(fmt::format("/proc/{0}/task/{0}/children", pid()));
  return {std::istream_iterator<pid_t>(listed), {}};
}

std::optional<pid_t> ServerUnderTest::child_named(std::string_view name) const {
  for (const auto child : children()) {
    std::string is_called;
    std::getline(std::ifstream(fmt::format("/proc/{}/comm", child)), is_called);
    if (is_called == name) return child;
  }
  return std::nullopt;
}

/// It calls itself so a moment after its fork.
pid_t ServerUnderTest::present_child(std::string_view name) const {
  std::optional<pid_t> child;
  if (eventually([&] { return (child = child_named(name)).has_value(); })) return *child;
  throw std::runtime_error(fmt::format("the server has no process {}", name));
}

pid_t ServerUnderTest::admin_process() const { return present_child("server:admin"); }
pid_t ServerUnderTest::backend_process() const { return present_child("server:backend"); }

ExitCode ServerUnderTest::stop() {
  signal(SIGTERM);
  return wait().value_or(-1);
}

}  // namespace lab
