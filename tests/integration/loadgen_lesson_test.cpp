// The real `loadgen lesson` with the real servers: what it shows, and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>

#include "loadgen/lessons/lessons.hpp"
#include "tests/support/program.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Finished lesson(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "lesson");
  return run_program("loadgen", arguments);
}

TEST(LoadgenLesson, ListsEveryLessonWithItsClaimAndItsTime) {
  const auto finished = lesson({"list"});
  EXPECT_EQ(finished.code, 0);
  for (const auto& row : lessons()) EXPECT_THAT(finished.out, HasSubstr(std::string(row.text.id)));
}

/// Quick, strong effects are judged alone: each is so strong that a busy machine shows it too.
class QuickLesson : public testing::TestWithParam<const char*> {};

/// With a sanitizer one of each kind of arm: two loads at once, and clients seen one by one. A load
/// alone is what loadgen_html_test runs.
std::vector<const char*> quick_lessons() {
  if (kSanitized) return {"victims", "crash"};
  return {"io-bound", "blocking", "victims", "gil", "crash", "hidden-blocking"};
}
INSTANTIATE_TEST_SUITE_P(Table, QuickLesson, testing::ValuesIn(quick_lessons()),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

/// One round may be unlucky on a shared machine; a lesson that never confirms is wrong.
constexpr int kGoes = 3;

TEST_P(QuickLesson, FindsTheOrderThatItPredicts) {
  Finished finished;
  for (int go = 0; go < kGoes; ++go) {
    finished = lesson({GetParam(), "--quick", "--seed", "7"});
    ASSERT_EQ(finished.code, 0) << finished.errors;
    EXPECT_THAT(finished.out, HasSubstr("Verdict: "));
    if (kSanitized) return;  // what a sanitizer slows down is not what a lesson predicts
    if (finished.out.find("Verdict: confirmed.") != std::string::npos) return;
  }
  if (finished.out.find("other programs took") != std::string::npos)
    GTEST_SKIP() << "the machine is too busy:\n" << finished.out;
  FAIL() << finished.out;
}

TEST(LoadgenLesson, SaysInOneLineThatThereIsNoSuchLesson) {
  const auto finished = lesson({"iobound"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_THAT(finished.errors, AllOf(HasSubstr("'iobound'"), HasSubstr("io-bound")));
  EXPECT_EQ(std::count(finished.errors.begin(), finished.errors.end(), '\n'), 1);
}

TEST(LoadgenLesson, SaysThatItsReportWasLost) {
  const auto command = path_of("loadgen") + " lesson self-check --quick > /dev/full";
  const auto finished = finish(start_captured({"/bin/sh", "-c", command}));
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.errors, HasSubstr("cannot write to stdout"));
}

TEST(LoadgenLesson, ReportsTheRoundsItHasWhenItIsInterrupted) {
  auto child = start_program("loadgen", {"lesson", "self-check", "--rounds", "1000"});
  while (const auto line = child.read_line(std::chrono::seconds(20))) {
    if (line->find("Predicted") != std::string::npos) break;
  }
  child.send_signal(SIGINT);
  const auto finished = finish(std::move(child));
  EXPECT_EQ(finished.code, 130);
  EXPECT_THAT(finished.out, AllOf(HasSubstr("Cut short: "), HasSubstr("of 2000 rounds are whole")));
}

}  // namespace
}  // namespace lab
