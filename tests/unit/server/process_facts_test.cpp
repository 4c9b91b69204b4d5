// Claims about what is read from /proc and the CPU clocks.
#include "server/admin/process_facts.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "server/work/burn.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kStatus =
    "Name:\tserver\nVmHWM:\t    5120 kB\nVmRSS:\t    4096 kB\nThreads:\t17\n"
    "voluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n";

TEST(NumberAfter, ReadsTheNumberOfItsLine) {
  EXPECT_EQ(number_after(kStatus, "Threads"), 17u);
  EXPECT_EQ(number_after(kStatus, "nonvoluntary_ctxt_switches"), 3u);
  EXPECT_EQ(number_after(kStatus, "\nvoluntary_ctxt_switches"), 12u);
}

TEST(NumberAfter, MultipliesKilobytesOut) {
  EXPECT_EQ(number_after(kStatus, "VmRSS"), 4096u * 1024);
  EXPECT_EQ(number_after("Pss:  1 kB", "Pss"), 1024u) << "the last line without its newline";
}

TEST(NumberAfter, HasNoValueForWhatIsNotThere) {
  EXPECT_FALSE(number_after(kStatus, "VmSwap"));
  EXPECT_FALSE(number_after("", "Threads"));
  EXPECT_FALSE(number_after("Threads:\t\nVmRSS: 5 kB\n", "Threads")) << "not of the next line";
}

TEST(ProcessFacts, TellOfThisProcess) {
  std::atomic<bool> done{false};
  std::jthread other([&] { done.wait(false); });
  block(Burn{5ms});
  const auto facts = read_process(getpid());
  done = true;
  done.notify_one();
  ASSERT_TRUE(facts);
  EXPECT_GE(facts->threads, 2);
  EXPECT_GT(facts->rss, 1024u * 1024);
  EXPECT_GE(facts->peak_rss, facts->rss / 2);
  EXPECT_GE(facts->cpu, 5ms);
  EXPECT_GT(facts->switches_voluntary + facts->switches_involuntary, 0u);
}

TEST(ProcessFacts, KnowPrivateMemory) {
  const std::string own(8 * 1024 * 1024, 'x');
  const auto memory = read_exact_memory(getpid());
  ASSERT_TRUE(memory);
  EXPECT_GT(memory->private_bytes, own.size());
  EXPECT_GE(memory->pss, memory->private_bytes);
}

TEST(ProcessFacts, AreReadWhileThreadsEnd) {
  std::jthread churn([](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::vector<std::jthread> crowd(20);
      for (auto& one : crowd) one = std::jthread([] {});
    }
  });
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(read_process(getpid()));
}

TEST(ProcessFacts, HaveNoValueForAProcessThatIsNotThere) {
  EXPECT_FALSE(read_process(0x3fffffff));
  EXPECT_FALSE(read_exact_memory(0x3fffffff));
}

}  // namespace
}  // namespace lab
