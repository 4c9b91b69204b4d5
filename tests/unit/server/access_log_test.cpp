// Claims about the lines of the access log, and about what a full disk does to them.
#include "server/access_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>

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
  EXPECT_EQ(access_line("::1", kMoment, request, text_reply(Status::kOk, "four"), 50'087us),
            "::1 - - [26/Nov/2026:05:42:19 +0000] \"GET /io?ms=50 HTTP/1.1\" 200 5 50087\n");
  request.minor_version = 0;
  request.method = Method::kPost;
  EXPECT_THAT(access_line("-", kMoment, request, text_reply(Status::kNotFound, ""), 1us),
              HasSubstr("\"POST /io?ms=50 HTTP/1.0\" 404 "));
}

TEST(AccessLine, CannotBeBrokenOutOfByATarget) {
  const auto line = access_line("-", kMoment, asked("/\"a\\"), Reply{}, 0us);
  EXPECT_THAT(line, HasSubstr(R"("GET /\"a\\ HTTP/1.1")"));
}

TEST(AccessLine, OfARefusedRequestTellsTheStatusAlone) {
  EXPECT_EQ(refused_line("10.0.0.1", kMoment, Status::kHeaderTooLarge),
            "10.0.0.1 - - [26/Nov/2026:05:42:19 +0000] \"-\" 431 - -\n");
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

TEST(AccessLog, AppendsToWhatIsThere) {
  const TemporaryFile file;
  std::ofstream(file.path()) << "before\n";
  Counter lost{0};
  AccessLog log(file.path(), lost);
  log.answered(-1, asked("/hello"), Reply{}, 0us);
  log.refused(-1, Status::kBadRequest);
  EXPECT_THAT(file.text(), MatchesRegex("before\n- .*\"GET /hello HTTP/1.1\" 200 0 0\n"
                                        "- .*\"-\" 400 - -\n"));
  EXPECT_EQ(lost, 0u);
}

TEST(AccessLog, DoesNothingWithoutAFile) {
  Counter lost{0};
  AccessLog log("", lost);
  log.answered(-1, asked("/hello"), Reply{}, 0us);
  EXPECT_EQ(lost, 0u);
}

TEST(AccessLog, CountsTheLinesOfAFullDiskAndGoesOn) {
  log::start(log::Level::kOff, "test");
  Counter lost{0};
  AccessLog log("/dev/full", lost);
  for (int i = 0; i < 3; ++i) log.answered(-1, asked("/hello"), Reply{}, 0us);
  EXPECT_EQ(lost, 3u);
}

TEST(AccessLog, LosesItsLinesWhenItCannotBeOpened) {
  log::start(log::Level::kOff, "test");
  Counter lost{0};
  AccessLog log("/nowhere/access.log", lost);
  log.refused(-1, Status::kBadRequest);
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
