// A child's lines, end and signals reach its owner, and no child outlives him.
#include "common/child_process.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;

ChildProcess shell(const std::string& script, Stderr how = Stderr::kInherit) {
  auto child = ChildProcess::start({"/bin/sh", "-c", script}, how);
  EXPECT_TRUE(child);
  return std::move(*child);
}

TEST(ChildProcess, TellsItsExitCode) {
  for (const int code : {0, 1, 99, 255}) {
    auto child = shell("exit " + std::to_string(code));
    EXPECT_EQ(child.wait(kPatience), code);
    EXPECT_EQ(child.wait(kPatience), code) << "asked again";
  }
}

TEST(ChildProcess, TellsTheSignalAsAShellDoes) {
  auto child = shell("kill -9 $$");
  EXPECT_EQ(child.wait(kPatience), 128 + SIGKILL);
}

TEST(ChildProcess, ThatDoesNotExistIsAProblem) {
  const auto child = ChildProcess::start({"/nowhere/program"});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().text, "cannot start /nowhere/program: No such file or directory");
}

TEST(ChildProcess, GivesItsLinesOneByOne) {
  auto child = shell("printf 'one\\ntwo\\n\\nrest'");
  EXPECT_EQ(child.read_line(kPatience), "one");
  EXPECT_EQ(child.read_line(kPatience), "two");
  EXPECT_EQ(child.read_line(kPatience), "");
  EXPECT_EQ(child.read_line(kPatience), std::nullopt) << "not a whole line";
  EXPECT_EQ(child.read_rest(), "rest");
}

TEST(ChildProcess, GivesUpOnALineThatDoesNotCome) {
  auto child = shell("exec sleep 60");
  EXPECT_EQ(child.read_line(0s), std::nullopt);
  EXPECT_EQ(child.wait(0s), std::nullopt);
}

TEST(ChildProcess, KeepsStderrApart) {
  auto child = shell("echo out; echo err >&2", Stderr::kCapture);
  EXPECT_EQ(child.read_rest(), "out\n");
  EXPECT_EQ(child.read_errors(), "err\n");
}

TEST(ChildProcess, HasAnEmptyStdin) {
  auto child = shell("wc -c");
  EXPECT_EQ(child.read_line(kPatience), "0");
}

TEST(ChildProcess, LeadsAGroupOfItsOwn) {
  auto child = shell("echo ready; exec sleep 60");
  ASSERT_EQ(child.read_line(kPatience), "ready");
  EXPECT_EQ(getpgid(child.pid()), child.pid());
}

TEST(ChildProcess, HearsSignals) {
  auto child = shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_EQ(child.read_line(kPatience), "ready");
  child.send_signal(SIGTERM);
  EXPECT_EQ(child.wait(kPatience), 7);
}

TEST(ChildProcess, IsKilledAndReapedWithItsOwner) {
  pid_t pid = 0;
  {
    auto child = shell("trap '' TERM; echo ready; exec sleep 60");
    ASSERT_EQ(child.read_line(kPatience), "ready");
    pid = child.pid();
    ASSERT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST(ChildProcess, MovesWithoutEndingTheChild) {
  auto first = shell("echo ready; exec sleep 60");
  const auto pid = first.pid();
  auto second = std::move(first);
  EXPECT_EQ(second.read_line(kPatience), "ready");
  EXPECT_EQ(second.pid(), pid);
  EXPECT_EQ(kill(pid, 0), 0);
  second = shell("exit 3");
  EXPECT_EQ(second.wait(kPatience), 3);
}

}  // namespace
}  // namespace lab
