// What `loadgen advise` can be asked for.
#include "loadgen/commands/advise_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(AdviseOptions, TakeAPipelineAndItsLoad) {
  const auto options =
      parse_advise_options({"--work", "io:40,cpu:2", "-c", "64", "-R", "300/s", "--pool", "8",
                            "--servers", "async,prefork", "--check", "--rounds", "2", "-d", "1s"});
  ASSERT_TRUE(options) << options.error().text;
  EXPECT_EQ(pipeline_text(options->pipeline), "io:40,cpu:2");
  EXPECT_EQ(options->situation.connections, 64u);
  EXPECT_EQ(options->situation.rate, Rate{300});
  EXPECT_EQ(options->situation.pool, 8);
  EXPECT_THAT(options->servers, ElementsAre("async", "prefork"));
  EXPECT_EQ(options->check, Checking::kYes);
  EXPECT_EQ(options->rounds, 2);
  EXPECT_EQ(options->duration, 1s);
}

TEST(AdviseOptions, AreRefusedInALineThatNamesThem) {
  struct Case {
    std::vector<std::string> arguments;
    const char* says;
  };
  const std::vector<Case> cases{
      {{}, "--work: it is missing"},
      {{"--work", "state:5"}, "--work"},
      {{"--work", "io:x"}, "'io:x'"},
      {{"--work", "io:1", "--servers", "fibre"}, "'fibre' is not one of async"},
      {{"--work", "io:1", "--servers", "async,async"}, "named twice"},
      {{"--work", "io:1", "--rounds", "3"}, "--rounds: nothing is measured without --check"},
      {{"--work", "io:1", "-d", "1s"}, "--duration: nothing is measured without --check"},
      {{"--work", "io:1", "--check", "-d", "10ms"}, "'10ms'"},
      {{"--work", "io:1", "-c", "0"}, "'0'"},
      {{"--work", "io:1", "--http-cost", "0"}, "'0'"},
      {{"--work", "io:1", "--rate", "2000000/s"}, "'2000000/s'"}};
  for (const auto& [arguments, says] : cases) {
    const auto options = parse_advise_options(arguments);
    ASSERT_FALSE(options) << says;
    EXPECT_THAT(options.error().text, HasSubstr(says));
  }
}

}  // namespace
}  // namespace lab
