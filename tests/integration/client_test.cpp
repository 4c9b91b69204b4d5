// The real `client` against real servers of each model: pictures, replies and exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "common/child_process.hpp"
#include "common/units.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/program.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr Duration kPatience = 30s;

Finished client(const std::vector<std::string>& arguments) {
  return run_program("client", arguments);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// A server of this model on free ports, killed at the end.
class RunningServer {
 public:
  explicit RunningServer(const std::string& model, const std::string& workers = "1") {
    auto child = ChildProcess::start({path_of("server"), "--model", model, "--workers", workers,
                                      "--port", "0", "--admin-port", "0", "--log-level", "off"});
    EXPECT_TRUE(child);
    child_.emplace(std::move(*child));
    const auto ready = child_->read_line(kPatience).value_or("");
    const auto begin = ready.find("url=") + 4;
    url_ = ready.substr(begin, ready.find(' ', begin) - begin);
    EXPECT_THAT(url_, StartsWith("http://"));
  }
  ~RunningServer() {
    child_->send_signal(SIGTERM);
    child_->wait(kPatience);
  }

  std::string url(const std::string& target) const { return url_ + target; }

 private:
  std::optional<ChildProcess> child_;
  std::string url_;
};

/// The drawn rows of a timeline: latency first, then who, then the bar.
struct Row {
  Duration latency{};
  std::string who;
  std::size_t waiting = 0;  // cells
  std::size_t working = 0;
};

std::vector<Row> rows_of(const std::string& page) {
  std::vector<Row> rows;
  for (const auto& line : lines_of(page)) {
    std::istringstream words(line);
    std::string latency, letter, name, bar;
    if (!(words >> latency >> letter >> name >> bar) || letter.size() != 1) continue;
    const auto read = parse_duration(latency);
    if (!read) continue;
    const auto count = [&](char cell) {
      return static_cast<std::size_t>(std::count(bar.begin(), bar.end(), cell));
    };
    rows.push_back({*read, name, count('.'), count(letter[0])});
  }
  return rows;
}

std::vector<Row> timeline_rows(const RunningServer& server, const std::string& reading) {
  const auto done = client({"timeline", server.url("/block?ms=200"), "-n", "6", "--width", "120"});
  EXPECT_EQ(done.code, 0) << done.errors;
  EXPECT_THAT(done.out, HasSubstr(reading));
  const auto rows = rows_of(done.out);
  EXPECT_THAT(rows, SizeIs(6)) << done.out;
  return rows;
}

TEST(ClientTimeline, ShowsAStaircaseOnAsync) {
  const RunningServer server("async");
  const auto rows = timeline_rows(server, "6 requests, one after another, answered by 1 thread");
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_GT(rows[i].latency, rows[i - 1].latency);
    EXPECT_GT(rows[i].waiting, rows[i - 1].waiting);
    EXPECT_EQ(rows[i].who, rows[0].who);
  }
  EXPECT_GE(rows.back().latency, 6 * 190ms);
}

TEST(ClientTimeline, ShowsAWallOnThread) {
  const RunningServer server("thread");
  const auto rows =
      timeline_rows(server, "6 requests, all in progress at the same time, answered by 6 threads");
  for (const auto& row : rows) {
    EXPECT_LT(row.latency, 400ms);  // two after another would take as long
    EXPECT_GT(row.working, row.waiting);
  }
}

TEST(ClientTimeline, ShowsStepsOfItsWorkersOnProcess) {
  const RunningServer server("process", "2");
  const auto rows =
      timeline_rows(server, "6 requests, at most 2 in progress at a time, answered by 2 workers");
  EXPECT_GE(rows.back().latency, 3 * 190ms);
  EXPECT_LT(rows.back().latency, 5 * 200ms);
}

TEST(ClientTimeline, DrawsAndNamesFailures) {
  const RunningServer server("async");
  const auto late =
      client({"timeline", server.url("/block?ms=200"), "-n", "3", "--timeout", "300ms"});
  EXPECT_EQ(late.code, 1);
  EXPECT_THAT(late.out,
              AllOf(ContainsRegex(" x  +xxx"), ContainsRegex("failed: 2 requests: .*it took")));
  EXPECT_THAT(late.errors, IsEmpty());
  const auto wrong = client({"timeline", server.url("/nothing"), "-n", "2"});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.out, HasSubstr("failed: 2 requests: 404 Not Found"));
}

TEST(ClientTimeline, ReachesFiveHundredAtOnce) {
  FaultServer server;
  const auto done = client({"timeline", server.url("/ok"), "-n", "500"});
  EXPECT_EQ(done.code, 0) << done.errors;
  EXPECT_EQ(server.requests(), 500U);
  EXPECT_THAT(done.out, HasSubstr("500 requests, answered by 1 thread: total"));
}

TEST(ClientTimeline, HasNoColoursAndNoLineTooWideInAPipe) {
  const RunningServer server("async");
  ::setenv("COLUMNS", "44", 1);
  const auto done = client({"timeline", server.url("/hello"), "-n", "4"});
  ::unsetenv("COLUMNS");
  EXPECT_THAT(done.out, Not(HasSubstr("\033")));
  for (const auto& line : lines_of(done.out)) EXPECT_LE(line.size(), 44U) << line;
}

