// The command line of `loadgen sweep`.
#include "loadgen/commands/sweep_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Result<SweepOptions> sweep_options(const std::vector<std::string>& words) {
  return parse_sweep_options(words, 42);
}

TEST(SweepOptions, SweepAUrlWithTheUsualLadder) {
  const auto options =
      *sweep_options({"http://127.0.0.1:8080/io?ms=20", "--admin", "127.0.0.1:9080"});
  EXPECT_EQ(options.plan.kind, LoadKind::kConnections);
  EXPECT_THAT(options.plan.loads, ElementsAre(1, 2, 4, 8, 16, 32, 64, 128));
  EXPECT_EQ(options.plan.rounds, 3);
  EXPECT_EQ(options.plan.duration, 2s);
  EXPECT_EQ(options.plan.seed, 42u);
  EXPECT_EQ(options.plan.target, "/io?ms=20");
  EXPECT_EQ(options.plan.demand->wait, 20ms);
  EXPECT_EQ(options.target->admin->port, 9080);
  EXPECT_TRUE(options.kinds.empty());
}

TEST(SweepOptions, StartServersOfOursForAWorkload) {
  const auto options = *sweep_options({"--servers", "process,hybrid", "--workload", "io:40,cpu:2"});
  ASSERT_EQ(options.kinds.size(), 2u);
  EXPECT_EQ(options.kinds[1].name, "hybrid");
  EXPECT_EQ(options.plan.target, "/work?do=io:40,cpu:2");
  EXPECT_EQ(options.plan.demand->total(), 42ms);
  EXPECT_FALSE(options.target);
  EXPECT_EQ(sweep_options({"--workload", "io:1"})->kinds.front().name, "async");
}

TEST(SweepOptions, TakeLaddersInAnyOrder) {
  EXPECT_THAT(sweep_options({"http://x", "--connections", "8,1,64"})->plan.loads,
              ElementsAre(1, 8, 64));
  const auto open = *sweep_options({"http://x", "--rates", "1k,50,100/s"});
  EXPECT_EQ(open.plan.kind, LoadKind::kRates);
  EXPECT_THAT(open.plan.loads, ElementsAre(50, 100, 1000));
}

TEST(SweepOptions, TakeOneNumberOfConnectionsForRates) {
  EXPECT_EQ(sweep_options({"http://x", "--rates", "50", "--connections", "30"})->plan.connections,
            30u);
}

TEST(SweepOptions, TakeHeadersAndThreads) {
  const auto plan = sweep_options({"http://x", "-H", "X-Key: 1", "-t", "4"})->plan;
  EXPECT_EQ(load_plan(plan, {}, 8, 0).headers.front().name, "X-Key");
  EXPECT_EQ(load_plan(plan, {}, 8, 0).threads, 4u);
  EXPECT_EQ(load_plan(plan, {}, 1, 0).threads, 1u) << "none without a connection";
}

TEST(SweepOptions, TakeHowTheServerIsReached) {
  const auto plan = sweep_options({"https://x", "--insecure", "--cacert", "ca.pem", "--resolve",
                                   "x:443:127.0.0.1", "--unix-socket", "/tmp/x"})
                        ->plan;
  const auto network = load_plan(plan, {}, 8, 0).network;
  EXPECT_EQ(network.tls.verify, Verify::kOff);
  EXPECT_EQ(network.tls.ca_file, "ca.pem");
  EXPECT_EQ(network.pins.front().host, "x");
  EXPECT_TRUE(network.unix_socket);
}

TEST(SweepOptions, RefuseCertificatesThatNobodyShows) {
  const auto refusal = [](const std::vector<std::string>& words) {
    return sweep_options(words).error().text;
  };
  EXPECT_THAT(refusal({"http://x", "--insecure"}), StartsWith("--insecure: only https://"));
  EXPECT_THAT(refusal({"http://x", "--cacert", "x.pem"}), StartsWith("--cacert: only https://"));
  EXPECT_THAT(refusal({"--workload", "io:1", "--insecure"}), StartsWith("--insecure: only"));
}

TEST(SweepOptions, AreShortWhenQuick) {
  const auto options = *sweep_options({"http://x", "--quick"});
  EXPECT_EQ(options.plan.rounds, 1);
  EXPECT_EQ(options.plan.duration, 1s);
  EXPECT_EQ(sweep_options({"http://x", "--quick", "-d", "3s"})->plan.duration, 3s);
}

TEST(SweepOptions, AreRefusedInOneLineThatNamesOptionAndValue) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{}, "URL is missing"},
      {{"http://x", "--connections", "1,0"}, "--connections: '0'"},
      {{"http://x", "--connections", "1,2,2"}, "--connections: '2' is there twice"},
      {{"http://x", "--connections", "1,,2"}, "--connections: ''"},
      {{"http://x", "--connections", "ten"}, "--connections: 'ten'"},
      {{"http://x", "--rates", "100,-5"}, "--rates: '-5'"},
      {{"http://x", "--rates", "2000k"}, "--rates: '2000k'"},
      {{"http://x", "--rates", "100", "--connections", "1,2"}, "--connections: with --rates"},
      {{"http://x", "-d", "10ms"}, "--duration: '10ms'"},
      {{"http://x", "--rounds", "0"}, "--rounds: '0'"},
      {{"http://x", "--quick", "--rounds", "2"}, "--rounds: --quick"},
      {{"http://x", "--servers", "async"}, "--servers: there is a URL"},
      {{"http://x", "--workload", "io:1"}, "--workload: the URL"},
      {{"--servers", "async"}, "--workload"},
      {{"--workload", "io"}, "--workload: step 'io'"},
      {{"--servers", "nginx", "--workload", "io:1"}, "--servers: 'nginx'"},
      {{"--workload", "io:1", "--admin", "x:1"}, "--admin: it is that of a URL"},
      {{"--workload", "io:1", "--unix-socket", "/x"}, "--unix-socket: it leads to"},
      {{"https://x", "--resolve", "x"}, "--resolve: 'x'"},
      {{"http://x", "http://y"}, "'http://y' is not expected"},
      {{"ftp://x"}, "URL: "},
      {{"http://x", "--nonsense"}, "'--nonsense' is not expected"}};
  for (const auto& [words, says] : cases) {
    const auto options = sweep_options(words);
    ASSERT_FALSE(options) << says;
    EXPECT_THAT(options.error().text, HasSubstr(says));
    EXPECT_EQ(options.error().text.find('\n'), std::string::npos);
  }
}

TEST(SweepOptions, ShowHelpThatDoesNotCallTheUrlRequired) {
  const auto help = sweep_options({"--help"})->help;
  EXPECT_THAT(help, HasSubstr("--connections"));
  EXPECT_THAT(help, HasSubstr("[URL]"));
}

}  // namespace
}  // namespace lab
