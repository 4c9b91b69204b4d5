// What a report says of odd runs, and that it fits a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "loadgen/report/run_text.hpp"
#include "tests/unit/loadgen/sample_runs.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

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
