// Headers that tell who answered and how long it took, from our server and from anybody's.
#include "client/provenance.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using Steps = std::vector<ServerStep>;

TEST(ParseAnswerer, ReadsSlotProcessAndThread) {
  EXPECT_EQ(parse_answerer("3/123/4194304"), (Answerer{3, 123, 4194304}));
}

TEST(ParseAnswerer, IsNothingForOtherTexts) {
  for (const auto* text : {"", "/", "1", "1/2", "1/2/", "1/2/3/4", "a/2/3", "1/-2/3", "web-7",
                           "1/2/3x", "1/2/99999999999999999999", "1/2/3,4"}) {
    EXPECT_FALSE(parse_answerer(text)) << text;
  }
}

TEST(ParseServerTiming, ReadsStepsInOrder) {
  EXPECT_EQ(parse_server_timing("wait;dur=200.1, cpu;dur=5"),
            (Steps{{"wait", 200'100us}, {"cpu", 5ms}}));
}

TEST(ParseServerTiming, TakesOtherPeoplesForms) {
  EXPECT_EQ(parse_server_timing("db;desc=\"a, b; c\";dur=1.5 ,\tmiss , app ; dur=2"),
            (Steps{{"db", 1500us}, {"app", 2ms}}));
}

TEST(ParseServerTiming, LeavesOutWhatIsNoTime) {
  for (const auto* text : {"", ",", ";", "x", "x;dur=", "x;dur=-1", "x;dur=nan", "x;dur=1e9",
                           ";dur=1", "x;dur=9999999999999", "x;desc=\"open", "x;dur=\"5\""}) {
    EXPECT_EQ(parse_server_timing(text), Steps{}) << text;
  }
}

}  // namespace
}  // namespace lab
