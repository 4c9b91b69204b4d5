// Reports give back the facts they were written from, and no other text is taken for one.
#include "loadgen/report/run_facts_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "common/json_file.hpp"
#include "loadgen/report/run_json.hpp"
#include "loadgen/report/run_plan_json.hpp"
#include "loadgen/report/saved_run.hpp"
#include "tests/unit/loadgen/random_run.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

std::string report_text(const LoadPlan& plan, const RunResult& result) {
  return pretty_json(run_json(plan, result, summarize(plan, result), {"a note"}));
}

/// As a file would have them: printed and parsed.
RunResult through_text(const RunResult& result) {
  JsonFault fault;
  const auto value = json::parse(pretty_json(run_facts_json(result)));
  auto read = read_run_facts(JsonPlace(value, fault));
  EXPECT_TRUE(fault.result()) << fault.result().error().text;
  return read;
}

TEST(RunFacts, ComeBackFromJsonAsTheyWere) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto result = random_result(seed);
    EXPECT_EQ(through_text(result), result) << seed;
  }
}

TEST(RunFacts, ComeBackWhenThereAreNone) {
  RunResult nothing;
  nothing.entries.resize(1);
  nothing.seconds.resize(2);
  EXPECT_EQ(through_text(nothing), nothing);
}

TEST(RunFacts, ComeBackWithSumsBeyondWhatADoubleCounts) {
  RunResult result;
  EntryFacts entry;
  entry.due = 3'000'001;
  entry.outcomes.add(Outcome::k2xx, entry.due);
  entry.latency.answered.record(3'600'000'000'001, 3'000'000);
  entry.latency.answered.record(7);
  result.entries = {entry};
  EXPECT_GT(entry.latency.answered.sum(), 0x1p53);
  EXPECT_EQ(through_text(result), result);
}

TEST(SavedRun, HasThePlanTheFactsAndTheNotesOfItsReport) {
  const auto plan = two_entries();
  const auto result = random_result(1);
  const auto saved = parse_saved_run(report_text(plan, result));
  ASSERT_TRUE(saved) << saved.error().text;
  EXPECT_EQ(saved->result, result);
  EXPECT_EQ(saved->notes, std::vector<std::string>{"a note"});
  EXPECT_EQ(run_plan_json(saved->plan), run_plan_json(plan));
  EXPECT_EQ(report_text(saved->plan, saved->result), report_text(plan, result));
}

TEST(SavedRun, HasAClosedLoopToo) {
  auto plan = two_entries();
  plan.open_loop.reset();
  plan.duration.reset();
  plan.requests = 500;
  plan.method = Method::kPatch;
  plan.server = *parse_full_url("https://[::1]:8443/");
  plan.keep_alive = KeepAlive::kOff;
  const auto saved = parse_saved_run(report_text(plan, random_result(2)));
  ASSERT_TRUE(saved) << saved.error().text;
  EXPECT_EQ(run_plan_json(saved->plan), run_plan_json(plan));
}

std::string refusal(const std::string& text) {
  const auto saved = parse_saved_run(text);
  return saved ? "read" : saved.error().text;
}

TEST(SavedRun, SaysWhatAnotherTextIs) {
  EXPECT_THAT(refusal(""), HasSubstr("is no JSON: "));
  EXPECT_THAT(refusal("{\"kind\""), HasSubstr("is no JSON: "));
  EXPECT_THAT(refusal(std::string(1000, '[')), HasSubstr("is no JSON: "));
  EXPECT_EQ(refusal("[]"), "is no report of loadgen run");
  EXPECT_EQ(refusal("{\"kind\":7}"), "is no report of loadgen run");
  EXPECT_EQ(refusal(R"({"kind":"loadgen-compare"})"),
            "is a report of kind 'loadgen-compare', not 'loadgen-run'");
  EXPECT_EQ(refusal(R"({"kind":"loadgen-run"})"),
            "has no facts: it was written by an older loadgen");
  EXPECT_EQ(refusal(R"({"kind":"loadgen-run","facts":{}})"), "plan is missing");
}

