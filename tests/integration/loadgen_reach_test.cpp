// How `loadgen run` reaches a server: TLS, Unix sockets, pinned names, local addresses.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "common/json_file.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/front.hpp"
#include "tests/support/loadgen_run.hpp"

namespace lab {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

const Classes kAllGood{{"2xx", 40}};

/// The fault server behind TLS.
class LoadgenTls : public testing::Test {
 protected:
  std::string url(std::string_view path, std::string_view host = "localhost") const {
    return fmt::format("https://{}:{}{}", host, front_.port(), path);
  }
  std::vector<std::string> with(std::vector<std::string> options) const {
    options.insert(options.end(), {"--cacert", certificate_.file()});
    return options;
  }

  Certificate certificate_;
  FaultServer server_;
  Front front_{*numeric_address("127.0.0.1", 0), server_.port(), &certificate_};
};

TEST_F(LoadgenTls, KeepsConnectionsToAServerItTrusts) {
  const auto run = run_json({url("/ok")}, with({"-n", "40", "-c", "4"}));
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.classes(), kAllGood);
  EXPECT_EQ(run.opened(), 4);
  EXPECT_EQ(front_.connections(), 4u);
  EXPECT_EQ(front_.named_localhost(), 4u) << "the server is told its name";
  EXPECT_EQ(run.bytes(), server_.bytes_sent()) << "bytes are those of HTTP, not of TLS";
}

TEST_F(LoadgenTls, MakesAHandshakeForEveryRequestWithoutKeepAlive) {
  const auto run = run_json({url("/ok")}, with({"-n", "40", "-c", "4", "--no-keep-alive"}));
  EXPECT_EQ(run.classes(), kAllGood);
  EXPECT_EQ(run.opened(), 40);
}

TEST_F(LoadgenTls, ChecksTheCertificateAgainstAnAddressToo) {
  const auto run = run_json({url("/ok", "127.0.0.1")}, with({"-n", "40", "-c", "4"}));
  EXPECT_EQ(run.classes(), kAllGood);
}

TEST_F(LoadgenTls, ReadsRepliesWhateverTheRecordsTheyComeIn) {
  for (const auto* path : {"/chunked?slow=100", "/big-header", "/ok?cut=20", "/until-close"}) {
    const auto run = run_json({url(path)}, with({"-n", "4", "-c", "2"}));
    EXPECT_EQ(run.count("2xx"), 4) << path;
  }
}

TEST_F(LoadgenTls, ClassesAConnectionThatEndsEarlyAsClosed) {
  const auto run = run_json({url("/ok?close=20")}, with({"-n", "6", "-c", "2"}));
  EXPECT_EQ(run.classes(), (Classes{{"closed", 6}}));
}

TEST_F(LoadgenTls, SendsBodiesOfAnySize) {
  const auto body = std::string(100'000, 'x');
  const auto run = run_json({url("/ok")}, with({"-n", "4", "-c", "2", "-b", body}));
  EXPECT_EQ(run.count("2xx"), 4);
}

TEST_F(LoadgenTls, OutlivesAServerThatGoesWhileABodyIsSent) {
  const auto path = fmt::format("{}lab_large_{}.txt", testing::TempDir(), getpid());
  ASSERT_TRUE(write_text(path, std::string(8'000'000, 'x')));
  const auto run = run_json({url("/unread")}, with({"-n", "20", "-c", "4", "-b", "@" + path}));
  EXPECT_EQ(run.classes(), (Classes{{"closed", 20}}));
  unlink(path.c_str());
}

TEST_F(LoadgenTls, RefusesACertificateThatNobodyVouchesFor) {
  const auto done = loadgen({"run", url("/ok"), "-n", "1"});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: cannot connect to .*: the certificate is "
                                         "not trusted: self-signed certificate\n$"));
}

TEST_F(LoadgenTls, RefusesACertificateOfAnotherName) {
  const auto pin = fmt::format("example.com:{}:127.0.0.1", front_.port());
  const auto done = loadgen({"run", url("/ok", "example.com"), "-n", "1", "--resolve", pin,
                             "--cacert", certificate_.file()});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.errors, HasSubstr("not trusted: hostname mismatch"));
}

