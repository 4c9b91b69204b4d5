// Whole reports as people get them.
#include "loadgen/report/run_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/loadgen/sample_runs.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(RunText, TellsTheWholeStoryOfAClosedLoop) {
  EXPECT_EQ(text_of(plan_of({{1, "/hello"}}), closed_result()),
            R"(GET http://127.0.0.1:8080/hello
closed loop; 50 connections, 1 thread
1.00s warm-up, 10.0s measured

  requests/s    1,979  good replies (2xx, 3xx) in the window
                attempted 2,000/s, completed 1,989/s, received 390.6 KiB/s

              latency    95 % interval of the latency
  min          1.00ms
  mean       >=50.6ms
  stdev       >=692ms
  p50          2.00ms    2.00ms to 2.00ms
  p90          2.00ms    2.00ms to 2.00ms
  p99          2.00ms    2.00ms to 2.00ms
  p99.9       >=10.0s    >=10.0s
  p99.99      >=10.0s*
  max         >=10.0s
  >= requests without a reply count with the time they had waited
  *  fewer than ten samples lie above it
  Intervals assume independent requests (a run of 5 s or more need not).

   latency up to   requests   share
          2.31ms     19,900   99.5% ############################################
          5.34ms          0    0.0%
          12.3ms          0    0.0%
          28.5ms          0    0.0%
          65.8ms          0    0.0%
           152ms          0    0.0%
           351ms          0    0.0%
           811ms          0    0.0%
           1.87s          0    0.0%
           4.33s          4    0.0% .
           10.0s         96    0.5% .
  ? without a reply

  replies       2xx 19,800, 5xx 100
  failures      timeout 96
  sent 20,000 = 19,900 answered + 96 failed + 4 open

  clients       50 asked, 1 never answered; replies each: 0 to 690
                0.00% to 3.47% of the replies each; 2.00% would be even
  connections   146 opened in all, connect p50 100us, max 100us
                96 reopened, 0 stale (sent once more), 0 closed while idle
  workers       0/4711: 9,900, 1/4712: 9,990
                49.8% to 50.2% of the replies each; 50.0% would be even
  generator     1 thread at 5% of a core, 25.1us of CPU a request
)");
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
                asked 200/s, achieved 195/s (97.5% of those due)

              latency     service    95 % interval of the latency
  min          20.0ms      19.0ms
  mean       >=26.9ms      19.0ms
  stdev      >=69.5ms         0ns
  p50          20.0ms      19.0ms    20.0ms to 20.0ms
  p90          20.0ms      19.0ms    20.0ms to 20.0ms
  p99          60.0ms      19.0ms    60.0ms to 60.0ms
  p99.9       >=1.00s*     19.0ms*   n/a
  p99.99      >=1.00s*     19.0ms*
  max         >=1.00s      19.0ms
  latency runs from the intended time, service from when a connection was free
  >= requests without a reply count with the time they had waited
  *  fewer than ten samples lie above it
  Intervals assume independent requests; n/a: too few requests.

   latency up to   requests   share
          28.5ms      1,890   94.5% ############################################
          40.7ms          0    0.0%
          58.1ms          0    0.0%
          83.0ms        100    5.0% ##
           118ms          0    0.0%
           169ms          0    0.0%
           241ms          0    0.0%
           344ms          0    0.0%
           491ms          0    0.0%
           701ms          0    0.0%
           1.00s         10    0.5% .
  ? without a reply

  replies       2xx 1,990
  failures      none
  due 2,000 = 1,990 answered + 0 failed + 0 open + 10 unsent

      good/s       p50       p99  not good  weight and target
         188    20.0ms    20.0ms        10  95 /io?ms=20
        10.0    60.0ms   60.0ms*         0  5 /block?ms=50

  clients       1 asked, 0 never answered; replies each: 1,980
  connections   0 opened in all, connect p50 n/a, max n/a
  generator     2 threads at 20%, 21% of a core, 2.07ms of CPU a request
                this machine, the server's too: 95% busy, 20% by the generator
  send lag      p50 90.0us, p99 240us, max 240us
  backlog       600 waited, up to 45 at once, 10 until the end

  send lag up to   requests   share
           110us      1,300   93.5% ############################################
           133us          0    0.0%
           162us          0    0.0%
           197us          0    0.0%
           240us         90    6.5% ###

  ! All connections were busy, so the asked rate was not reached (-c for more).
  ! Server and generator share this machine, and its cores were all busy. On a
    machine of its own the server does more; compare servers by CPU a request.
)");
}

/// Two whole rounds and one that was cut short.
TEST(RunText, TellsRoundByRoundWhatWasMeasured) {
  const auto plan = plan_of({{1, "/hello"}});
  const auto result = closed_result();
  const auto text = run_text(plan, result, summary_of_rounds(plan, result), {});
  EXPECT_THAT(text, HasSubstr("3 rounds: 1.00s warm-up, 10.0s measured in all\n"));
  EXPECT_THAT(text, HasSubstr(R"(  round         good/s         p50         p99    not good
  1              2,000      2.00ms      9.00ms           0
  2              2,010      2.10ms     9.50ms*           3
  3              1,900      2.00ms     >=1.00s       1,204  cut short
  median         2,005      2.05ms      9.25ms
  95 % from      1,942      1.50ms      6.56ms
  95 % to        2,070      2.79ms      13.0ms
  What follows covers all rounds together.
)"));
}

TEST(RunText, EndsWithWhatWasExpected) {
  const auto plan = plan_of({{1, "/hello"}});
  const auto result = closed_result();
  auto summary = summarize(plan, result);
  std::vector<Expectation> expectations;
  for (const auto* text : {"p99 < 50ms", "errors<0.1%", "max<1m", "rate>=1k"}) {
    expectations.push_back(*parse_expectation(text));
  }
  summary.expectations = judge(expectations, plan, result);
  EXPECT_THAT(run_text(plan, result, summary, {}), testing::EndsWith(R"(
  met       p99 < 50ms, measured 2.00ms
  NOT MET   errors<0.1%, measured 1.00%
  NOT MET   max<1m, only >=10.0s is known (replies are missing)
  met       rate>=1k, measured 1,979/s
)"));
}

}  // namespace
}  // namespace lab
