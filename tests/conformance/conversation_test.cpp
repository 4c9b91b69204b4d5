// Runs the conformance table on a ServerConversation without a socket: every case whole, cut in two
// at every byte, byte by byte, behind a good request and before one.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/conformance/cases.hpp"
#include "tests/conformance/driver.hpp"

namespace lab::test {

static void PrintTo(const Case& one, std::ostream* out) { *out << one.family << " " << one.name; }
static void PrintTo(const ReplySeen& reply, std::ostream* out) {
  *out << reply.status << " " << ::testing::PrintToString(reply.head + reply.body);
}

namespace {

using Want = ServerConversation::Want;
using Pieces = std::vector<std::string_view>;

/// Everything of a run that must not depend on how its bytes were cut.
struct Run {
  std::vector<ReplySeen> replies;
  std::vector<Handled> handled;
  After after = After::kOpen;
  Ending ending = Ending::kClosedByUs;
  friend bool operator==(const Run&, const Run&) = default;
};

/// Ends the connection, which tells whether it was waiting for the rest of a request.
After end_of(Driver& driver) {
  const auto want = driver.run().want;
  driver.end_of_stream();
  if (want == Want::kLinger || want == Want::kClose) return After::kClosed;
  return driver.conversation().ending() == Ending::kAborted ? After::kWaiting : After::kOpen;
}

Limits case_limits() {
  Limits limits;
  limits.max_header = kCaseMaxHeader;
  limits.max_body = kCaseMaxBody;
  return limits;
}

bool is_to_head(const std::vector<Answer>& answers, std::size_t number) {
  std::size_t finals = 0;
  for (const auto& answer : answers) {
    if (answer.status >= 200 && finals++ == number) return answer.payload == Payload::kNone;
  }
  return false;
}

Run run(const Case& one, const Pieces& pieces) {
  Driver driver(case_limits());
  driver.rules().refuse = small_app_refuses;
  for (const auto piece : pieces) driver.feed(piece);
  driver.feed(one.later);
  Run result;
  result.after = end_of(driver);
  result.replies =
      split_replies(driver.output(), [&](std::size_t n) { return is_to_head(one.answers, n); });
  result.handled = driver.handled();
  result.ending = driver.conversation().ending();
  return result;
}

void drop_interim(Run& run) {
  std::erase_if(run.replies, [](const ReplySeen& reply) { return reply.interim(); });
}

void expect_answer(const ReplySeen& reply, const Answer& expected, bool closes) {
  EXPECT_EQ(reply.status, expected.status);
  if (reply.interim()) {
    EXPECT_EQ(reply.head, "HTTP/1.1 100 Continue\r\n\r\n");
    return;
  }
  EXPECT_TRUE(reply.has("Date"));
  EXPECT_TRUE(reply.has("Content-Length"));
  EXPECT_TRUE(reply.field("Content-Length") == "0" || reply.has("Content-Type"));
  EXPECT_EQ(reply.field("Connection") == "close", closes);
  EXPECT_EQ(reply.has("Allow"), expected.status == 405);
  if (expected.payload == Payload::kExactly) {
    EXPECT_EQ(reply.body, expected.body);
  }
}

Ending expected_ending(const Case& one) {
  if (one.after == After::kOpen) return Ending::kClosedByPeer;
  if (one.after == After::kWaiting) return Ending::kAborted;
  return one.answers.back().status >= 400 ? Ending::kRefused : Ending::kClosedByUs;
}

void expect_outcome(const Case& one, const Run& result) {
  EXPECT_EQ(result.after, one.after);
  EXPECT_EQ(result.ending, expected_ending(one));
  for (const auto& request : result.handled) EXPECT_NE(request.path, "/smuggled");
  ASSERT_EQ(result.replies.size(), one.answers.size()) << ::testing::PrintToString(result.replies);
  for (std::size_t i = 0; i < one.answers.size(); ++i) {
    SCOPED_TRACE("answer " + std::to_string(i));
    expect_answer(result.replies[i], one.answers[i],
                  one.after == After::kClosed && i + 1 == one.answers.size());
  }
}

/// The case with every way of cutting it, against the first.
void expect_same_for_every_cut(const Case& one) {
  const std::string_view bytes = one.bytes;
  auto whole = run(one, {bytes});
  const auto expect_same = [&](const Pieces& pieces, const std::string& how) {
    auto other = run(one, pieces);
    if (one.interim_may_vary) drop_interim(other);
    EXPECT_EQ(other.replies, whole.replies) << how;
    EXPECT_TRUE(other == whole) << how;
  };
  if (one.interim_may_vary) drop_interim(whole);
  for (std::size_t at = 1; at < bytes.size() && !::testing::Test::HasFailure(); ++at) {
    expect_same({bytes.substr(0, at), bytes.substr(at)}, "cut at " + std::to_string(at));
  }
  Pieces each;
  for (std::size_t at = 0; at < bytes.size(); ++at) each.push_back(bytes.substr(at, 1));
  expect_same(each, "byte by byte");
}

void expect_all(Case one) {
  if (one.interim_may_vary) {  // whole, there is no reason to send one
    std::erase_if(one.answers, [](const Answer& answer) { return answer.status == 100; });
  }
  expect_outcome(one, run(one, {one.bytes}));
  expect_same_for_every_cut(one);
}

/// The same case where a good request came first.
Case behind_good(Case one) {
  one.bytes.insert(0, kGoodRequest);
  one.answers.insert(one.answers.begin(), Answer{200, Payload::kExactly, "hello\n"});
  return one;
}

/// The same case with a good request at its end, which is answered only if the connection is open.
Case before_good(Case one) {
  (one.later.empty() ? one.bytes : one.later).append(kGoodRequest);
  if (one.after == After::kOpen) one.answers.push_back({200, Payload::kExactly, "hello\n"});
  return one;
}

class Conformance : public ::testing::TestWithParam<Case> {};
class ConformanceOfWholes : public Conformance {};

TEST_P(Conformance, IsAnsweredAlikeForEveryCut) { expect_all(GetParam()); }

TEST_P(Conformance, HoldsBehindAGoodRequest) { expect_all(behind_good(GetParam())); }

TEST_P(ConformanceOfWholes, HoldsBeforeAGoodRequest) { expect_all(before_good(GetParam())); }

/// A request that is not whole would take a good one behind it for its rest.
std::vector<Case> whole_cases() {
  auto cases = conformance_cases();
  std::erase_if(cases, [](const Case& one) { return one.after == After::kWaiting; });
  return cases;
}

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
  return info.param.family + "_" + info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Table, Conformance, ::testing::ValuesIn(conformance_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Table, ConformanceOfWholes, ::testing::ValuesIn(whole_cases()), name_of);

TEST(ConformanceTable, NamesEachCaseOnceAndItsSection) {
  std::vector<std::string> names;
  for (const auto& one : conformance_cases()) {
    names.push_back(one.name);
    EXPECT_FALSE(one.section.empty()) << one.name;
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(ConformanceTable, HoldsEveryFamily) {
  for (const std::string family : {"S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9"}) {
    const auto& cases = conformance_cases();
    const auto count = std::count_if(cases.begin(), cases.end(),
                                     [&](const Case& c) { return c.family == family; });
    EXPECT_GE(count, 5) << family;
  }
}

}  // namespace
}  // namespace lab::test