TEST_F(LoadgenTls, TakesAnyCertificateWhenToldTo) {
  const auto run = run_json({url("/ok")}, {"-n", "40", "-c", "4", "--insecure"});
  EXPECT_EQ(run.classes(), kAllGood);
}

TEST_F(LoadgenTls, SaysThatAServerInClearDoesNotSpeakTls) {
  const auto done = loadgen({"run", fmt::format("https://127.0.0.1:{}/ok", server_.port()), "-n",
                             "1", "--timeout", "2s"});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: cannot connect to [^\n]+\n$"));
}

TEST_F(LoadgenTls, RefusesAFileThatHoldsNoCertificate) {
  const auto done = loadgen({"run", url("/ok"), "-n", "1", "--cacert", "/dev/null"});
  EXPECT_EQ(done.code, 2);
  EXPECT_EQ(done.errors,
            "loadgen run: --cacert: '/dev/null' holds no certificates to trust (PEM)\n");
}

TEST(LoadgenReach, GoesToAUnixSocket) {
  const auto path = fmt::format("{}lab_reach_{}.sock", testing::TempDir(), getpid());
  const FaultServer server;
  const Front front(*unix_address(path), server.port(), nullptr);
  const auto run = run_json({"http://anything/ok"}, {"-n", "40", "-c", "4", "--unix-socket", path});
  EXPECT_EQ(run.classes(), kAllGood);
  EXPECT_EQ(run.opened(), 4);
  unlink(path.c_str());
}

TEST(LoadgenReach, SaysWhichUnixSocketIsNotThere) {
  const auto done = loadgen({"run", "http://a/", "-n", "1", "--unix-socket", "/nowhere.sock"});
  EXPECT_EQ(done.code, 1);
  EXPECT_EQ(done.errors,
            "loadgen run: cannot connect to unix:/nowhere.sock: No such file or directory\n");
}

TEST(LoadgenReach, GoesWhereAPinLeads) {
  FaultServer server;
  const auto run = run_json({fmt::format("http://shop.example:{}/ok", server.port())},
                            {"-n", "40", "-c", "4", "--resolve",
                             fmt::format("shop.example:{}:127.0.0.1", server.port())});
  EXPECT_EQ(run.classes(), kAllGood);
  EXPECT_THAT(server.last_request(),
              HasSubstr(fmt::format("Host: shop.example:{}\r\n", server.port())));
}

TEST(LoadgenReach, ComesFromTheAddressItWasTold) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "40", "-c", "4", "--local-addr", "127.0.0.2"});
  EXPECT_EQ(run.classes(), kAllGood);
  const auto done = loadgen({"run", server.url("/ok"), "-n", "1", "--local-addr", "192.0.2.1"});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.errors, HasSubstr("Cannot assign requested address"));
}

TEST(LoadgenReach, ShowsALoginAndLetsAHeaderReplaceIt) {
  FaultServer server;
  const auto url = fmt::format("http://aladdin:open%20sesame@{}/ok", server.authority());
  EXPECT_EQ(run_json({url}, {"-n", "1"}).count("2xx"), 1);
  EXPECT_THAT(server.last_request(),
              HasSubstr("\r\nAuthorization: Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
  EXPECT_EQ(run_json({url}, {"-n", "1", "-H", "Authorization: Bearer x"}).count("2xx"), 1);
  EXPECT_THAT(server.last_request(), HasSubstr("\r\nAuthorization: Bearer x\r\n"));
  EXPECT_THAT(server.last_request(), testing::Not(HasSubstr("Basic")));
}

TEST(LoadgenReach, SendsAFileAsBody) {
  FaultServer server;
  const auto path = fmt::format("{}lab_body_{}.txt", testing::TempDir(), getpid());
  ASSERT_TRUE(write_text(path, "from a file\n"));
  EXPECT_EQ(run_json(server, "/ok", {"-n", "1", "-b", "@" + path}).count("2xx"), 1);
  EXPECT_THAT(server.last_request(), testing::EndsWith("\r\n\r\nfrom a file\n"));
  const auto done = loadgen({"run", server.url("/ok"), "-b", "@/nowhere"});
  EXPECT_EQ(done.code, 2);
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: --body: [^\n]*/nowhere[^\n]*\n$"));
  unlink(path.c_str());
}

}  // namespace
}  // namespace lab
