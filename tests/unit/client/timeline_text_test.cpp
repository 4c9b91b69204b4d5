// The whole page of `client timeline`.
#include "client/timeline_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/client/sample_requests.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const Url kUrl = *parse_url("http://127.0.0.1:8083/block?ms=100");

/// With a newline before it, as the texts to compare have.
std::string page(const std::vector<RequestFacts>& all, std::size_t width) {
  return "\n" + timeline_text(kUrl, all, {width, Colours::kNone});
}

TEST(TimelineText, OfTwoWorkers) {
  EXPECT_EQ(page(steps(), 60), R"(
GET http://127.0.0.1:8083/block?ms=100, 4 requests at once

latency worker/thread 0         50ms     100ms    150ms
                      |---------|--------|--------|---------
  100ms A 0/61        AAAAAAAAAAAAAAAAAAA
  100ms B 1/62        BBBBBBBBBBBBBBBBBBB
  200ms A 0/61        ...................AAAAAAAAAAAAAAAAAAA
  200ms B 1/62        ...................BBBBBBBBBBBBBBBBBBB

.. waiting for its turn, AA in progress
worker 0, pid 61, thread A=61
worker 1, pid 62, thread B=62

4 requests, at most 2 in progress at a time, answered by 2
   workers: total 200ms, about 2 x 100ms
)");
}

TEST(TimelineText, OfFailuresInFewColumns) {
  auto all = staircase();
  all.resize(1);
  all.push_back(refused(10ms, 503));
  all.push_back(lost(400ms, "no reply: it took longer than 400ms"));
  all.push_back(lost(401ms, "no reply: it took longer than 400ms"));
  EXPECT_EQ(page(all, 40), R"(
GET http://127.0.0.1:8083/block?ms=100,
4 requests at once

latency       0            200ms
              |------------|------------
 10.0ms # 503 #
  100ms A     AAAAAA
  400ms x     xxxxxxxxxxxxxxxxxxxxxxxxxx
  401ms x     xxxxxxxxxxxxxxxxxxxxxxxxxx

AA in progress (where the server does
   not tell: waiting for the reply), xx
   no reply
worker 0, pid 42, thread A=42
failed: 1 request: 503 Service
   Unavailable
failed: 2 requests: no reply: it took
   longer than 400ms

1 of 4 requests succeeded, answered by 1
   thread: total 100ms, the work 100ms
)");
}

TEST(TimelineText, NeverExceedsItsWidth) {
  std::vector<RequestFacts> all;
  for (int i = 1; i <= 100; ++i)
    all.push_back(answered(i * 1ms, 1ms, {i % 3, 4194304, 4194304 - i}));
  all.push_back(lost(5s, std::string(200, 'y')));
  all.push_back(refused(61s, 503));
  for (std::size_t width = 20; width <= 130; ++width) {
    std::istringstream lines(page(all, width));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
  }
}

TEST(TimelineText, NamesNoMoreThreadsThanThereAreLetters) {
  std::vector<RequestFacts> all;
  all.reserve(60);
  for (int i = 0; i < 60; ++i) all.push_back(answered(5ms, 5ms, {0, 1, 100 + i}));
  EXPECT_THAT(page(all, 80), HasSubstr("z=150\nand 9 more threads, for whom the letters repeat\n"));
}

TEST(TimelineText, SaysWhenTheServerDoesNotTellItsPart) {
  EXPECT_THAT(page({refused(5ms, 200)}, 80),
              HasSubstr("## waiting for the reply (the server does not tell its part)"));
}

TEST(FailureLines, NameEachReasonOnce) {
  EXPECT_EQ(failure_lines({lost(1s, "late"), refused(1s, 503), lost(2s, "late\n"), lost(1s, "late"),
                           refused(1s, 200)}),
            (std::vector<std::string>{"1 request: 503 Service Unavailable", "2 requests: late",
                                      "1 request: late\\x0a"}));
}

}  // namespace
}  // namespace lab
