// Claims about the harm a worker does to itself: as much as asked for, and no more.
#include "server/work/chaos.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "server/admin/process_facts.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(Crash, IsAbortedAtOnceAndLeavesNoCore) {
  const pid_t child = fork();
  if (child == 0) block(Crash{});
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGABRT);
  EXPECT_FALSE(WCOREDUMP(status));
}

TEST(Leak, TakesWhatItSaysFromTheProcess) {
  constexpr std::uint64_t kBytes = 64 * 1024 * 1024;
  Resources worker;
  const auto before = read_exact_memory(getpid());
  const auto first = block(Leak{kBytes}, worker);
  const auto after = read_exact_memory(getpid());
  EXPECT_EQ(first.bytes, kBytes);
  EXPECT_EQ(first.total, kBytes);
  ASSERT_TRUE(before && after);
  if (!kSanitized) {
    // Between the two readings the kernel may take back pages of files, and those of the program
    // become private when another process of it ends: a few megabytes.
    EXPECT_GT(after->private_bytes, before->private_bytes + kBytes - kBytes / 8);
    EXPECT_LT(after->private_bytes, before->private_bytes + kBytes + kBytes / 8);
  }
  EXPECT_EQ(block(Leak{1024}, worker).total, kBytes + 1024);
  EXPECT_EQ(block(Leak{0}, worker).total, kBytes + 1024);
}

TEST(Leak, HandsTheLockOverToWhoeverWaits) {
  Gil gil(1ms);
  Resources worker{&gil, {}};
  std::atomic<bool> had_it{false};
  gil.take();
  std::jthread other([&] {
    const GilHold held(&gil);
    had_it = true;
  });
  while (!had_it) block(Leak{64 * 1024}, worker);
  gil.drop();
}

TEST(Hang, KeepsItsThreadAndNotTheLock) {
  const pid_t child = fork();
  if (child == 0) {  // with a thread for ever, which only its death ends
    Gil gil(1ms);
    std::atomic<bool> held_once{false};
    std::thread([&] {
      const GilHold held(&gil);
      held_once = true;
      held_once.notify_all();
      block(Hang{}, &gil);
    }).detach();
    held_once.wait(false);
    gil.take();
    _exit(7);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

}  // namespace
}  // namespace lab
