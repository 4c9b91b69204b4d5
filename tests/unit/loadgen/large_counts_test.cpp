// G14: more than 2^32 requests, from the counts up to the report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/value.hpp>

#include "loadgen/engine/recorder.hpp"
#include "loadgen/report/run_json.hpp"
#include "loadgen/report/run_text.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr int kDoublings = 33;
constexpr auto kMany = std::uint64_t{1} << kDoublings;

LoadPlan plan() {
  LoadPlan plan;
  plan.server = *parse_url("http://lab/");
  plan.mix = {{1, "/"}};
  plan.duration = 10min;
  return plan;
}

/// One request that a recorder has seen, in a window of ten minutes.
RunResult one_request() {
  const TimePoint begin(100s);
  Recorder recorder(plan());
  recorder.set_window({begin, begin + 10min});
  const Ticket ticket{begin, 0};
  recorder.started(ticket, begin, Duration::zero());
  recorder.received(1000, begin + 1ms);
  recorder.answered_by("0/1/1", begin + 1ms);
  recorder.finished(ticket, begin, Outcome::k2xx, begin + 1ms);
  ClientFacts clients;
  clients.add(1, 1);
  return recorder.take(clients, {});
}

RunResult many_requests() {
  auto all = one_request();
  for (int i = 0; i < kDoublings; ++i) {
    const auto half = all;
    all.merge(half);
    all.threads.resize(1);
  }
  return all;
}

class LargeCounts : public testing::Test {
 protected:
  const RunResult result_ = many_requests();
  const RunSummary summary_ = summarize(plan(), result_);
};

TEST_F(LargeCounts, KeepTheIdentity) {
  EXPECT_TRUE(check_identity(result_));
  EXPECT_EQ(total(result_).due, kMany);
  EXPECT_EQ(total(result_).outcomes.of(Outcome::k2xx), kMany);
  EXPECT_EQ(total(result_).latency.answered.count(), kMany);
  EXPECT_EQ(result_.bytes_received, kMany * 1000);
  EXPECT_EQ(result_.workers.at("0/1"), kMany);
}

TEST_F(LargeCounts, AreWholeInTheText) {
  const auto text = run_text(plan(), result_, summary_, {});
  EXPECT_THAT(text, HasSubstr("sent 8,589,934,592 = 8,589,934,592 answered"));
  EXPECT_THAT(text, HasSubstr("0/1: 8,589,934,592"));
}

TEST_F(LargeCounts, AreWholeInTheJson) {
  const auto json = run_json(plan(), result_, summary_, {});
  EXPECT_EQ(json.at_pointer("/requests/due").to_number<std::uint64_t>(), kMany);
  EXPECT_EQ(json.at_pointer("/requests/classes/2xx").to_number<std::uint64_t>(), kMany);
  EXPECT_EQ(json.at("bytes_received").to_number<std::uint64_t>(), kMany * 1000);
  EXPECT_EQ(json.at_pointer("/seconds/0/good").to_number<std::uint64_t>(), kMany);
}

TEST(LargeRecords, RankAFewAmongBillions) {
  Latencies latencies;
  latencies.answered.record(1'000'000, kMany);
  latencies.answered.record(2'000'000, 20);
  EXPECT_NEAR(to_ms(percentile(latencies, 99.9)->value), 1, 0.001);
  EXPECT_EQ(at_rank(latencies, kMany)->bound, Bound::kExact);
  EXPECT_NEAR(to_ms(at_rank(latencies, kMany + 1)->value), 2, 0.002);
  EXPECT_EQ(percentile(latencies, 99.9)->support, Support::kEnough);
}

}  // namespace
}  // namespace lab
