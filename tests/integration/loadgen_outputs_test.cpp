// What `loadgen run` writes for programs, and `loadgen merge` makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdio>

#include "common/json_file.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/program.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::ContainsRegex;
using testing::HasSubstr;

using testing::Not;
using testing::StartsWith;

constexpr const char* kSchema = "loadgen/report/run.schema.json";

Finished loadgen(const std::vector<std::string>& arguments) {
  return run_program("loadgen", arguments);
}

std::string content(const std::string& file) {
  const auto text = read_text(file, 1 << 24);
  EXPECT_TRUE(text) << (text ? "" : text.error().text);
  return text ? *text : "";
}

std::ptrdiff_t lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

/// A server, and files that are gone afterwards.
class LoadgenOutputs : public testing::Test {
 public:
  ~LoadgenOutputs() override {
    for (const auto& file : files_) std::remove(file.c_str());
  }

 protected:
  std::string file(const std::string& name) {
    files_.push_back(testing::TempDir() + "loadgen_outputs_" + std::to_string(getpid()) + name);
    return files_.back();
  }
  /// Starts a run that writes its JSON into `report`.
  ChildProcess start(const std::string& report, const std::vector<std::string>& options,
                     std::string_view path = "/ok") {
    std::vector<std::string> arguments{"run", server_.url(path), "--json", report};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return start_program("loadgen", arguments);
  }
  std::string report_of(const std::vector<std::string>& options, std::string_view path = "/ok") {
    const auto report = file(".json");
    EXPECT_EQ(finish(start(report, options, path)).code, 0);
    return report;
  }

  FaultServer server_;

 private:
  std::vector<std::string> files_;
};

TEST_F(LoadgenOutputs, WritesTheTimeSeriesInPlaceOfTheText) {
  const auto done = loadgen({"run", server_.url("/ok"), "-n", "20", "-c", "2", "--csv", "-"});
  EXPECT_EQ(done.code, 0);
  EXPECT_THAT(done.out, StartsWith("second,covered_s,attempted,"));
  EXPECT_THAT(done.out, ContainsRegex("\n0,0[.0-9]*,20,20,20,0,[0-9]+,20,0,"));
  EXPECT_EQ(lines_in(done.out), 2);
}

TEST_F(LoadgenOutputs, WritesEveryFileBesideTheText) {
  const auto csv = file(".csv");
  const auto hdr = file(".hlog");
  const auto report = file(".json");
  const auto done = finish(start(report, {"-n", "20", "--csv", csv, "--hdr", hdr}));
  EXPECT_THAT(done.out, HasSubstr("requests/s"));
  EXPECT_THAT(content(csv), StartsWith("second,"));
  EXPECT_THAT(content(hdr), HasSubstr("\n0.000,0."));
  EXPECT_THAT(content(report), HasSubstr("\"facts\""));
}

TEST_F(LoadgenOutputs, RefusesTwoOutputsInOnePlace) {
  const auto done = loadgen({"run", server_.url("/ok"), "-n", "1", "--json", "-", "--csv", "-"});
  EXPECT_EQ(done.code, 2);
  EXPECT_EQ(done.errors, "loadgen run: --csv: '-' is where --json goes\n");
  EXPECT_EQ(server_.requests(), 0u);
}

TEST_F(LoadgenOutputs, SaysBeforeTheRunThatAFileCannotBeWritten) {
  const auto done = loadgen({"run", server_.url("/ok"), "-n", "1", "--hdr", "/no/such/folder/x"});
  EXPECT_EQ(done.code, 2);
  EXPECT_THAT(done.errors, StartsWith("loadgen run: --hdr: cannot write '/no/such/folder/x'"));
  EXPECT_EQ(server_.requests(), 0u);
}

// --- merge ---

