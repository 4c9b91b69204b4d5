// The sentence under the picture claims what the figures show, and no more.
#include "client/reading.hpp"

#include <gtest/gtest.h>

#include "tests/unit/client/sample_requests.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr Answerer kWho{0, 42, 42};

std::string read(const std::vector<RequestFacts>& all) { return reading(summarize(all)); }

TEST(Reading, TellsStaircaseWallAndSteps) {
  EXPECT_EQ(read(staircase()),
            "4 requests, one after another, answered by 1 thread: total 400ms, about 4 x 100ms");
  EXPECT_EQ(
      read(wall()),
      "4 requests, all in progress at the same time, answered by 4 threads: total 100ms, each "
      "took 100ms");
  EXPECT_EQ(
      read(steps()),
      "4 requests, at most 2 in progress at a time, answered by 2 workers: total 200ms, about "
      "2 x 100ms");
}

TEST(Reading, SaysSumWhereTimesDiffer) {
  EXPECT_EQ(
      read({answered(100ms, 100ms, kWho), answered(400ms, 300ms, kWho)}),
      "2 requests, one after another, answered by 1 thread: total 400ms, about the sum of all: "
      "400ms");
}

TEST(Reading, ClaimsNoProductThatDoesNotHold) {
  EXPECT_EQ(read({answered(100ms, 100ms, kWho), answered(400ms, 100ms, kWho)}),
            "2 requests, one after another, answered by 1 thread: total 400ms, each took 100ms");
  EXPECT_EQ(read({answered(100ms, 100ms, kWho), answered(700ms, 300ms, kWho)}),
            "2 requests, one after another, answered by 1 thread: total 700ms, each took 100ms to "
            "300ms");
}

TEST(Reading, OfThreadsOfSeveralWorkers) {
  EXPECT_EQ(
      read({answered(10ms, 10ms, {0, 1, 1}), answered(10ms, 10ms, {0, 1, 2}),
            answered(10ms, 10ms, {1, 2, 3})}),
      "3 requests, all in progress at the same time, answered by 3 threads of 2 workers: total "
      "10.0ms, each took 10.0ms");
}

TEST(Reading, OfOneRequest) {
  EXPECT_EQ(read({answered(110ms, 100ms, kWho)}),
            "1 request, answered by 1 thread: total 110ms, the work 100ms");
}

TEST(Reading, OfFailures) {
  EXPECT_EQ(
      read({answered(100ms, 100ms, kWho), answered(200ms, 100ms, kWho), lost(9s, "late")}),
      "2 of 3 requests succeeded, one after another, answered by 1 thread: total 200ms, about "
      "2 x 100ms");
  EXPECT_EQ(read({refused(5ms, 404)}), "0 of 1 request succeeded");
}

TEST(Reading, AdmitsWhatItCannotTell) {
  EXPECT_EQ(read({refused(5ms, 200), refused(6ms, 200)}),
            "2 requests: total 6.00ms; the server does not tell how long its work took");
  EXPECT_EQ(
      read({answered(1ms, 1ms, kWho), answered(2ms, 1ms, kWho)}),
      "2 requests, answered by 1 thread: total 2.00ms; the work was too short to tell in what "
      "order it was done");
}

}  // namespace
}  // namespace lab