/// The command line with a terminal for its stdin, stdout and stderr.
std::vector<std::string> on_terminal(const std::vector<std::string>& argv) {
  std::vector<std::string> wrapped{"/usr/bin/python3", "-c",
                                   "import pty, sys; pty.spawn(sys.argv[1:])"};
  wrapped.insert(wrapped.end(), argv.begin(), argv.end());
  return wrapped;
}

TEST(ClientTimeline, HasColoursOnATerminal) {
  const RunningServer server("thread");
  const auto argv =
      on_terminal({path_of("client"), "timeline", server.url("/io?ms=20"), "-n", "2"});
  ::setenv("TERM", "xterm", 1);
  ::unsetenv("NO_COLOR");
  EXPECT_THAT(finish(start_captured(argv)).out, HasSubstr("\033[38;5;"));
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_THAT(finish(start_captured(argv)).out, AllOf(HasSubstr("AAAA"), Not(HasSubstr("\033["))));
}

TEST(ClientGet, PutsTheBodyAloneOnStdout) {
  const RunningServer server("thread");
  const auto done = client({"get", server.url("/io?ms=20")});
  EXPECT_EQ(done.code, 0);
  EXPECT_EQ(boost::json::parse(done.out).at("model").as_string(), "thread");
  EXPECT_THAT(done.errors, StartsWith("HTTP 200 OK\n"));
  EXPECT_THAT(done.errors,
              ContainsRegex("times     connect .*, wait 2.*ms, transfer .*, total 2.*ms\n"));
  EXPECT_THAT(done.errors, ContainsRegex("server    wait 2.*ms\n"));
  EXPECT_THAT(done.errors, ContainsRegex("answered  by worker 0, pid [0-9]+, thread [0-9]+\n"));
}

TEST(ClientGet, KeepsABodyByteForByte) {
  const RunningServer server("async");
  EXPECT_EQ(client({"get", server.url("/bytes?n=3000000")}).out.size(), 3'000'000U);
}

TEST(ClientGet, HeadHasNoBody) {
  FaultServer server;
  const auto done = client({"get", server.url("/ok"), "--head"});
  EXPECT_EQ(done.code, 0);
  EXPECT_THAT(done.out, IsEmpty());
  EXPECT_THAT(done.errors, HasSubstr("Content-Length: 2\n"));
}

TEST(ClientGet, ExitCodeTellsGoodFromBad) {
  FaultServer server;
  for (const auto* path : {"/ok", "/204", "/302", "/304", "/chunked", "/until-close"}) {
    EXPECT_EQ(client({"get", server.url(path)}).code, 0) << path;
  }
  for (const auto* path : {"/404", "/500", "/silent", "/short", "/garbage"}) {
    EXPECT_EQ(client({"get", server.url(path)}).code, 1) << path;
  }
}

TEST(ClientGet, QuietPrintsErrorsOnly) {
  FaultServer server;
  const auto good = client({"get", "--quiet", server.url("/ok")});
  EXPECT_EQ(good.code, 0);
  EXPECT_THAT(good.out + good.errors, IsEmpty());
  const auto bad = client({"get", "--quiet", server.url("/500")});
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.out, IsEmpty());
  EXPECT_EQ(bad.errors,
            "client get: " + server.url("/500") + " answered 500 Internal Server Error\n");
}

/// Exactly one line on stderr, nothing on stdout.
void expect_one_line(const std::vector<std::string>& arguments, ExitCode code,
                     const std::string& named) {
  const auto done = client(arguments);
  EXPECT_EQ(done.code, code) << named;
  EXPECT_THAT(done.out, IsEmpty());
  EXPECT_THAT(lines_of(done.errors), SizeIs(1)) << done.errors;
  EXPECT_THAT(done.errors, HasSubstr(named));
}

TEST(Client, SaysInOneLineWhatWentWrong) {
  FaultServer server;
  const auto stalled = server.url("/stall");
  expect_one_line({"get", stalled, "--timeout", "100ms"}, 1, "longer than 100ms");
  expect_one_line({"timeline", stalled, "--timeout", "100ms"}, 1, "12 requests: no reply");
  server.refuse();
  expect_one_line({"get", stalled}, 1, "Connection refused");
  expect_one_line({"timeline", stalled, "-n", "3"}, 1, "3 requests: cannot connect");
}

TEST(Client, SaysInOneLineWhatIsWrongOnItsCommandLine) {
  expect_one_line({"get"}, 2, "URL is missing");
  expect_one_line({"get", "https://h/"}, 2, "https://h/");
  expect_one_line({"get", "h", "--timeout", "5"}, 2, "--timeout: '5'");
  expect_one_line({"timeline", "h", "-n", "501"}, 2, "from 1 to 500");
  expect_one_line({"timeline", "h", "--width", "1"}, 2, "--width: '1'");
  expect_one_line({"bogus"}, 2, "'bogus'");
}

TEST(Client, HelpsAndNamesItsVersion) {
  EXPECT_THAT(client({"--help"}).out, HasSubstr("client timeline"));
  EXPECT_EQ(client({"--help"}).code, 0);
  EXPECT_EQ(client({"get", "--help"}).code, 0);
  EXPECT_EQ(client({"timeline", "--help"}).code, 0);
  EXPECT_EQ(client({"--version"}).code, 0);
  const auto nothing = client({});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.out, IsEmpty());
  EXPECT_THAT(nothing.errors, HasSubstr("client timeline"));
}

}  // namespace
}  // namespace lab
