// Claims about SIGHUP: all workers are replaced, one after another, and no request is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <boost/json/parse.hpp>
#include <fstream>
#include <set>
#include <thread>

#include "tests/support/program.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;

class ServerReplacement : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerReplacement, testing::ValuesIn(server_kinds()), kind_name);

std::set<std::int64_t> pids_of(const ServerUnderTest& server) {
  std::set<std::int64_t> pids;
  const auto rows = server.workers();
  for (const auto& row : rows) pids.insert(row.at("pid").as_int64());
  return pids;
}

bool is_retiring(const boost::json::value& row) { return row.as_object().contains("retiring"); }

/// Whether every worker has been replaced that often, serves, and is alone in its place.
bool eventually_replaced(const ServerUnderTest& server, int times) {
  return eventually([&] {
    const auto rows = server.workers();
    return std::all_of(rows.begin(), rows.end(), [&](const auto& row) {
      return row.at("generation") == times && row.at("state") == "ready" && !is_retiring(row);
    });
  });
}

/// Whether a worker retires, and its successor and all others serve.
bool eventually_one_retires(const ServerUnderTest& server) {
  return eventually([&] {
    const auto rows = server.workers();
    return std::count_if(rows.begin(), rows.end(), is_retiring) == 1 &&
           server.stats().at("workers_ready") == server.stats().at("workers_wanted");
  });
}

TEST_P(ServerReplacement, PutsANewProcessIntoThePlaceOfEveryWorker) {
  ServerUnderTest server(flags());
  ASSERT_EQ(server.get("/hello").status, 200);
  const auto before = pids_of(server);
  server.signal(SIGHUP);
  ASSERT_TRUE(eventually_replaced(server, 1));
  for (const auto pid : pids_of(server)) EXPECT_FALSE(before.contains(pid));
  EXPECT_EQ(server.get("/hello").status, 200);
  EXPECT_TRUE(server.eventually_sums("/requests/2xx", 2)) << "counts go on";
  EXPECT_EQ(server.sum("/restarts"), 0) << "nobody missed them";
  EXPECT_EQ(server.stop(), 0);
}

TEST_P(ServerReplacement, LosesNoRequestUnderLoad) {
  ServerUnderTest server(flags());
  std::atomic<int> answered{0}, failed{0};
  {
    std::vector<std::jthread> load(4);
    for (auto& one : load) {
      one = std::jthread([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          const auto got = fetch(server.url("/io?ms=3"), kPatience);
          ++(got && got->reply.status == 200 ? answered : failed);
        }
      });
    }
    for (int round = 1; round <= 3; ++round) {
      const auto enough = answered + 50;
      ASSERT_TRUE(eventually([&] { return answered >= enough; }));
      server.signal(SIGHUP);
      ASSERT_TRUE(eventually_replaced(server, round));
    }
  }
  EXPECT_EQ(failed, 0) << "of " << answered + failed;
  EXPECT_EQ(server.sum("/requests/lost"), 0);
  EXPECT_EQ(server.sum("/connections/lost"), 0);
}

/// A request whose last byte the client keeps back.
const std::string kAllButOneByte = request_to("/echo", "POST", "Content-Length: 2\r\n") + "h";

void expect_finished(RawClient& client) {
  ASSERT_TRUE(client.send("i"));
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).body, "hi");
  EXPECT_EQ(client.end(), End::kClosed) << "its worker is gone";
}

TEST_P(ServerReplacement, LetsNobodyWaitForTheOneThatRetires) {
  ServerUnderTest server(flags({"--workers", "1"}));
  RawClient slow(server);
  ASSERT_TRUE(slow.send(kAllButOneByte));
  ASSERT_TRUE(server.eventually_sums("/connections/open", 1));
  server.signal(SIGHUP);
  ASSERT_TRUE(eventually_one_retires(server));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(server.get("/hello").status, 200);
  EXPECT_TRUE(is_retiring(server.workers().at(0))) << "it waits for the slow one";
  expect_finished(slow);
  EXPECT_TRUE(eventually_replaced(server, 1));
}

/// A kept-alive connection to the worker of slot 0.
std::unique_ptr<RawClient> client_of_the_first(const ServerUnderTest& server) {
  Clients clients;  // kept, so that the next connection may go to another worker
  do {
    clients.push_back(std::make_unique<RawClient>(server));
  } while (std::stoi(clients.back()->ask("/hello").worker) != 0);
  return std::move(clients.back());
}

TEST_P(ServerReplacement, TakesOneWorkerAtATime) {
  ServerUnderTest server(flags({"--workers", "3", "--keep-alive", "on"}));
  const auto client = client_of_the_first(server);
  ASSERT_TRUE(client->send(kAllButOneByte));
  server.signal(SIGHUP);
  ASSERT_TRUE(eventually_one_retires(server));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(server.get("/hello").status, 200);
  EXPECT_EQ(server.sum("/generation"), 1) << "the others wait for the first";
  expect_finished(*client);
  EXPECT_TRUE(eventually_replaced(server, 1));
}

