// The command line of `loadgen run`.
#include "loadgen/commands/run_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/commands/network_options.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kUrl = "http://lab:8080/hello";

Result<RunOptions> run_options(std::vector<std::string> options, const char* url = kUrl) {
  options.insert(options.begin(), url);
  return parse_run_options(options, 77);
}

LoadPlan planned_run(std::vector<std::string> options, const char* url = kUrl) {
  const auto parsed = run_options(std::move(options), url);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? parsed->plan : LoadPlan{};
}

TEST(RunOptions, HasDefaultsThatNeedOnlyAUrl) {
  const auto plan = planned_run({});
  EXPECT_EQ(plan.connections, 50u);
  EXPECT_EQ(plan.threads, 1u);
  EXPECT_EQ(plan.duration, 10s);
  EXPECT_EQ(plan.warmup, 1s);
  EXPECT_EQ(plan.timeout, 10s);
  EXPECT_EQ(plan.method, Method::kGet);
  EXPECT_EQ(plan.seed, 77u);
  EXPECT_FALSE(plan.requests);
  EXPECT_FALSE(plan.open_loop);
  ASSERT_EQ(plan.mix.size(), 1u);
  EXPECT_EQ(plan.mix[0].target, "/hello");
}

TEST(RunOptions, TakesDurationsAsPeopleWriteThem) {
  EXPECT_EQ(planned_run({"-d", "500ms"}).duration, 500ms);
  EXPECT_EQ(planned_run({"-d", "1.5s"}).duration, 1500ms);
  EXPECT_EQ(planned_run({"-d", "2m30s"}).duration, 150s);
}

TEST(RunOptions, TakesRatesAsPeopleWriteThem) {
  EXPECT_DOUBLE_EQ(planned_run({"-R", "0.2"}).open_loop->rate.per_second, 0.2);
  EXPECT_DOUBLE_EQ(planned_run({"-R", "12/m"}).open_loop->rate.per_second, 0.2);
  EXPECT_DOUBLE_EQ(planned_run({"-R", "10k"}).open_loop->rate.per_second, 10'000);
  EXPECT_EQ(planned_run({"-R", "5", "--arrivals", "poisson"}).open_loop->arrivals,
            ArrivalKind::kPoisson);
}

TEST(RunOptions, CountsInsteadOfMeasuringATime) {
  const auto plan = planned_run({"-n", "10", "-c", "4"});
  EXPECT_EQ(plan.requests, 10u);
  EXPECT_FALSE(plan.duration);
  EXPECT_EQ(plan.warmup, 0s);
}

TEST(RunOptions, PostsABody) {
  EXPECT_EQ(planned_run({"-b", "x"}).method, Method::kPost);
  EXPECT_EQ(planned_run({"-b", "x", "-m", "PUT"}).method, Method::kPut);
}

TEST(RunOptions, MixesByWeight) {
  const auto plan = planned_run({"--mix", "95 /io?ms=20", "--mix", "0.5 /block?ms=50"}, "lab:8080");
  ASSERT_EQ(plan.mix.size(), 2u);
  EXPECT_DOUBLE_EQ(plan.mix[1].weight, 0.5);
  EXPECT_EQ(plan.mix[1].target, "/block?ms=50");
}

TEST(RunOptions, TakesOneEntryAMix) {
  const auto parsed = parse_run_options({"--mix", "1 /a", "lab:8080", "--mix", "2 /b"}, 1);
  ASSERT_TRUE(parsed) << parsed.error().text;
  EXPECT_EQ(parsed->plan.mix.size(), 2u);
}

TEST(RunOptions, AsksSeveralUrlsOfOneServerInTurn) {
  EXPECT_EQ(planned_run({"http://lab:8080/io"}).mix.size(), 2u);
}

TEST(RunOptions, TakesRoundsAndExpectations) {
  const auto parsed =
      run_options({"--rounds", "3", "--expect", "p99<50ms", "--expect", "errors<0.1%"});
  ASSERT_TRUE(parsed) << parsed.error().text;
  EXPECT_EQ(parsed->rounds, 3u);
  ASSERT_EQ(parsed->expectations.size(), 2u);
  EXPECT_EQ(parsed->expectations[1].text, "errors<0.1%");
  EXPECT_EQ(run_options({})->rounds, 1u);
  EXPECT_TRUE(run_options({"-R", "5", "--expect", "rate>=0.98*asked"}));
}

TEST(RunOptions, FitsWhatWasNotAskedForWithoutAWord) {
  const auto parsed = run_options({"-n", "3"});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->plan.connections, 3u);
  EXPECT_TRUE(parsed->notes.empty());
}

