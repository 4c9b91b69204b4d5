// The real `loadgen advise` with the real servers: how often its advice comes true, and how it
// ends.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cstdio>
#include <vector>

#include "common/json_file.hpp"
#include "tests/support/program.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

/// A place for a report that nothing is left of.
class ReportFile {
 public:
  ~ReportFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }
  json::value read() const {
    EXPECT_TRUE(is_described_by(path_, "loadgen/report/advise.schema.json"));
    return json::parse(*read_text(path_, 1 << 20));
  }

 private:
  std::string path_ = scratch_path("loadgen_advise.json");
};

Finished advise(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "advise");
  return run_program("loadgen", arguments);
}

TEST(LoadgenAdvise, PredictsWithoutAServer) {
  const ReportFile file;
  const auto finished = advise({"--work", "io:10,block:40", "--json", file.path()});
  EXPECT_EQ(finished.code, 0) << finished.errors;
  EXPECT_THAT(finished.out, AllOf(HasSubstr("Use:     thread"), HasSubstr("It is wrong here")));
  EXPECT_THAT(finished.out, Not(HasSubstr("Measured:")));
  EXPECT_TRUE(file.read().at("check").is_null());
}

TEST(LoadgenAdvise, RefusesInOneLineWhatTheServerWouldRefuse) {
  const auto finished = advise({"--work", "io:40,cpu:1@await"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_THAT(finished.errors, AllOf(HasSubstr("--work"), HasSubstr("cannot be awaited")));
  EXPECT_EQ(std::count(finished.errors.begin(), finished.errors.end(), '\n'), 1);
}

TEST(LoadgenAdvise, MeasuresARateThatAllKeepUpWith) {
  const ReportFile file;
  const auto finished =
      advise({"--work", "io:10,block:1", "-R", "40/s", "-c", "20", "--check", "--rounds", "1", "-d",
              "1s", "--servers", "async,thread", "--json", file.path()});
  EXPECT_THAT(finished.code, AnyOf(0, 99)) << finished.out << finished.errors;
  const auto report = file.read();
  EXPECT_EQ(report.at_pointer("/check/whole_rounds").to_number<int>(), 1);
  EXPECT_EQ(report.at("rate_per_s").to_number<double>(), 40);
  for (const auto& server : report.at("servers").as_array())
    EXPECT_LT(server.at_pointer("/measured/good_per_s").to_number<double>(), 80)
        << "40/s by chance, not the 1,800/s of a closed loop";
}

TEST(LoadgenAdvise, ReportsWhatItHasWhenItIsInterrupted) {
  const ReportFile file;
  auto child =
      start_program("loadgen", {"advise", "--work", "io:5", "-c", "8", "--check", "--rounds",
                                "1000", "--servers", "async", "--json", file.path()});
  while (const auto line = child.read_line(kPatience)) {
    if (line->find("Computed from") != std::string::npos) break;
  }
  child.send_signal(SIGINT);
  const auto finished = finish(std::move(child));
  EXPECT_EQ(finished.code, 130);
  EXPECT_THAT(finished.out, AllOf(HasSubstr("Cut short: "), HasSubstr("of 1000 rounds")));
  EXPECT_EQ(file.read().at_pointer("/check/rounds_wanted").to_number<int>(), 1000);
}

// --- how often the advice comes true ---

constexpr const char* kClients = "32";

/// Effects that no noise turns round: what is not a tie differs by a third and more.
const std::vector<const char*> kGrid{
    "io:20",                // simple I/O: all that overlap waits tie
    "io:10,io:10,cpu:0.1",  // I/O-heavy, and one loop is enough
    "io:20,block:4",        // I/O-heavy with a small part that blocks
    "block:15",             // simple I/O in code that blocks
    "io:20,block:4@pool",   // the same, handed to a pool that is large enough for two loops
    "cpu:4",                // CPU-heavy
    "cpu:4@pool",           // CPU-heavy, handed to the pool of one loop
    "cpu:3,io:2",           // CPU-heavy with waiting, which processes wait along with
    "io:5,cpu:3",           // I/O-heavy with some computing
    "io:0"};                // nothing but HTTP

struct Try {
  std::string work;
  json::value report;

  std::string text(const char* pointer) const {
    const auto& value = report.at_pointer(pointer);
    return value.is_null() ? "-" : std::string(value.as_string());
  }
  bool matched() const {
    const auto advised = text("/check/advised");
    return advised == "wins" || advised == "ties" || advised == "near";
  }
  bool disturbed() const {
    const auto& others = report.at_pointer("/check/others_share");
    return !others.is_null() && others.to_number<double>() > 0.1;
  }
  bool rule_is_wrong() const {
    return report.at("rule_of_thumb").is_object() && text("/rule_of_thumb/standing") == "worse";
  }
};

Try try_advice(const std::string& work, const std::string& rounds) {
  const ReportFile file;
  const auto finished =
      advise({"--work", work, "-c", kClients, "--check", "--rounds", rounds, "-d", "250ms",
              "--servers", "async,hybrid,thread,process", "--json", file.path()});
  EXPECT_TRUE(finished.code == 0 || finished.code == 99) << finished.out << finished.errors;
  return {work, file.read()};
}

bool come_true(const std::vector<Try>& tries) {
  const auto matches =
      std::count_if(tries.begin(), tries.end(), [](const Try& one) { return one.matched(); });
  return 10 * matches >= 9 * static_cast<long>(tries.size());
}

/// One round of all, and three more of what a single one may have been unlucky with, where it
/// matters.
std::vector<Try> try_grid() {
  std::vector<Try> tries;
  tries.reserve(kGrid.size());
  for (const auto* work : kGrid) tries.push_back(try_advice(work, "1"));
  for (auto& one : tries) {
    if (!come_true(tries) && !one.matched()) one = try_advice(one.work, "3");
  }
  return tries;
}

std::string winners_of(const Try& one) {
  std::string names;
  for (const auto& name : one.report.at_pointer("/check/winners").as_array())
    names += (names.empty() ? "" : ", ") + std::string(name.as_string());
  return names;
}

std::string line_of(const Try& one) {
  return fmt::format(
      "{:<22}{:<9}{:<7}{:<17}{:<9}{}\n", one.work, one.text("/advised"), one.text("/check/advised"),
      winners_of(one),
      one.report.at("rule_of_thumb").is_null() ? "-" : one.text("/rule_of_thumb/server"),
      one.text("/check/rule_of_thumb"));
}

template <class Condition>
long count(const std::vector<Try>& tries, Condition condition) {
  return std::count_if(tries.begin(), tries.end(), condition);
}

long count_matches(const std::vector<Try>& tries) {
  return count(tries, [](const Try& one) { return one.matched(); });
}

/// Where the rule of thumb was predicted to be wrong, was, and the advice was not.
long count_better_than_the_rule(const std::vector<Try>& tries) {
  return count(tries, [](const Try& one) {
    return one.matched() && one.rule_is_wrong() && one.text("/check/rule_of_thumb") == "loses";
  });
}

std::string report_of(const std::vector<Try>& tries) {
  auto text = fmt::format("{:<22}{:<9}{:<7}{:<17}{:<9}{}\n", "work", "advised", "it",
                          "measured best", "rule", "it");
  for (const auto& one : tries) text += line_of(one);
  const auto near =
      count(tries, [](const Try& one) { return one.text("/check/advised") == "near"; });
  return text + fmt::format(
                    "The advice matched the measured best in {} of {}: {} won or tied, {} "
                    "were within 10 % of it.\n"
                    "The rule of thumb was wrong, as predicted, in {} of them.\n",
                    count_matches(tries), tries.size(), count_matches(tries) - near, near,
                    count_better_than_the_rule(tries));
}

TEST(LoadgenAdvise, ComesTrueInNineOfTenPipelines) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer slows some models more than others";
  const auto tries = try_grid();
  const auto report = report_of(tries);
  fmt::print("{}", report);
  const auto unlucky = std::any_of(
      tries.begin(), tries.end(), [](const Try& one) { return !one.matched() && one.disturbed(); });
  if (unlucky) GTEST_SKIP() << "the machine is too busy:\n" << report;
  EXPECT_TRUE(come_true(tries)) << report;
  EXPECT_GE(count_better_than_the_rule(tries), 1) << report;
}

}  // namespace
}  // namespace lab