TEST_P(ServerReplacement, GivesUpConnectionsThatOutliveTheDrainTimeout) {
  ServerUnderTest server(
      flags({"--workers", "1", "--drain-timeout", "300ms", "--log-level", "off"}));
  auto stuck = clients_that_sent(server, 1, request_to("/io?ms=60000"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGHUP);
  EXPECT_NE(stuck[0]->end(), End::kStillOpen);
  ASSERT_TRUE(eventually_replaced(server, 1));
  EXPECT_EQ(server.sum("/requests/lost"), 1);
  EXPECT_EQ(server.stop(), 0) << "it was lost before the drain";
}

TEST_P(ServerReplacement, KeepsThePromiseOfADrainThatComesInBetween) {
  ServerUnderTest server(flags({"--workers", "1", "--drain-timeout", "60s"}));
  RawClient slow(server);
  ASSERT_TRUE(slow.send(kAllButOneByte));
  ASSERT_TRUE(server.eventually_sums("/connections/open", 1));
  server.signal(SIGHUP);
  ASSERT_TRUE(eventually_one_retires(server));
  auto waiting = clients_that_sent(server, 20, request_to("/block?ms=20"));
  server.signal(SIGTERM);
  for (auto& client : waiting) EXPECT_EQ(client->reply().value_or(ReceivedReply{}).status, 200);
  expect_finished(slow);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerReplacement, KeepsThatPromiseForTheQueueOfADeadWorkerToo) {
  ServerUnderTest server(flags({"--workers", "1", "--drain-timeout", "60s", "--log-level", "off"}));
  auto busy = clients_that_sent(server, 1, request_to("/block?ms=60000"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  kill(static_cast<pid_t>(server.number("/pid")), SIGKILL);
  ASSERT_TRUE(server.eventually_sums("/generation", 1));
  auto waiting = clients_that_sent(server, 20, request_to("/hello"));
  server.signal(SIGTERM);
  for (auto& client : waiting) {
    EXPECT_EQ(client->reply().value_or(ReceivedReply{}).status, 200) << "was in the queue before";
  }
  EXPECT_EQ(server.wait(), 0);
}

/// Whether a process that is not our child is gone, or a zombie that nobody has buried yet.
bool has_ended(pid_t pid) {
  std::ifstream stat(fmt::format("/proc/{}/stat", pid));
  std::string text;
  return !std::getline(stat, text) || text.find(") Z ") != std::string::npos;
}

/// A server that is a job at a terminal, which goes away with the process that is held here.
class ServerAtATerminal {
 public:
  ServerAtATerminal(const std::string& how, const std::vector<std::string>& flags)
      : terminal_(start_captured(command(how, flags))),
        line_(terminal_.read_line(kPatience).value_or("")) {}

  pid_t pid() const { return static_cast<pid_t>(std::stol("0" + word("pid="))); }
  Url admin_url(const std::string& target) const {
    return parse_url(word("admin="))->with_target(target);
  }
  void lose_terminal() const { terminal_.send_signal(SIGKILL); }

 private:
  static std::vector<std::string> command(const std::string& how,
                                          const std::vector<std::string>& flags) {
    std::vector<std::string> words{LAB_SOURCE_DIR "/tests/support/terminal.py", how};
    for (auto& word : server_command(flags)) words.push_back(std::move(word));
    return words;
  }
  std::string word(const std::string& name) const {
    const auto at = line_.find(name);
    EXPECT_NE(at, std::string::npos) << line_;
    const auto begin = at + name.size();
    return line_.substr(begin, line_.find_first_of(" \r", begin) - begin);
  }

  ChildProcess terminal_;
  std::string line_;
};

TEST(ServerTerminal, EndsWithItWhereverItRuns) {
  for (const auto* how : {"foreground", "background"}) {
    const ServerAtATerminal server(how, {"--model", "thread"});
    ASSERT_FALSE(has_ended(server.pid())) << how;
    server.lose_terminal();
    EXPECT_TRUE(eventually([&] { return has_ended(server.pid()); })) << how;
  }
}

TEST(ServerTerminal, OutlivesItUnderNohupAndStillTakesTheSignal) {
  const ServerAtATerminal server("nohup", {"--model", "thread"});
  server.lose_terminal();
  const auto generation = [&] {
    const auto stats = fetch(server.admin_url("/stats"), kPatience);
    if (!stats) return std::int64_t{-1};
    return boost::json::parse(stats->reply.body)
        .at_pointer("/workers/0/generation")
        .to_number<std::int64_t>();
  };
  EXPECT_TRUE(eventually([&] {
    kill(server.pid(), SIGHUP);
    return generation() >= 1;
  }));
  kill(server.pid(), SIGTERM);
  EXPECT_TRUE(eventually([&] { return has_ended(server.pid()); }));
}

}  // namespace
}  // namespace lab