TEST(RunOptions, SaysWhatItMadeOfThePlan) {
  const auto parsed = run_options({"-n", "3", "-c", "50"});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->plan.connections, 3u);
  EXPECT_EQ(parsed->notes.size(), 1u);
}

TEST(RunOptions, OffersHelp) {
  const auto parsed = parse_run_options({"--help"}, 1);
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->help, HasSubstr("--rate"));
}

struct RefusedRun {
  std::vector<std::string> options;
  const char* names;  // what the sentence must contain
};

void PrintTo(const RefusedRun& refusal, std::ostream* out) { *out << refusal.options[0]; }

class RefusedOptions : public testing::TestWithParam<RefusedRun> {};

TEST_P(RefusedOptions, GetOneSentenceThatNamesThem) {
  const auto parsed = run_options(GetParam().options);
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().text, HasSubstr(GetParam().names));
  EXPECT_EQ(parsed.error().text.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Every, RefusedOptions,
    testing::Values(
        RefusedRun{{"-c", "0"}, "--connections: '0'"},
        RefusedRun{{"-c", "-5"}, "--connections: '-5'"}, RefusedRun{{"-c", "many"}, "'many'"},
        RefusedRun{{"-c"}, "--connections"}, RefusedRun{{"-c", "1", "-c", "2"}, "--connections"},
        RefusedRun{{"-t", "1000"}, "from 1 to 256"}, RefusedRun{{"-n", "0"}, "--requests: '0'"},
        RefusedRun{{"-n", "5", "--warmup", "1s"}, "--warmup"},
        RefusedRun{{"-d", "0"}, "above zero"}, RefusedRun{{"-d", "5"}, "--duration: '5'"},
        RefusedRun{{"--timeout", "0"}, "--timeout"}, RefusedRun{{"-R", "0"}, "--rate: '0'"},
        RefusedRun{{"-R", "-1"}, "'-1'"}, RefusedRun{{"-R", "nan"}, "'nan'"},
        RefusedRun{{"-R", "2000k"}, "1000k/s"},
        RefusedRun{{"-R", "0.0000001/h"}, "--rate: '0.0000001/h' is below 1 in 366 days"},
        RefusedRun{{"--seed", "1"}, "--seed: only an open loop"},
        RefusedRun{{"--insecure"}, "--insecure: "},
        RefusedRun{{"--cacert", "ca.pem"}, "--cacert: "},
        RefusedRun{{"http://a:b@lab:8080/"}, "logins"},
        RefusedRun{{"--arrivals", "poisson"}, "--rate"},
        RefusedRun{{"-R", "1", "--arrivals", "bursty"}, "'bursty'"},
        RefusedRun{{"--seed", "x"}, "--seed"}, RefusedRun{{"-m", "get"}, "'get'"},
        RefusedRun{{"-H", "nocolon"}, "no colon"}, RefusedRun{{"-H", "A: b\r\nC: d"}, "line break"},
        RefusedRun{{"--mix", "1 /x"}, "no path"}, RefusedRun{{"http://other/"}, "another server"},
        RefusedRun{{"--rounds", "0"}, "--rounds: '0'"},
        RefusedRun{{"--expect", "p99"}, "--expect: 'p99'"},
        RefusedRun{{"--expect", "p99<5"}, "--expect: '5' is not a duration"},
        RefusedRun{{"--expect", "rate>=0.9*asked"}, "--expect: 'rate>=0.9*asked'"},
        RefusedRun{{"--unknown"}, "--unknown"},
        RefusedRun{{"--quiet=1"}, "--quiet takes no value"}));

