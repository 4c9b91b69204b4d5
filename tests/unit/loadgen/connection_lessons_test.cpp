// What the lessons about memory, connections and ends predict, against numbers worked out by hand.
#include "loadgen/experiment/connect_times.hpp"
#include "loadgen/experiment/timeline.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "tests/unit/loadgen/planned.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class ConnectionLesson : public testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Each, ConnectionLesson,
                         testing::Values("idle-memory", "process-memory", "ipc", "crash", "backlog",
                                         "slow-clients", "drain"));

TEST_P(ConnectionLesson, PredictsTheSameForAnyNumberOfCores) {
  const auto two = planned(GetParam());
  for (const int cores : {1, 8}) {
    const auto other = planned(GetParam(), cores);
    ASSERT_EQ(other.checks.size(), two.checks.size());
    for (std::size_t i = 0; i < two.checks.size(); ++i)
      EXPECT_EQ(other.checks[i].predicted, two.checks[i].predicted) << two.checks[i].what;
  }
}

TEST(BacklogLesson, ConnectsAsManyAsWorkerAndQueueTake) {
  const auto plan = planned("backlog");
  const auto& at_once = check_of(plan, "process x1: connected at once");
  EXPECT_THAT(at_once.predicted, ElementsAre(6));
  EXPECT_THAT(at_once.formula, HasSubstr("1 + 4 + 1"));
  EXPECT_EQ(at_once.tolerance, 0);
  const auto& retry = check_of(plan, "process x1: first later connect time");
  EXPECT_THAT(retry.predicted, ElementsAre(1.0));
  EXPECT_THAT(check_of(plan, "process x1: drops of the listen queue").predicted, ElementsAre(6));
  EXPECT_THAT(check_of(plan, "process x1: requests answered").predicted, ElementsAre(4));
  EXPECT_THAT(check_of(plan, "process x1: connected, not answered").predicted, ElementsAre(2));
}

TEST(SlowClientsLesson, CountsHeaderTimeoutsBehindOneAnother) {
  const auto plan = planned("slow-clients");
  const auto& wait = check_of(plan, "process x4: latency of a good request");
  EXPECT_THAT(wait.predicted, ElementsAre(5.0));
  EXPECT_THAT(wait.formula, HasSubstr("ceil(40 / 4) x header timeout = 10 x 500ms"));
  EXPECT_THAT(check_of(plan, "thread: added threads").predicted, ElementsAre(41));
  EXPECT_THAT(check_of(plan, "async: added threads").predicted, ElementsAre(0));
  EXPECT_EQ(check_of(plan, "async: latency of a good request").claim, Claim::kAtMost);
}

TEST(DrainLesson, LosesNothingUnlessItIsImpatient) {
  const auto plan = planned("drain");
  for (const std::string model : {"process x50", "thread", "async"}) {
    EXPECT_THAT(check_of(plan, model + ": requests lost").predicted, ElementsAre(0));
    EXPECT_THAT(check_of(plan, model + ": exit code").predicted, ElementsAre(0));
    EXPECT_THAT(check_of(plan, model + ": time from SIGTERM to its end").predicted,
                ElementsAre(1.0));
  }
  EXPECT_THAT(check_of(plan, "async, impatient: requests lost").predicted, ElementsAre(50));
  EXPECT_THAT(check_of(plan, "async, impatient: exit code").predicted, ElementsAre(1));
}

TEST(IdleMemoryLesson, ComparesPagesOfStackWithPartsOfAPage) {
  const auto plan = planned("idle-memory");
  EXPECT_THAT(check_of(plan, "thread: memory a connection").predicted, ElementsAre(8192));
  EXPECT_THAT(check_of(plan, "async: memory a connection").predicted, ElementsAre(4096));
  const auto& connected = check_of(plan, "process x4: connected at once");
  EXPECT_THAT(connected.predicted, ElementsAre(13));
  EXPECT_THAT(connected.formula, HasSubstr("4 + 8 + 1"));
  EXPECT_EQ(plan.checks[plan.headline].unit, Unit::kTimes);
}

