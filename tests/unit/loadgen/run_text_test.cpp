// Whole reports as people get them.
#include "loadgen/report/run_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

LoadPlan plan_of(std::vector<MixEntry> mix) {
  LoadPlan plan;
  plan.server = *parse_url("http://127.0.0.1:8080/");
  plan.mix = std::move(mix);
  plan.duration = 10s;
  plan.warmup = 1s;
  return plan;
}

void add(EntryFacts& entry, Outcome outcome, Duration time, int times) {
  entry.due += static_cast<std::uint64_t>(times);
  for (int i = 0; i < times; ++i) entry.outcomes.add(outcome);
  (is_answer(outcome) ? entry.latency.answered : entry.latency.unanswered)
      .record(static_cast<std::uint64_t>(time.count()), static_cast<std::uint64_t>(times));
}

RunResult closed_result() {
  RunResult result;
  result.measured = 10s;
  EntryFacts entry;
  add(entry, Outcome::k2xx, 2ms, 19'800);
  add(entry, Outcome::k5xx, 1ms, 100);
  add(entry, Outcome::kTimeout, 10s, 96);
  add(entry, Outcome::kOpen, 3s, 4);
  entry.good_in_window = 19'790;
  result.entries = {entry};
  result.attempted = 20'000;
  result.completed = 19'890;
  result.bytes_received = 4'000'000;
  result.connections.opened = 146;
  result.connections.reopened = 96;
  result.connections.connect_times.record(100'000, 146);
  for (int i = 0; i < 48; ++i) result.clients.add(400, 400);
  result.clients.add(0, 0);
  result.clients.add(690, 690);
  result.workers = {{"0/4711", 9'900}, {"1/4712", 9'990}};
  result.threads = {{500ms, 10s}};
  return result;
}

std::string text_of(const LoadPlan& plan, const RunResult& result,
                    const std::vector<std::string>& notes = {}) {
  return run_text(plan, result, summarize(plan, result), notes);
}

TEST(RunText, TellsTheWholeStoryOfAClosedLoop) {
  EXPECT_EQ(text_of(plan_of({{1, "/hello"}}), closed_result()),
            R"(GET http://127.0.0.1:8080/hello
closed loop; 50 connections, 1 thread
1.00s warm-up, 10.0s measured

  requests/s    1,979  good replies (2xx, 3xx) in the window
                attempted 2,000/s, completed 1,989/s, received 390.6 KiB/s

                 min      mean       p50       p90       p99     p99.9       max
  latency     1.00ms  >=50.6ms    2.00ms    2.00ms    2.00ms   >=10.0s   >=10.0s
  >= requests without a reply count with the time they had waited

  replies       2xx 19,800, 5xx 100
  failures      timeout 96
  sent 20,000 = 19,900 answered + 96 failed + 4 open

  clients       50 asked, 1 never answered; replies each: 0 to 690
  connections   146 opened in all, connect p50 100us, max 100us
                96 reopened, 0 stale (sent once more), 0 closed while idle
  workers       0/4711: 9,900, 1/4712: 9,990
  generator     1 thread, busiest 5% of a core, 25.1us of CPU a request
)");
}

RunResult open_result() {
  RunResult result;
  result.measured = 10s;
  result.entries.resize(2);
  add(result.entries[0], Outcome::k2xx, 20ms, 1'890);
  add(result.entries[0], Outcome::kUnsent, 1s, 10);
  add(result.entries[1], Outcome::k2xx, 60ms, 100);
  result.entries[0].good_in_window = 1'880;
  result.entries[1].good_in_window = 100;
  result.service.answered.record(19'000'000, 1'990);
  result.attempted = 1'950;
  result.completed = 1'980;
  result.waited = 600;
  result.send_lag.record(90'000, 1'390);
  result.clients.add(1'980, 1'980);
  result.threads = {{100ms, 10s}};
  return result;
}

TEST(RunText, TellsTheWholeStoryOfAnOpenLoop) {
  auto plan = plan_of({{95, "/io?ms=20"}, {5, "/block?ms=50"}});
  plan.open_loop = OpenLoop{{200}, ArrivalKind::kPoisson};
  plan.seed = 42;
  EXPECT_EQ(text_of(plan, open_result(), {"a word about the plan"}),
            R"(GET http://127.0.0.1:8080
open loop at 200/s (Poisson); 50 connections, 1 thread
1.00s warm-up, 10.0s measured; seed 42
note: a word about the plan

  requests/s    198  good replies (2xx, 3xx) in the window
                attempted 195/s, completed 198/s, received 0 B/s
                asked 200/s, achieved 195/s

                 min      mean       p50       p90       p99     p99.9       max
  latency     20.0ms  >=26.9ms    20.0ms    20.0ms    60.0ms  >=1.00s*   >=1.00s
  service     19.0ms    19.0ms    19.0ms    19.0ms    19.0ms   19.0ms*    19.0ms
  latency runs from the intended time, service from when a connection was free
  >= requests without a reply count with the time they had waited
  *  fewer than ten samples lie above it

  replies       2xx 1,990
  failures      none
  due 2,000 = 1,990 answered + 0 failed + 0 open + 10 unsent

      good/s       p50       p99  not good  weight and target
         188    20.0ms    20.0ms        10  95 /io?ms=20
        10.0    60.0ms   60.0ms*         0  5 /block?ms=50

  clients       1 asked, 0 never answered; replies each: 1,980
  connections   0 opened in all, connect p50 n/a, max n/a
  generator     1 thread, busiest 1% of a core, 50.5us of CPU a request
                send lag p99 90.0us, max 90.0us; 600 waited for a connection
  ! All connections were busy, so the asked rate was not reached (-c for more).
)");
}

TEST(RunText, NeverInventsANumber) {
  RunResult nothing;
  nothing.entries.resize(1);
  const auto text = text_of(plan_of({{1, "/"}}), nothing);
  EXPECT_THAT(text, HasSubstr("requests/s    n/a"));
  EXPECT_THAT(text, HasSubstr("latency        n/a       n/a       n/a"));
  EXPECT_THAT(text, HasSubstr("sent 0 = 0 answered + 0 failed + 0 open"));
  EXPECT_THAT(text, testing::Not(HasSubstr("nan")));
}

TEST(RunText, FitsInEightyColumns) {
  auto result = open_result();
  for (int i = 0; i < 40; ++i) result.workers[std::to_string(i) + "/1234567"] = 10'000'000;
  auto plan = plan_of({{95, "/" + std::string(200, 'x')}, {5, "/"}});
  plan.open_loop = OpenLoop{{200}, ArrivalKind::kPoisson};
  plan.seed = ~std::uint64_t{0};
  std::istringstream lines(text_of(plan, result));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

TEST(RunText, HintsAtUsedUpPorts) {
  auto result = closed_result();
  result.connections.failures["Cannot assign requested address"] = 12;
  EXPECT_THAT(text_of(plan_of({{1, "/"}}), result), HasSubstr("local ports used up"));
}

}  // namespace
}  // namespace lab
