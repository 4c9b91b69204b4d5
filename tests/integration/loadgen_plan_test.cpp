// `loadgen plan` as a program: from a pipeline, from what is stated, from a report of capacity.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cstdio>

#include "common/json_file.hpp"
#include "tests/support/program.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

/// An event loop that had two cores, threads that used both, and one that never passed.
constexpr const char* kCapacity = R"({
  "kind": "loadgen-capacity", "version": "1.0.0", "slo": ["p99<100ms", "errors<0.1%"],
  "servers": [
    {"name": "thread", "url": "http://127.0.0.1:1", "model": "thread", "workers": 1, "cores": 2,
     "pass_per_s": 800.0, "fail_per_s": 840.0, "confidence": 0.95, "conclusion": "bracketed",
     "limit": "cpu", "latency_at_pass": {"p50_s": 0.0442, "p99_s": 0.0900},
     "cpu_s_per_request": 0.0022, "rss_bytes": 20971520, "connections": 120, "steps": []},
    {"name": "async", "url": "http://127.0.0.1:2", "model": "async", "workers": 1, "cores": 2,
     "pass_per_s": 416.0, "fail_per_s": 435.0, "confidence": 0.95, "conclusion": "bracketed",
     "limit": "loop", "latency_at_pass": {"p50_s": 0.0446, "p99_s": 0.0812},
     "cpu_s_per_request": 0.00208, "rss_bytes": 5242880, "connections": 84, "steps": []},
    {"name": "http://10.0.0.7/", "url": "http://10.0.0.7/", "model": null, "workers": null,
     "cores": null, "pass_per_s": null, "fail_per_s": 10.0, "confidence": 0.95,
     "conclusion": "never_passed", "limit": "unknown", "latency_at_pass": null,
     "cpu_s_per_request": null, "rss_bytes": null, "connections": 0, "steps": []}]})";

Finished plan(std::vector<std::string> words) {
  words.insert(words.begin(), "plan");
  return run_program("loadgen", words);
}

/// The text as if a line had no end.
std::string unwrapped(const std::string& text) {
  std::string words;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank) words += c;
    if (blank && !words.ends_with(' ')) words += ' ';
  }
  return words;
}

/// Files that are gone afterwards.
class LoadgenPlan : public testing::Test {
 public:
  ~LoadgenPlan() override {
    for (const auto& file : files_) std::remove(file.c_str());
  }

 protected:
  std::string file(const std::string& name) {
    files_.push_back(testing::TempDir() + "loadgen_plan_" + std::to_string(getpid()) + name);
    return files_.back();
  }
  std::string holding(const std::string& text) {
    const auto path = file("_capacity.json");
    EXPECT_TRUE(write_text(path, text));
    return path;
  }

 private:
  std::vector<std::string> files_;
};

TEST_F(LoadgenPlan, PlansAPipelineForEveryModel) {
  const auto done =
      plan({"--demand", "5000/s", "--slo", "p99<100ms", "--work", "io:40,cpu:2", "--cores", "2"});
  EXPECT_EQ(done.code, 0);
  EXPECT_EQ(done.errors, "");
  EXPECT_THAT(done.out, HasSubstr("Run 15 instances (async): 14 that the load needs and 1 spare."));
  for (const auto* model : {"async", "thread", "hybrid", "process"})
    EXPECT_THAT(done.out, HasSubstr(std::string("\n  ") + model + " "));
}

TEST_F(LoadgenPlan, TakesOfTheServersThatWereMeasuredTheOneOfLeastCores) {
  const auto done = plan({"--demand", "5000/s", "--from", holding(kCapacity)});
  EXPECT_EQ(done.code, 0);
  EXPECT_EQ(done.errors, "");
  // 6000 / 416 = 14.4 loops on a core each; 6000 / 800 = 7.5 instances of two cores.
  const auto text = unwrapped(done.out);
  EXPECT_THAT(text, HasSubstr("Run 16 instances (async): 15 that the load needs and 1 spare."));
  EXPECT_THAT(text, HasSubstr("16 cores; next is thread with 18 cores"));
  EXPECT_THAT(text, HasSubstr("(measured); in theory p99<100ms implies"));
  EXPECT_THAT(text, HasSubstr("Left out: http://10.0.0.7/: no rate was found"));
}

TEST_F(LoadgenPlan, WritesJsonAsItsSchemaDescribesAndAPage) {
  const auto report = file(".json");
  const auto page = file(".html");
  const auto done =
      plan({"--demand", "5000/s", "--from", holding(kCapacity), "--json", report, "--html", page});
  EXPECT_EQ(done.code, 0);
  EXPECT_TRUE(is_described_by(report, "loadgen/report/plan.schema.json"));
  const auto value = json::parse(*read_text(report, 1 << 20));
  EXPECT_EQ(value.at("best").as_string(), "async");
  EXPECT_EQ(value.at("candidates").at(0).at("instances").to_number<int>(), 16);
  EXPECT_EQ(value.at("candidates").as_array().size(), 2u);
  EXPECT_THAT(*read_text(page, 1 << 24), HasSubstr("Run 16 instances (async)"));
}

