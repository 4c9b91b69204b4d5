// Claims about the lines of the access log, and about what a full disk does to them.
#include "server/access_log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "common/log.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr std::time_t kMoment = 1'795'671'739;  // 2026-11-26 05:42:19 UTC

Request asked(std::string_view path, std::string_view query = "") {
  Request request;
  request.path = path;
  request.query = query;
  return request;
}

TEST(AccessLine, IsTheCommonLogFormatAndMicroseconds) {
  auto request = asked("/io", "ms=50");
  EXPECT_EQ(access_line({"::1", kMoment, request, Status::kOk, 312, 50'087us}),
            "::1 - - [26/Nov/2026:05:42:19 +0000] \"GET /io?ms=50 HTTP/1.1\" 200 312 50087\n");
  request.minor_version = 0;
  request.method = Method::kPost;
  EXPECT_THAT(access_line({"-", kMoment, request, Status::kNotFound, 0, 1us}),
              HasSubstr("\"POST /io?ms=50 HTTP/1.0\" 404 0 1"));
}

TEST(AccessLine, CannotBeBrokenOutOfByATarget) {
  const auto request = asked("/\"a\\", "\"");
  EXPECT_THAT(access_line({"-", kMoment, request, Status::kOk, 0, 0us}),
              HasSubstr(R"("GET /\"a\\?\" HTTP/1.1")"));
}

TEST(AccessLine, OfARequestThatNobodyUnderstoodTellsTheStatusAlone) {
  const auto request = asked("");
  EXPECT_EQ(access_line({"10.0.0.1", kMoment, request, Status::kHeaderTooLarge, 20, {}}),
            "10.0.0.1 - - [26/Nov/2026:05:42:19 +0000] \"-\" 431 20 -\n");
}

class TemporaryFile {
 public:
  TemporaryFile() { close(mkstemp(path_.data())); }
  ~TemporaryFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }
  std::string text() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_ = "/tmp/lab_access_XXXXXX";
};

/// One answer to GET /hello, on a connection that has gone.
void say_hello(AccessLog& log) {
  ConnectionLog(&log, -1).answered(asked("/hello"), text_reply(Status::kOk, "four"), 0us);
}

TEST(AccessLog, AppendsToWhatIsThere) {
  const TemporaryFile file;
  std::ofstream(file.path()) << "before\n";
  Counter lost{0};
  AccessLog log(file.path(), lost);
  say_hello(log);
  ConnectionLog(&log, -1).refused(asked(""), Status::kBadRequest, 7);
  EXPECT_THAT(file.text(), MatchesRegex("before\n- .*\"GET /hello HTTP/1.1\" 200 5 0\n"
                                        "- .*\"-\" 400 7 -\n"));
  EXPECT_EQ(lost, 0u);
}

TEST(AccessLog, KnowsThatAHeadHasNoBody) {
  const TemporaryFile file;
  Counter lost{0};
  AccessLog log(file.path(), lost);
  auto request = asked("/hello");
  request.method = Method::kHead;
  ConnectionLog(&log, -1).answered(request, text_reply(Status::kOk, "four"), 0us);
  EXPECT_THAT(file.text(), HasSubstr("\"HEAD /hello HTTP/1.1\" 200 0 0\n"));
}

TEST(ConnectionLog, SaysNothingWithoutALog) {
  const ConnectionLog log(nullptr, -1);
  log.answered(asked("/hello"), Reply{}, 0us);
  log.refused(asked(""), Status::kBadRequest, 0);
}

TEST(AccessLog, CountsTheLinesOfAFullDiskAndGoesOn) {
  log::start(log::Level::kOff, "test");
  Counter lost{0};
  AccessLog log("/dev/full", lost);
  for (int i = 0; i < 3; ++i) say_hello(log);
  EXPECT_EQ(lost, 3u);
}

/// A process may write no more than so many bytes into a file; without a value, as many as before.
void limit_files(std::optional<rlim_t> bytes) {
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes.value_or(limit.rlim_max);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

TEST(AccessLog, EndsALineThatTheDiskTookInPartBeforeTheNext) {
  log::start(log::Level::kOff, "test");
  signal(SIGXFSZ, SIG_IGN);  // as the server does
  const TemporaryFile file;
  Counter lost{0};
  AccessLog log(file.path(), lost);
  limit_files(10);
  say_hello(log);
  limit_files(std::nullopt);
  say_hello(log);
  EXPECT_EQ(lost, 1u);
  EXPECT_THAT(file.text(), MatchesRegex("- - - \\[[^\n]*\n- - - .*\"GET /hello .*\n"));
}

TEST(AccessLog, DoesNotWaitForTheReaderOfAPipe) {
  log::start(log::Level::kOff, "test");
  const std::string path = "/tmp/lab_access_fifo_" + std::to_string(getpid());
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_FALSE(check_access_log(path)) << "nobody reads";
  const UniqueFd reader(open(path.c_str(), O_RDONLY | O_NONBLOCK));
  Counter lost{0};
  AccessLog log(path, lost);
  while (lost == 0) say_hello(log);  // until the pipe is full
  unlink(path.c_str());
}

TEST(AccessLog, LosesItsLinesWhenItCannotBeOpened) {
  log::start(log::Level::kOff, "test");
  Counter lost{0};
  AccessLog log("/nowhere/access.log", lost);
  say_hello(log);
  EXPECT_EQ(lost, 1u);
}

TEST(AccessLogCheck, NamesTheFileAndTheReason) {
  const auto checked = check_access_log("/nowhere/access.log");
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().text,
              HasSubstr("cannot append to the access log '/nowhere/access.log': No such file"));
  EXPECT_TRUE(check_access_log(""));
  EXPECT_TRUE(check_access_log("/dev/full")) << "it can be opened";
}

}  // namespace
}  // namespace lab
