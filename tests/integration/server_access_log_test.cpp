// Claims about --access-log: a line a request under every model, and a full disk harms nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;

class ServerAccessLog : public EveryModel {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return folder_ + "/access.log"; }
  std::vector<std::string> logged(const std::string& file) const {
    return flags({"--access-log", file, "--log-level", "off"});
  }

 private:
  std::string folder_ = [] {
    std::string folder = "/tmp/lab_access_XXXXXX";
    return std::string(mkdtemp(folder.data()));
  }();
};
INSTANTIATE_TEST_SUITE_P(Each, ServerAccessLog, testing::ValuesIn(server_kinds()), kind_name);

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string line_of(std::string_view request, int status, std::string_view took) {
  return fmt::format("^127.0.0.1 - - \\[[^]]+ \\+0000\\] \"{}\" {} [0-9]+ {}$", request, status,
                     took);
}

TEST_P(ServerAccessLog, HasALineForEveryAnswer) {
  ServerUnderTest server(logged(path()));
  server.get("/io?ms=20");
  server.get("/nothing");
  server.get("/hello", Method::kHead);
  EXPECT_EQ(server.stop(), 0);
  EXPECT_THAT(lines_of(path()),
              ElementsAre(ContainsRegex(line_of("GET /io\\?ms=20 HTTP/1.1", 200, "[0-9]{5,}")),
                          ContainsRegex(line_of("GET /nothing HTTP/1.1", 404, "[0-9]+")),
                          ContainsRegex(line_of("HEAD /hello HTTP/1.1", 200, "[0-9]+"))));
}

TEST_P(ServerAccessLog, NamesWhoeverIsRefusedAndWhatIsKnownOfTheRequest) {
  auto all = logged(path());
  all.insert(all.end(), {"--header-timeout", "300ms"});
  ServerUnderTest server(all);
  const std::string large = "Content-Length: 99999999\r\n";
  for (const auto& bytes :
       {std::string("GET /hello HTTP/1.1\r\nX : 1\r\n\r\n"), request_to("/echo", "POST", large),
        request_to("/nothing", "POST", "Expect: 100-continue\r\nContent-Length: 5\r\n"),
        std::string("GET /slow")}) {
    RawClient client(server);
    ASSERT_TRUE(client.send(bytes));
    EXPECT_NE(client.end(), RawClient::End::kStillOpen);
  }
  EXPECT_EQ(server.stop(), 0);
  EXPECT_THAT(lines_of(path()),
              ElementsAre(ContainsRegex(line_of("-", 400, "-")),
                          ContainsRegex(line_of("POST /echo HTTP/1.1", 413, "-")),
                          ContainsRegex(line_of("POST /nothing HTTP/1.1", 404, "-")),
                          ContainsRegex(line_of("-", 408, "-"))));
}

TEST_P(ServerAccessLog, IsOpenedAnewByReplacedWorkers) {
  ServerUnderTest server(logged(path()));
  server.get("/hello");
  std::filesystem::rename(path(), path() + ".1");
  server.signal(SIGHUP);
  ASSERT_TRUE(eventually([&] {
    const auto rows = server.workers();
    return std::all_of(rows.begin(), rows.end(), [](const auto& row) {
      return row.at("generation") == 1 && row.at("state") == "ready";
    });
  }));
  server.get("/healthz");
  EXPECT_EQ(server.stop(), 0);
  EXPECT_THAT(lines_of(path() + ".1"), ElementsAre(HasSubstr("GET /hello ")));
  EXPECT_THAT(lines_of(path()), ElementsAre(HasSubstr("GET /healthz ")));
}

TEST_P(ServerAccessLog, LosesItsLinesAndNothingElseOnAFullDisk) {
  ServerUnderTest server(logged("/dev/full"));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(server.get("/hello").status, 200);
  EXPECT_EQ(server.sum("/access_lines_lost"), 10);
  EXPECT_EQ(server.sum("/requests/lost"), 0);
  EXPECT_EQ(server.stop(), 0);
}

TEST(ServerStartWithAnAccessLog, NeedsAFileThatCanBeWritten) {
  const auto failure = run_in_vain({"--access-log", "/nowhere/access.log"});
  EXPECT_EQ(failure.code, 1);
  failure.expect_one_line("cannot append to the access log '/nowhere/access.log'");
}

}  // namespace
}  // namespace lab
