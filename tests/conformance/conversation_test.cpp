// Runs the conformance table on a ServerConversation without a socket: every case whole, cut in two
// at every byte, byte by byte, behind a good request and before one.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/conformance/case_checks.hpp"
#include "tests/conformance/cases.hpp"
#include "tests/conformance/driver.hpp"

namespace lab::test {
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

Run run(const Case& one, const Pieces& pieces) {
  CaseDriver driver;
  for (const auto piece : pieces) driver.feed(piece);
  driver.feed(one.later);
  Run result;
  result.after = end_of(driver);
  result.replies = replies_to(one, driver.output());
  result.handled = driver.handled();
  result.ending = driver.conversation().ending();
  return result;
}

void expect_outcome(const Case& one, const Run& result) {
  EXPECT_EQ(result.after, one.after);
  EXPECT_EQ(result.ending, expected_ending(one));
  for (const auto& request : result.handled) EXPECT_NE(request.path, "/smuggled");
  expect_answers(one, result.replies);
}

/// The case with every way of cutting it, against the first.
void expect_same_for_every_cut(const Case& one) {
  const std::string_view bytes = one.bytes;
  auto whole = run(one, {bytes});
  const auto expect_same = [&](const Pieces& pieces, const std::string& how) {
    auto other = run(one, pieces);
    if (one.interim_may_vary) drop_interim(other.replies);
    EXPECT_EQ(other.replies, whole.replies) << how;
    EXPECT_TRUE(other == whole) << how;
  };
  if (one.interim_may_vary) drop_interim(whole.replies);
  for (std::size_t at = 1; at < bytes.size() && !::testing::Test::HasFailure(); ++at) {
    expect_same({bytes.substr(0, at), bytes.substr(at)}, "cut at " + std::to_string(at));
  }
  Pieces each;
  for (std::size_t at = 0; at < bytes.size(); ++at) each.push_back(bytes.substr(at, 1));
  expect_same(each, "byte by byte");
}

void expect_all(Case one) {
  if (one.interim_may_vary) one = without_interim(one);  // whole, there is no reason to send one
  expect_outcome(one, run(one, {one.bytes}));
  expect_same_for_every_cut(one);
}

class Conformance : public ::testing::TestWithParam<Case> {};
class ConformanceOfWholes : public Conformance {};

TEST_P(Conformance, IsAnsweredAlikeForEveryCut) { expect_all(GetParam()); }

TEST_P(Conformance, HoldsBehindAGoodRequest) { expect_all(behind_good(GetParam())); }

TEST_P(ConformanceOfWholes, HoldsBeforeAGoodRequest) { expect_all(before_good(GetParam())); }

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
