// How many connections `loadgen run` keeps open and in use, and what it shows of that on a
// terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "common/machine.hpp"
#include "tests/support/loadgen_run.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using testing::HasSubstr;

TEST(LoadgenCapacity, KeepsTenThousandConnectionsInUseAtOnce) {
  const std::int64_t connections = kSanitized ? 1000 : 10'000;
  const auto needed = static_cast<std::uint64_t>(connections) + 500;
  if (raise_descriptor_limit() < needed) GTEST_SKIP() << "too few descriptors allowed here";
  const ServerUnderTest server({"--model", "async", "--max-connections", "11000"});
  const auto run = run_json({server.url("/io?ms=2000").text()},
                            {"-c", std::to_string(connections), "-d", "4s", "--warmup", "4s"});
  EXPECT_EQ(run.opened(), connections);
  EXPECT_EQ(run.number("/clients/asked"), connections);
  EXPECT_EQ(run.number("/clients/never_answered"), 0);
  EXPECT_GE(run.number("/clients/least_replies"), 1);
  EXPECT_EQ(run.count("2xx"), run.due());
  EXPECT_EQ(run.count("open"), 0);
}

/// What a program wrote to a terminal of 80 columns that was its stdout and stderr.
struct Shown {
  std::string text;
  ExitCode code = -1;
};

std::string read_to_end(int terminal) {
  std::string text;
  std::array<char, 4096> room;
  for (ssize_t n = 0; (n = read(terminal, room.data(), room.size())) > 0;)
    text.append(room.data(), static_cast<std::size_t>(n));
  return text;
}

Shown on_terminal(const std::vector<std::string>& arguments, const char* kind, const char* locale) {
  setenv("TERM", kind, 1);
  setenv("LC_ALL", locale, 1);
  auto words = arguments;
  words.insert(words.begin(), LAB_BIN_DIR "/loadgen");
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const winsize size{24, 80, 0, 0};
  int terminal = -1;
  const auto child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    execv(argv[0], argv.data());
    _exit(127);
  }
  Shown shown{read_to_end(terminal)};
  int status = 0;
  waitpid(child, &status, 0);
  close(terminal);
  shown.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return shown;
}

std::vector<std::string> run_for_two_seconds(const FaultServer& server) {
  return {"run", server.url("/ok?wait=10"), "-c", "4", "-d", "2500ms", "--warmup", "300ms"};
}

/// What is left on the screen: all that was not erased. A live view goes up to its first line and
/// erases from there.
std::string left_on_screen(const std::string& text) {
  const auto erased = text.rfind("\x1b[J");
  return erased == std::string::npos ? text : text.substr(erased + 3);
}

TEST(LoadgenLive, ShowsItsFiguresInPlaceAndLeavesTheReportAlone) {
  FaultServer server;
  const auto shown = on_terminal(run_for_two_seconds(server), "xterm", "C.UTF-8");
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.text, HasSubstr("warming up, "));
  EXPECT_THAT(shown.text, HasSubstr("s left\r\n"));
  EXPECT_THAT(shown.text, HasSubstr(" good/s   p50 1"));
  EXPECT_THAT(shown.text, HasSubstr("  4 in flight   "));
  EXPECT_THAT(shown.text, HasSubstr("  █"));
  EXPECT_THAT(shown.text, HasSubstr("\x1b[4F\x1b[J")) << "back over its four lines";
  EXPECT_THAT(left_on_screen(shown.text), testing::StartsWith("GET http://127.0.0.1"));
  EXPECT_THAT(left_on_screen(shown.text), HasSubstr("requests/s"));
}

TEST(LoadgenLive, KeepsToAsciiWhereTheLocaleDoes) {
  FaultServer server;
  const auto shown = on_terminal(run_for_two_seconds(server), "xterm", "C");
  EXPECT_THAT(shown.text, HasSubstr("good/s by second, highest "));
  EXPECT_TRUE(std::all_of(shown.text.begin(), shown.text.end(),
                          [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST(LoadgenLive, ShowsNothingOnATerminalThatCannotGoBackOrWhenTold) {
  FaultServer server;
  EXPECT_THAT(on_terminal(run_for_two_seconds(server), "dumb", "C").text,
              testing::StartsWith("GET http://127.0.0.1"));
  auto quiet = run_for_two_seconds(server);
  quiet.emplace_back("--quiet");
  EXPECT_THAT(on_terminal(quiet, "xterm", "C").text, testing::StartsWith("GET http://127.0.0.1"));
}

}  // namespace
}  // namespace lab