TEST(ProcessMemoryLesson, AddsUpWhatIsTouched) {
  const auto plan = planned("process-memory");
  constexpr double kMiB = 1024 * 1024;
  const auto touched = [&](const std::string& arm) {
    return check_of(plan, arm + ": added private bytes");
  };
  EXPECT_THAT(touched("process x2").predicted, ElementsAre(16 * kMiB));
  EXPECT_THAT(touched("process x16").predicted, ElementsAre(128 * kMiB));
  EXPECT_THAT(touched("process x64").predicted, ElementsAre(512 * kMiB));
  EXPECT_THAT(touched("process x64").formula, HasSubstr("64 x 8 MiB"));
  EXPECT_EQ(touched("process x64").tolerance, 0.02);
}

TEST(IpcLesson, CountsApartInProcesses) {
  const auto plan = planned("ipc");
  const auto adds = [&](const std::string& arm) {
    return check_of(plan, arm + ": adds in one counter");
  };
  EXPECT_THAT(adds("thread, local").predicted, ElementsAre(8000));
  EXPECT_THAT(adds("thread, shared").predicted, ElementsAre(8000));
  EXPECT_THAT(adds("process x4, local").predicted, ElementsAre(2000));
  EXPECT_THAT(adds("process x4, local").formula, HasSubstr("2 x 1000"));
  EXPECT_THAT(adds("process x4, shared").predicted, ElementsAre(8000));
}

TEST(CrashLesson, CostsAProcessItsOwnRequestAndTheOthersAll) {
  const auto plan = planned("crash");
  EXPECT_EQ(plan.checks[plan.headline].what, "process x4: requests lost");
  EXPECT_THAT(plan.checks[plan.headline].predicted, ElementsAre(1));
  EXPECT_EQ(plan.checks[plan.headline].claim, Claim::kAtMost);
  for (const std::string model : {"thread", "async"}) {
    EXPECT_THAT(check_of(plan, model + ": requests lost").predicted, ElementsAre(40));
    EXPECT_THAT(check_of(plan, model + ": longest pause in service").predicted, ElementsAre(0.150));
  }
  ASSERT_EQ(plan.charts.front().kind, ChartKind::kTimeline);
  EXPECT_THAT(plan.charts.front().arms, ElementsAre(0, 1, 2));
}

TEST(ConnectTimes, AreToldApartByTheSecondAfterWhichASynIsSentAgain) {
  const std::vector<Duration> took{2100ms, 50us, 100ms, 101ms, 899ms, 900ms, 1020ms};
  const auto times = connect_times(took);
  EXPECT_EQ(times.at_once, 2);
  EXPECT_EQ(times.between, 2);
  EXPECT_EQ(times.later, 3);
  EXPECT_EQ(times.first, Duration(900ms));
  EXPECT_FALSE(connect_times({}).first);
}

TEST(Timelines, CountByStepsAndLeaveOutWhatIsCutShort) {
  const std::vector<Duration> moments{0ms, 99ms, 100ms, 350ms, 320ms, 110ms, 410ms};
  const auto timeline = timeline_of(moments, 420ms, 100ms);
  EXPECT_EQ(timeline.step, Duration(100ms));
  EXPECT_THAT(timeline.per_second, ElementsAre(20, 20, 0, 20));
  EXPECT_FALSE(timeline.event);
  EXPECT_THAT(timeline_of({}, 300ms, 100ms).per_second, ElementsAre(0, 0, 0));
}

TEST(IntervalText, NamesAUnitOfBytesOnceWhereBothHaveIt) {
  EXPECT_EQ(interval_text(Interval{2048, 3072}, Unit::kBytes), "2.0 - 3.0 KiB");
  EXPECT_EQ(interval_text(Interval{512, 3072}, Unit::kBytes), "512 B - 3.0 KiB");
  EXPECT_EQ(interval_text(Interval{0.001, 0.002}, Unit::kTime), "1.00ms - 2.00ms");
}

TEST(LongestPause, IsCountedFromTheBeginAndToTheEnd) {
  const std::vector<Duration> moments{10ms, 100ms, 250ms, 260ms};
  EXPECT_EQ(longest_pause(moments, 0ms, 300ms), Duration(150ms));
  EXPECT_EQ(longest_pause(moments, 90ms, 300ms), Duration(150ms));
  EXPECT_EQ(longest_pause(moments, 110ms, 300ms), Duration(140ms));
  EXPECT_EQ(longest_pause(moments, 260ms, 500ms), Duration(240ms));
  EXPECT_EQ(longest_pause({}, 20ms, 50ms), Duration(30ms));
}

}  // namespace
}  // namespace lab