/// The refusal of a report in which one value is another.
std::string refusal_with(const char* pointer, const json::value& other) {
  auto report = json::parse(report_text(two_entries(), random_result(3)));
  report.at_pointer(pointer) = other;
  return refusal(json::serialize(report));
}

TEST(SavedRun, NamesTheValueThatIsWrong) {
  EXPECT_EQ(refusal_with("/facts/format", 2),
            "facts.format is not 1, which is what this loadgen reads");
  EXPECT_EQ(refusal_with("/facts/completed", -1),
            "facts.completed is not a whole number from 0 to 9007199254740992");
  EXPECT_EQ(refusal_with("/facts/entries/1/latency", 5),
            "facts.entries[1].latency is not an object");
  EXPECT_EQ(refusal_with("/facts/entries", json::array{}),
            "facts.entries is not an entry for each of the mix");
  EXPECT_EQ(refusal_with("/facts/entries/0/due", 1),
            "facts.entries is not one end for each request due");
  EXPECT_EQ(refusal_with("/facts/send_lag/counts", "AQ=="), "facts.send_lag is not a histogram");
  EXPECT_EQ(refusal_with("/facts/send_lag/counts", "A"), "facts.send_lag is not a histogram");
  EXPECT_EQ(refusal_with("/facts/send_lag/sum", 1e300), "facts.send_lag is not a histogram");
  EXPECT_EQ(refusal_with("/facts/workers", {{"\x1b[2J", 1}}),
            "facts.workers.'\\x1b[2J' is not under a name that can be printed");
  EXPECT_EQ(refusal_with("/facts/threads/0/cpu_ns", "1"),
            "facts.threads[0].cpu_ns is not a whole number from 0 to 9007199254740992");
  EXPECT_EQ(refusal_with("/plan/method", "BREW"), "plan.method is not a method");
  EXPECT_EQ(refusal_with("/plan/mix/0/target", "/a b"),
            "plan.mix[0].target is not a path and query");
  EXPECT_EQ(refusal_with("/plan/warmup_s", 1e300),
            "plan.warmup_s is not a time of at most 1e+07 seconds");
}

/// Every value of a document, the document itself included.
void collect(json::value& value, std::vector<json::value*>& values) {
  values.push_back(&value);
  if (auto* object = value.if_object()) {
    for (auto& member : *object) collect(member.value(), values);
  } else if (auto* array = value.if_array()) {
    for (auto& element : *array) collect(element, values);
  }
}

/// Whatever is read can be reported; a refusal is one line.
void expect_handled(const std::string& text) {
  const auto saved = parse_saved_run(text);
  if (saved) {
    EXPECT_FALSE(report_text(saved->plan, saved->result).empty());
  } else {
    EXPECT_EQ(saved.error().text.find('\n'), std::string::npos);
    EXPECT_FALSE(saved.error().text.empty());
  }
}

TEST(SavedRun, SurvivesAnyValueInThePlaceOfAnother) {
  auto report = json::parse(report_text(two_entries(), random_result(4)));
  const std::vector<json::value> others{
      nullptr, -1, 0, 1, ~std::uint64_t{0}, 1e308, "", "\n", json::array{}, json::object{}};
  std::vector<json::value*> values;
  collect(report, values);
  // Every seventh value, one of the others each in turn: a report takes milliseconds to read.
  for (std::size_t i = 1; i < values.size(); i += 7) {
    auto other = others[i % others.size()];
    values[i]->swap(other);
    expect_handled(json::serialize(report));
    values[i]->swap(other);
  }
}

TEST(SavedRun, SurvivesBeingCutAnywhere) {
  const auto text = report_text(two_entries(), random_result(5));
  for (std::size_t size = 0; size + 2 < text.size(); size += 101) {
    EXPECT_THAT(refusal(text.substr(0, size)), HasSubstr("is no JSON: "));
  }
}

}  // namespace
}  // namespace lab