TEST_F(LoadgenOutputs, MergeIntoOneReport) {
  const auto a = file("a.json");
  const auto b = file("b.json");
  const std::vector<std::string> options{"-R", "100/s", "-c", "3", "-d", "1200ms", "--warmup", "0"};
  auto first = start(a, options);
  auto second = start(b, options);
  EXPECT_EQ(finish(std::move(first)).code, 0);
  EXPECT_EQ(finish(std::move(second)).code, 0);
  const auto merged = file("merged.json");
  const auto csv = file(".csv");
  const auto done = loadgen({"merge", a, b, "--json", merged, "--csv", csv});
  EXPECT_EQ(done.code, 0) << done.errors;
  EXPECT_THAT(done.out, HasSubstr("open loop at 200/s; 6 connections, 2 threads"));
  EXPECT_THAT(done.out, HasSubstr("due 240 = 240 answered + 0 failed"));
  EXPECT_THAT(done.out, HasSubstr("note: " + a + ": "));
  EXPECT_THAT(done.out, Not(HasSubstr("same time")));
  EXPECT_TRUE(is_described_by(merged, kSchema));
  EXPECT_EQ(json::parse(content(merged)).at_pointer("/workers/0~142"), 240);
  EXPECT_THAT(content(csv), HasSubstr("\n0,1,200,"));
}

TEST_F(LoadgenOutputs, OfAMergeCanBeMerged) {
  const auto a = report_of({"-n", "10", "-c", "2"});
  const auto b = file("b.json");
  const auto c = file("c.json");
  for (const auto& report : {b, c}) finish(start(report, {"-n", "5", "-c", "1"}));
  const auto ab = file("ab.json");
  const auto bc = file("bc.json");
  EXPECT_EQ(loadgen({"merge", a, b, "--json", ab}).code, 0);
  EXPECT_EQ(loadgen({"merge", b, c, "--json", bc}).code, 0);
  const auto left = json::parse(loadgen({"merge", ab, c, "--json", "-"}).out);
  const auto right = json::parse(loadgen({"merge", a, bc, "--json", "-"}).out);
  EXPECT_EQ(left.at("facts"), right.at("facts"));
  EXPECT_EQ(left.at("plan"), right.at("plan"));
  EXPECT_EQ(left.at("latency"), right.at("latency"));
  EXPECT_EQ(left.at_pointer("/plan/requests"), 20);
}

TEST_F(LoadgenOutputs, OfOneRunAreTheSameAfterMerge) {
  const auto report = report_of({"-n", "50", "-c", "4"});
  auto before = json::parse(content(report));
  auto after = json::parse(loadgen({"merge", report, "--json", "-"}).out);
  for (auto* one : {&before, &after}) one->as_object().erase("notes");
  EXPECT_EQ(after, before);
}

TEST_F(LoadgenOutputs, WithoutAGoodReplyFailInMergeToo) {
  const auto report = file(".json");
  EXPECT_EQ(finish(start(report, {"-n", "5"}, "/500")).code, 1);
  EXPECT_EQ(loadgen({"merge", report}).code, 1);
}

void expect_refused(const std::vector<std::string>& files, const std::string& reason) {
  std::vector<std::string> arguments{"merge"};
  arguments.insert(arguments.end(), files.begin(), files.end());
  const auto done = loadgen(arguments);
  EXPECT_EQ(done.code, 2);
  EXPECT_EQ(done.out, "");
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen merge: [^\n]+\n$"));
  EXPECT_THAT(done.errors, HasSubstr(reason));
}

TEST_F(LoadgenOutputs, ThatCannotBeMergedAreRefusedInOneLine) {
  const auto report = report_of({"-n", "10"});
  const auto other = file("other.json");
  finish(start(other, {"-n", "10", "-m", "HEAD"}));
  const auto cut = file("cut.json");
  ASSERT_TRUE(write_text(cut, content(report).substr(0, 500)));
  expect_refused({}, "FILE is missing");
  expect_refused({report, "/no/such/file"}, "cannot read '/no/such/file'");
  expect_refused({report, "/tmp"}, "cannot read '/tmp'");
  expect_refused({report, other}, other + ": method HEAD, where " + report + " has GET");
  expect_refused({report, cut}, "'" + cut + "': is no JSON");
  expect_refused({report, report}, report + ": the same run as " + report);
}

}  // namespace
}  // namespace lab