TEST(RunOptions, RefusesAMixEntryThatIsNone) {
  for (const auto* text : {"", "/x", "0 /x", "-1 /x", "nan /x", "1", "1 x", "1 /a b", "1  /x"}) {
    EXPECT_FALSE(parse_mix_entry(text)) << text;
  }
}

TEST(RunOptions, RefusesAWeightThatSumsCouldNotHold) {
  const auto entry = parse_mix_entry(std::string(308, '9') + " /x");
  ASSERT_FALSE(entry);
  EXPECT_THAT(entry.error().text, HasSubstr("a weight above 1000000000"));
  EXPECT_TRUE(parse_mix_entry("1000000000 /x"));
}

TEST(RunOptions, TakesOneLoginForAllUrlsAndShowsNoneThatDiffers) {
  EXPECT_EQ(planned_run({"http://a:b@lab:8080/x"}, "http://a:b@lab:8080/").server.login, "a:b");
  const auto refused = run_options({"http://c:secret@lab:8080/x"}, "http://a:hidden@lab:8080/");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text, Not(AnyOf(HasSubstr("secret"), HasSubstr("hidden"))));
}

TEST(RunOptions, TakesWhatCanAct) {
  EXPECT_EQ(planned_run({"--seed", "5", "-R", "10"}).seed, 5u);
  EXPECT_EQ(planned_run({"--insecure"}, "https://lab/").network.tls.verify, Verify::kOff);
  EXPECT_EQ(planned_run({"--cacert", "ca.pem"}, "https://lab/").network.tls.ca_file, "ca.pem");
  EXPECT_GT(planned_run({"-R", "0.0002/h"}).open_loop->rate.per_second, 0);
}

TEST(RunOptions, NeedsAUrl) {
  const auto parsed = parse_run_options({}, 1);
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().text, HasSubstr("URL"));
}

TEST(RunOptions, RefusesAUrlItCannotAsk) {
  EXPECT_FALSE(run_options({}, "ftp://lab/"));
  EXPECT_FALSE(run_options({}, "http://lab:99999/"));
  EXPECT_FALSE(run_options({}, "http://lab/a b"));
}

TEST(RunOptions, AFilesNameInARefusalIsPrintable) {
  const auto refused = run_options({"--body", "@/nowhere/\x1b[2J"});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text, HasSubstr("cannot read '/nowhere/\\x1b[2J'"));
}

TEST(Pins, AreTakenAsCurlTakesThem) {
  const auto pin = parse_pin("example.com:8080:127.0.0.1,[::1],::2");
  ASSERT_TRUE(pin) << pin.error().text;
  EXPECT_EQ(pin->host, "example.com");
  ASSERT_EQ(pin->addresses.size(), 3u);
  EXPECT_EQ(pin->addresses[0].text(), "127.0.0.1:8080");
  EXPECT_EQ(pin->addresses[2].text(), "[::2]:8080");
  EXPECT_EQ(parse_pin("[::1]:80:127.0.0.1")->host, "::1");
  for (const auto* text : {"", "a", "a:80", ":80:127.0.0.1", "a:0:127.0.0.1", "a:65536:127.0.0.1",
                           "a:80:", "a:80:b", "a:80:127.0.0.1,", "a:x:127.0.0.1", "[::1:80:x",
                           "[]:80:127.0.0.1", "[::1]a:80:127.0.0.1", "a]:80:127.0.0.1"}) {
    EXPECT_FALSE(parse_pin(text)) << text;
  }
}

}  // namespace
}  // namespace lab
