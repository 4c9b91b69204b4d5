// Where `loadgen lesson` and `loadgen compare` put their reports; what is in them is for other
// tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "common/json_file.hpp"
#include "tests/support/program.hpp"

namespace lab {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

struct Refused {
  std::vector<std::string> arguments;
  std::string says;
};

TEST(LoadgenHtml, IsRefusedBeforeAnythingRuns) {
  const std::vector<Refused> cases{
      {{"lesson", "all", "--html", "/no/such/folder/x"},
       "--html: cannot write '/no/such/folder/x'"},
      {{"compare", "--html", "/no/such/folder/x"}, "--html: cannot write '/no/such/folder/x'"},
      {{"advise", "--work", "io:1", "--html", "/no/such/folder/x"},
       "--html: cannot write '/no/such/folder/x'"},
      {{"lesson", "all", "--json", "-", "--html", "-"}, "--html: '-' is where --json goes"},
      {{"compare", "--json", "x", "--html", "x"}, "--html: 'x' is where --json goes"},
      {{"lesson", "list", "--html", "x"}, "'list' writes no report"}};
  for (const auto& [arguments, says] : cases) {
    const auto begin = Clock::now();
    const auto finished = run_program("loadgen", arguments);
    EXPECT_EQ(finished.code, 2) << says;
    EXPECT_THAT(finished.errors, HasSubstr(says));
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(3));
  }
}

TEST(LoadgenHtml, GoesToStdoutInPlaceOfTheTextAndJsonToItsFile) {
  const auto json = scratch_path("loadgen_html_test.json");
  const auto finished =
      run_program("loadgen", {"compare", "--quick", "-d", "500ms", "--workloads", "io", "--servers",
                              "async", "--html", "-", "--json", json});
  EXPECT_EQ(finished.code, 0) << finished.errors;
  EXPECT_THAT(finished.out, AllOf(StartsWith("<!DOCTYPE html>"), EndsWith("</html>\n")));
  EXPECT_TRUE(is_described_by(json, "loadgen/report/compare.schema.json"));
  std::remove(json.c_str());
}

TEST(LoadgenHtml, OfALessonComesWithItsTextAndItsJson) {
  const auto json = scratch_path("loadgen_html_lesson.json");
  const auto html = scratch_path("loadgen_html_lesson.html");
  const auto finished = run_program(
      "loadgen", {"lesson", "io-bound", "--quick", "--seed", "7", "--html", html, "--json", json});
  EXPECT_EQ(finished.code, 0) << finished.errors;
  EXPECT_THAT(finished.out, HasSubstr("Verdict: "));
  const auto page = read_text(html, 1 << 24);
  ASSERT_TRUE(page);
  EXPECT_THAT(*page, HasSubstr("loadgen lesson io-bound --rounds 1 --seed 7"));
  EXPECT_TRUE(is_described_by(json, "loadgen/report/lesson.schema.json"));
  std::remove(json.c_str());
  std::remove(html.c_str());
}

}  // namespace
}  // namespace lab
