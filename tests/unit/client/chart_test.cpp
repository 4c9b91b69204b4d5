// Pictures of requests, to the character.
#include "client/chart.hpp"

#include <gtest/gtest.h>

#include "tests/unit/client/sample_requests.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

Chart chart(const std::vector<RequestFacts>& all, std::size_t width) {
  return draw_chart(all, Marks(all), {width, Colours::kNone});
}
/// With a newline before it, as the texts to compare have.
std::string drawn(const std::vector<RequestFacts>& all, std::size_t width) {
  return "\n" + chart(all, width).text;
}

TEST(Chart, OneAfterAnotherIsAStaircase) {
  EXPECT_EQ(drawn(staircase(), 80),
            R"(
latency worker/thread 0              100ms         200ms         300ms
                      |--------------|-------------|-------------|--------------
  100ms A 0/42        AAAAAAAAAAAAAAA
  200ms A 0/42        ...............AAAAAAAAAAAAAA
  300ms A 0/42        .............................AAAAAAAAAAAAAA
  400ms A 0/42        ...........................................AAAAAAAAAAAAAAA
)");
  EXPECT_EQ(drawn(staircase(), 40), R"(
latency   0              200ms
          |--------------|--------------
  100ms A AAAAAAAA
  200ms A ........AAAAAAA
  300ms A ...............AAAAAAA
  400ms A ......................AAAAAAAA
)");
}

TEST(Chart, AllAtOnceIsAWall) {
  EXPECT_EQ(drawn(wall(), 80),
            R"(
latency worker/thread 0           20ms       40ms        60ms       80ms
                      |-----------|----------|-----------|----------|-----------
  100ms A 0/51        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  100ms B 0/52        BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
  100ms C 0/53        CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
  100ms D 0/54        DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD
)");
  EXPECT_EQ(drawn(wall(), 40), R"(
latency   0              50ms
          |--------------|--------------
  100ms A AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  100ms B BBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
  100ms C CCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
  100ms D DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD
)");
}

TEST(Chart, TwoWorkersMakeStepsOfTwo) {
  EXPECT_EQ(drawn(steps(), 40), R"(
latency   0              100ms
          |--------------|--------------
  100ms A AAAAAAAAAAAAAAA
  100ms B BBBBBBBBBBBBBBB
  200ms A ...............AAAAAAAAAAAAAAA
  200ms B ...............BBBBBBBBBBBBBBB
)");
}

TEST(Chart, EveryPhaseOfARequestShows) {
  auto facts = answered(150ms, 50ms, {0, 42, 42});
  facts.started = 50ms;
  facts.connected = 75ms;
  facts.ended = 200ms;
  const auto picture = chart({facts}, 40);
  EXPECT_EQ("\n" + picture.text, R"(
latency   0              100ms
          |--------------|--------------
  150ms A         ---....AAAAAAA========
)");
  EXPECT_EQ(picture.phases,
            (std::set{Phase::kConnecting, Phase::kQueued, Phase::kServing, Phase::kReceiving}));
}

TEST(Chart, FailuresAreNamedInTheirRow) {
  EXPECT_EQ(
      drawn({answered(100ms, 100ms, {0, 42, 42}), refused(50ms, 503), lost(200ms, "late")}, 40),
      R"(
latency       0            100ms
              |------------|------------
 50.0ms # 503 #######
  100ms A     AAAAAAAAAAAAA
  200ms x     xxxxxxxxxxxxxxxxxxxxxxxxxx
)");
}

TEST(Chart, ServiceShowsHoweverShort) {
  const Answerer who{0, 42, 42};
  EXPECT_EQ(drawn({answered(1us, 1us, who), answered(1s, 1us, who), answered(500ms, 1us, who)}, 40),
            R"(
latency   0              0.5s
          |--------------|--------------
 1.00us A A
  500ms A ..............A
  1.00s A .............................A
)");
}

TEST(Chart, ServiceLongerThanTheRequestIsCutAtItsConnection) {
  auto facts = answered(100ms, 250ms, {0, 42, 42});
  facts.connected = 50ms;
  EXPECT_EQ(drawn({facts}, 30), R"(
latency   0         50ms
          |---------|---------
  100ms A ----------AAAAAAAAAA
)");
}

TEST(Chart, ColoursFillTheBarAndHideTheLetter) {
  const std::vector all{answered(20ms, 10ms, {0, 42, 42})};
  const auto text = draw_chart(all, Marks(all), {30, Colours::kAnsi}).text;
  EXPECT_NE(text.find("\033[38;5;39m..........\033[0m\033[38;5;39;48;5;39mAAAAAAAAAA\033[0m\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace lab