TEST_F(LoadgenPlan, PutsAReportOnStdoutInPlaceOfTheText) {
  const auto done = plan({"--demand", "1", "--slo", "p99<100ms", "--per-instance", "800", "--cores",
                          "2", "--json", "-"});
  EXPECT_EQ(done.code, 0);
  EXPECT_THAT(done.out, StartsWith("{\n  \"kind\": \"loadgen-plan\""));
}

TEST_F(LoadgenPlan, SaysInOneSentenceWhyAnObjectiveIsImpossible) {
  const auto done = plan({"--demand", "5", "--slo", "p99<10ms", "--work", "io:40,cpu:2"});
  EXPECT_EQ(done.code, 1);
  EXPECT_EQ(done.out, "");
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen plan: p99<10ms cannot be kept at any rate: a "
                                         "request that is alone takes 42.025ms [^\n]+\n$"));
}

TEST_F(LoadgenPlan, FailsWhenNoServerKeptTheObjectives) {
  std::string text = kCapacity;
  for (const auto* rate : {"800.0", "416.0"}) text.replace(text.find(rate), 5, "null ");
  const auto done = plan({"--demand", "5", "--from", holding(text)});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen plan: [^\n]+no rate was found[^\n]+\n$"));
}

TEST_F(LoadgenPlan, RefusesAFileInOneLineThatNamesThePlace) {
  std::string text = kCapacity;
  text.replace(text.find("416.0"), 5, "-41.0");
  const auto bad = plan({"--demand", "5", "--from", holding(text)});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.errors, ContainsRegex("^loadgen plan: --from: '[^']+': servers.1..pass_per_s is "
                                        "not a number[^\n]+\n$"));
  const auto none = plan({"--demand", "5", "--from", "/nonexistent"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.errors, ContainsRegex("^loadgen plan: --from: cannot read [^\n]+\n$"));
}

TEST_F(LoadgenPlan, SaysWhatWasGivenByHandBesideWhatWasMeasured) {
  const auto done = plan({"--demand", "5", "--memory", "1GiB", "--from", holding(kCapacity)});
  EXPECT_EQ(done.code, 0);
  EXPECT_THAT(unwrapped(done.out),
              HasSubstr("--memory 1.0 GiB an instance beside its requests, by hand; measured: 5.0 "
                        "MiB"));
}

TEST_F(LoadgenPlan, RefusesWhatNoRateThatWasMeasuredAllows) {
  const auto done = plan({"--demand", "5", "--cpu", "1s", "--from", holding(kCapacity)});
  EXPECT_EQ(done.code, 2);
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen plan: --cpu: 800/s of 1s each need 800 cores, "
                                         "and an instance has 2 [^\n]+\n$"));
}

TEST_F(LoadgenPlan, RefusesAnObjectiveThatTheSearchSaysNothingOf) {
  const auto done = plan({"--demand", "5", "--slo", "p99<50ms", "--from", holding(kCapacity)});
  EXPECT_EQ(done.code, 2);
  EXPECT_THAT(done.errors, HasSubstr("which says nothing of p99<50ms"));
}

TEST_F(LoadgenPlan, ExitsWithNinetyNineWhereAnExpectationIsNotMet) {
  const std::vector<std::string> words{"--demand", "5000/s",      "--slo",    "p99<100ms",
                                       "--work",   "io:40,cpu:2", "--expect", "instances<=15"};
  const auto met = plan(words);
  EXPECT_EQ(met.code, 0);
  EXPECT_THAT(met.out, HasSubstr("instances<=15: met"));
  auto more = words;
  more.insert(more.end(), {"--expect", "instances<15"});
  const auto missed = plan(more);
  EXPECT_EQ(missed.code, 99);
  EXPECT_THAT(missed.out, HasSubstr("Run 15 instances"));
  EXPECT_EQ(missed.errors, "loadgen plan: --expect: instances<15 was not met; the plan has 15\n");
}

TEST_F(LoadgenPlan, RefusesAPooledTimeThatContradictsTheObjective) {
  const auto done = plan(
      {"--demand", "500/s", "--per-instance", "500/s", "--pooled", "10s", "--slo", "p99<100ms"});
  EXPECT_EQ(done.code, 2);
  EXPECT_EQ(done.errors,
            "loadgen plan: --pooled: 10s is longer than p99<100ms lets a request take\n");
}

}  // namespace
}  // namespace lab
