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
  result.most_waiting = 45;
  result.send_lag.record(90'000, 1'300);
  result.send_lag.record(240'000, 90);
  result.clients.add(1'980, 1'980);
  result.threads = {{2s, 10s}, {2100ms, 10s}};
  result.machine = MachineFacts{1'900, 100, 2};
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
RunSummary summary_of_rounds(const LoadPlan& plan, const RunResult& result) {
  auto summary = summarize(plan, result);
  summary.rounds = {
      {4s, 2000, Figure{2ms}, Figure{9ms}, 0, RoundEnd::kWhole},
      {4s, 2010, Figure{2100us}, Figure{9500us, Bound::kExact, Support::kFew}, 3, RoundEnd::kWhole},
      {2s, 1900, Figure{2ms}, Figure{1s, Bound::kAtLeast}, 1204, RoundEnd::kInterrupted}};
  summary.across_rounds = across_rounds(summary.rounds);
  return summary;
}

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

TEST(RunText, NeverInventsANumber) {
  RunResult nothing;
  nothing.entries.resize(1);
  const auto text = text_of(plan_of({{1, "/"}}), nothing);
  EXPECT_THAT(text, HasSubstr("requests/s    n/a"));
  EXPECT_THAT(text, HasSubstr("p50             n/a    n/a"));
  EXPECT_THAT(text, HasSubstr("sent 0 = 0 answered + 0 failed + 0 open"));
  EXPECT_THAT(text, testing::Not(HasSubstr("nan")));
  EXPECT_THAT(text, testing::Not(HasSubstr("n/a/s")));
}

TEST(RunText, SaysOfAThreadWithoutAWindowThatItWasNotMeasured) {
  RunResult nothing;
  nothing.entries.resize(1);
  nothing.threads = {{}};
  EXPECT_THAT(text_of(plan_of({{1, "/"}}), nothing),
              HasSubstr("  generator     1 thread, not measured\n"));
}

TEST(RunText, FitsInEightyColumns) {
  auto result = open_result();
  for (int i = 0; i < 40; ++i) result.workers[std::to_string(i) + "/1234567"] = 10'000'000;
  auto plan = plan_of({{95, "/" + std::string(200, 'x')}, {5, "/"}});
  plan.open_loop = OpenLoop{{200}, ArrivalKind::kPoisson};
  plan.seed = ~std::uint64_t{0};
  result.threads.assign(6, {9990ms, 10s});
  result.waited = result.most_waiting = 10'000'000;
  auto summary = summary_of_rounds(plan, result);
  summary.expectations =
      judge({*parse_expectation("p99.99999999999999999999 <= 3600s")}, plan, result);
  std::istringstream lines(run_text(plan, result, summary, {}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

void expect_lines_fit(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

TEST(RunText, FitsInEightyColumnsWithTheLongestReasonsAndCounts) {
  auto result = open_result();
  result.waited = 1'800'000;
  result.most_waiting = 2'697'098;
  result.entries[0].due += 30'000'000;
  result.entries[0].outcomes.add(Outcome::kUnsent, 30'000'000);
  result.entries[0].outcomes.add(Outcome::kOpen, 10'000'000);
  result.entries[0].outcomes.add(Outcome::kTimeout, 10'000'000);
  result.attempted = 8'000'000'000;
  result.completed = 8'000'000'000;
  result.bytes_received = 10'720'238'370'816;
  result.connections.reopened = result.connections.stale = 1'000'000'000;
  result.clients.least = 1'000'000'000;
  result.clients.most = 1'000'000'000'000;
  auto& failures = result.connections.failures;
  failures["Cannot assign requested address"] = 12'345;
  failures
      ["TLS failed: the server's certificate is not trusted: unable to get local issuer "
       "certificate"] = 12'345;
  auto plan = plan_of({{95, "/a"}, {5, "/"}});
  plan.open_loop = OpenLoop{{1'000'000}, ArrivalKind::kPoisson};
  plan.connections = 1'000'000;
  plan.threads = 256;
  plan.requests = 1'000'000'000'000;
  plan.keep_alive = KeepAlive::kOff;
  plan.seed = ~std::uint64_t{0};
  expect_lines_fit(run_text(plan, result, summary_of_rounds(plan, result), {}));
}

TEST(RunText, HintsAtUsedUpPortsInALineOfItsOwn) {
  auto result = closed_result();
  result.connections.failures["Cannot assign requested address"] = 12;
  EXPECT_THAT(text_of(plan_of({{1, "/"}}), result),
              HasSubstr("connecting failed: Cannot assign requested address (12 times)\n"
                        "                local ports used up: keep connections alive, or use "
                        "fewer\n"));
}

// --- open loop: what was asked and what was achieved ---

std::string text_of_open(double rate, std::uint64_t due, std::uint64_t attempted) {
  auto plan = plan_of({{1, "/"}});
  plan.open_loop = OpenLoop{{rate}, ArrivalKind::kUniform};
  RunResult result;
  result.measured = 10s;
  result.entries.resize(1);
  add(result.entries[0], Outcome::k2xx, 1ms, static_cast<int>(due));
  result.attempted = attempted;
  return text_of(plan, result);
}

TEST(RunText, CountsWhatWasDueWhereItWasTooLittleForAShare) {
  EXPECT_THAT(text_of_open(0.2, 1, 1), HasSubstr("asked 0.2/s: 1 was due, 1 sent\n"));
  EXPECT_THAT(text_of_open(4.9, 49, 50), HasSubstr("asked 4.90/s: 49 were due, 50 sent\n"));
}

TEST(RunText, ExplainsMoreThanAHundredPercent) {
  EXPECT_THAT(text_of_open(100, 1000, 1250),
              HasSubstr("asked 100/s, achieved 125/s (125% of those due: catching up)\n"));
  EXPECT_THAT(text_of_open(100, 1000, 1001), HasSubstr("(100% of those due)\n"));
}

TEST(RunText, SaysThatTheWarmUpsQueueTookTheWindow) {
  auto plan = plan_of({{1, "/"}});
  plan.open_loop = OpenLoop{{20'000}, ArrivalKind::kUniform};
  RunResult result;
  result.measured = 1s;
  result.entries.resize(1);
  add(result.entries[0], Outcome::kUnsent, 1s, 20'000);
  result.entries[0].good_in_window = 1000;
  result.attempted = 1000;
  result.waited = 20'000;
  const std::string words =
      "  ! None of the requests due in the window was reached: the queue of the warm-up\n"
      "    took all of it.\n";
  EXPECT_THAT(text_of(plan, result), HasSubstr(words));
  auto in_vain = result;
  in_vain.entries[0].good_in_window = 0;
  EXPECT_THAT(text_of(plan, in_vain), testing::Not(HasSubstr(words)));
  add(result.entries[0], Outcome::kConnect, 1ms, 1);
  EXPECT_THAT(text_of(plan, result), testing::Not(HasSubstr(words))) << "one was reached";
}

}  // namespace
}  // namespace lab
