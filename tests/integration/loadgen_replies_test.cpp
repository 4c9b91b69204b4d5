// `loadgen run` against replies of every shape: whole, broken, redirected, none at all.
#include <gtest/gtest.h>

#include "tests/support/loadgen_run.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

/// One URL of `path` for each number of bytes from 0 up to `end`.
std::vector<std::string> at_each_byte(const FaultServer& server, const std::string& path,
                                      std::size_t end) {
  std::vector<std::string> urls;
  for (std::size_t i = 0; i < end; ++i) urls.push_back(server.url(path + std::to_string(i)));
  return urls;
}

/// Each URL once.
Run run_each(const std::vector<std::string>& urls) {
  return run_json(urls, {"-n", std::to_string(urls.size()), "-c", "4"});
}

std::size_t head_size(std::string_view path) { return fault_reply(path).find("\r\n\r\n") + 4; }

std::int64_t count(std::size_t size) { return static_cast<std::int64_t>(size); }

// --- G1, G2, G6, G19: what a reply may be ---

enum class Connections { kKept, kOneEach };

struct Shape {
  const char* path;
  const char* outcome;
  Connections connections;
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.path; }

class EveryShape : public testing::TestWithParam<Shape> {};

TEST_P(EveryShape, EndsInItsClassWithAllItsBytes) {
  FaultServer server;
  const auto run = run_json(server, GetParam().path, {"-n", "6", "-c", "3", "--timeout", "3s"});
  EXPECT_EQ(run.classes(), (Classes{{GetParam().outcome, 6}})) << testing::PrintToString(run);
  EXPECT_EQ(run.bytes(), server.bytes_sent());
  // Where a connection opened ahead ended without a byte, its request was sent once more.
  EXPECT_EQ(server.requests(), static_cast<std::uint64_t>(6 + run.stale()));
  const auto expected = GetParam().connections == Connections::kKept ? 3 : 6 + run.stale();
  EXPECT_EQ(run.opened(), expected);
}

constexpr auto kKept = Connections::kKept;
constexpr auto kOneEach = Connections::kOneEach;

INSTANTIATE_TEST_SUITE_P(
    G1, EveryShape,
    testing::Values(Shape{"/ok", "2xx", kKept}, Shape{"/204", "2xx", kKept},
                    Shape{"/204-length", "2xx", kKept}, Shape{"/304", "3xx", kKept},
                    Shape{"/interim", "2xx", kKept}, Shape{"/interims", "2xx", kKept},
                    Shape{"/chunked", "2xx", kKept}, Shape{"/until-close", "2xx", kOneEach},
                    Shape{"/early", "4xx", kOneEach}));

INSTANTIATE_TEST_SUITE_P(
    G2, EveryShape,
    testing::Values(
        Shape{"/short", "closed", kOneEach}, Shape{"/silent", "closed", kOneEach},
        Shape{"/unread", "closed", kOneEach}, Shape{"/extra", "2xx", kOneEach},
        Shape{"/two-replies", "2xx", kOneEach}, Shape{"/big-header", "2xx", kKept},
        Shape{"/interim-only", "closed", kOneEach}, Shape{"/switching", "protocol", kOneEach},
        Shape{"/garbage", "protocol", kOneEach}, Shape{"/zeros", "protocol", kOneEach},
        Shape{"/bad-length", "protocol", kOneEach}, Shape{"/two-lengths", "protocol", kOneEach},
        Shape{"/huge-length", "protocol", kOneEach}, Shape{"/huge-chunk", "protocol", kOneEach},
        Shape{"/bad-chunk", "protocol", kOneEach}, Shape{"/long-chunk", "protocol", kOneEach},
        Shape{"/99", "protocol", kOneEach}, Shape{"/600", "protocol", kOneEach}));

INSTANTIATE_TEST_SUITE_P(G6, EveryShape,
                         testing::Values(Shape{"/404", "4xx", kKept}, Shape{"/500", "5xx", kKept}));

// Followed, a redirect would be answered with a 200 by /ok.
INSTANTIATE_TEST_SUITE_P(G19, EveryShape,
                         testing::Values(Shape{"/301", "3xx", kKept}, Shape{"/302", "3xx", kKept},
                                         Shape{"/303", "3xx", kKept}, Shape{"/307", "3xx", kKept},
                                         Shape{"/308", "3xx", kKept}));

TEST(LoadgenRun, CountsRedirectsAsGoodAndAsksForNothingElse) {
  FaultServer server;
  const auto run = run_json(server, "/302", {"-n", "20", "-c", "2"});
  EXPECT_EQ(run.in_window("good_per_s"), 20);
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(server.requests(), 20U);
  EXPECT_TRUE(server.last_request().starts_with("GET /302 "));
}

// --- G1: without a body, and cut anywhere ---

TEST(LoadgenRun, TakesAReplyToHeadAsOneWithoutABody) {
  FaultServer server;
  for (const auto* path : {"/ok", "/chunked", "/304", "/204-length"}) {
    const auto run = run_json(server, path, {"-n", "20", "-c", "2", "-m", "HEAD"});
    EXPECT_EQ(run.number("/requests/answered"), 20) << path;
    EXPECT_EQ(run.opened(), 2) << path;
    EXPECT_EQ(run.bytes(), 20 * head_size(path)) << path;
  }
}

TEST(LoadgenRun, TakesTheCloseBehindAReplyToHeadForNoFailure) {
  FaultServer server;
  const auto run = run_json(server, "/until-close", {"-n", "20", "-c", "2", "-m", "HEAD"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 20}}));
  EXPECT_EQ(run.opened(), 20);
  EXPECT_EQ(run.bytes(), 20 * head_size("/until-close"));
}

class CutAnywhere : public testing::TestWithParam<const char*> {};

TEST_P(CutAnywhere, IsOneWholeReply) {
  FaultServer server;
  const std::string path = GetParam();
  const auto size = fault_reply(path).size();
  const auto run = run_each(at_each_byte(server, path + "?cut=", size));
  EXPECT_EQ(run.classes(), (Classes{{"2xx", count(size)}})) << testing::PrintToString(run);
  EXPECT_EQ(run.bytes(), size * size);
  EXPECT_EQ(run.stale(), 0);
}

INSTANTIATE_TEST_SUITE_P(G1, CutAnywhere,
                         testing::Values("/ok", "/chunked", "/interim", "/until-close"));

TEST(LoadgenRun, WaitsForTheLastOfSlowBytes) {
  FaultServer server;
  const auto run = run_json(server, "/chunked?slow=1000", {"-n", "4", "-c", "4"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 4}}));
  EXPECT_EQ(run.opened(), 4);
  EXPECT_EQ(run.bytes(), 4 * fault_reply("/chunked").size());
  EXPECT_GE(run.ms("min"), static_cast<double>(fault_reply("/chunked").size() - 1));
}

// --- G2: the connection ends at each stage ---

TEST(LoadgenRun, CountsAReplyClosedAtAnyByteAsClosed) {
  FaultServer server;
  for (const std::string path : {"/ok", "/chunked", "/interim"}) {
    const auto size = fault_reply(path).size();
    const auto before = server.bytes_sent();
    const auto run = run_each(at_each_byte(server, path + "?close=", size));
    EXPECT_EQ(run.classes(), (Classes{{"closed", count(size)}})) << testing::PrintToString(run);
    EXPECT_EQ(run.bytes(), server.bytes_sent() - before);
    EXPECT_EQ(run.code, 1);
  }
}

TEST(LoadgenRun, CountsAReplyResetAtAnyByteAsClosed) {
  FaultServer server;
  for (const std::string path : {"/ok", "/chunked", "/until-close"}) {
    const auto size = fault_reply(path).size();
    const auto run = run_each(at_each_byte(server, path + "?reset=", size + 1));
    const bool has_end = path != "/until-close";  // with the reset behind it a whole reply is whole
    EXPECT_EQ(run.count("closed"), count(has_end ? size : size + 1)) << testing::PrintToString(run);
    EXPECT_EQ(run.count("2xx"), has_end ? 1 : 0);
    EXPECT_LE(run.bytes(), server.bytes_sent());
  }
}

TEST(LoadgenRun, TakesTheCloseForTheEndOfABodyWithoutALengthButNotOfAHead) {
  FaultServer server;
  const std::string path = "/until-close";
  const auto size = fault_reply(path).size();
  const auto run = run_each(at_each_byte(server, path + "?close=", size));
  const auto head = head_size(path);
  EXPECT_EQ(run.classes(), (Classes{{"closed", count(head)}, {"2xx", count(size - head)}}))
      << testing::PrintToString(run);
  EXPECT_EQ(run.bytes(), size * (size - 1) / 2);
}

class StalledAt : public testing::TestWithParam<std::size_t> {};

TEST_P(StalledAt, IsATimeout) {
  FaultServer server;
  const auto path = "/chunked?stall=" + std::to_string(GetParam());
  const auto run = run_json(server, path, {"-n", "4", "-c", "2", "--timeout", "100ms"});
  EXPECT_EQ(run.classes(), (Classes{{"timeout", 4}}));
  EXPECT_EQ(run.bytes(), 4 * GetParam());
  EXPECT_EQ(server.requests(), 4U);  // a timeout is no reason to send a request again
  EXPECT_EQ(run.opened(), 4);
  EXPECT_GE(run.ms("min"), 100);
}

// Nothing, half the status line, the head, a chunk's line, half a chunk, all but the last byte.
INSTANTIATE_TEST_SUITE_P(G2, StalledAt,
                         testing::Values(0, 8, head_size("/chunked"), head_size("/chunked") + 14,
                                         head_size("/chunked") + 16,
                                         fault_reply("/chunked").size() - 1));

TEST(LoadgenRun, CountsBytesThatComeTooSlowlyAsATimeout) {
  FaultServer server;
  const auto run = run_json(server, "/ok?slow=50000", {"-n", "2", "-c", "2", "--timeout", "300ms"});
  EXPECT_EQ(run.classes(), (Classes{{"timeout", 2}}));
  EXPECT_GE(run.ms("min"), 300);
  EXPECT_GE(run.bytes(), 2U);
  EXPECT_LE(run.bytes(), server.bytes_sent());
}

// --- G2: without an end ---

struct Endless {
  const char* path;
  const char* outcome;
};

void PrintTo(const Endless& endless, std::ostream* out) { *out << endless.path; }

class WithoutEnd : public testing::TestWithParam<Endless> {};

TEST_P(WithoutEnd, EndsInItsClass) {
  FaultServer server;
  const auto run = run_json(server, GetParam().path, {"-n", "4", "-c", "2", "--timeout", "300ms"});
  EXPECT_EQ(run.classes(), (Classes{{GetParam().outcome, 4}}));
  EXPECT_GE(run.bytes(), 4 * kMiB);
  EXPECT_LE(run.bytes(), server.bytes_sent());
  EXPECT_EQ(run.opened(), 4);
  EXPECT_EQ(run.code, 1);
}

TEST_P(WithoutEnd, TakesNoMemory) {
  FaultServer server;
  RunBeside beside(server, GetParam().path, {"-c", "2", "-d", "10m", "--warmup", "0"});
  server.wait_for_bytes(256 * kMiB);
  const auto memory = beside.memory();
  beside.interrupt();
  const auto run = beside.finish();
  EXPECT_EQ(run.due(), run.count(GetParam().outcome) + run.count("open"));
  EXPECT_GT(memory, 0U);
  EXPECT_LE(memory, kSanitized ? 1024 * kMiB : 32 * kMiB);
}

INSTANTIATE_TEST_SUITE_P(G2, WithoutEnd,
                         testing::Values(Endless{"/endless", "timeout"},
                                         Endless{"/endless-chunks", "timeout"},
                                         Endless{"/endless-interim", "timeout"},
                                         Endless{"/endless-extension", "protocol"},
                                         Endless{"/endless-trailer", "protocol"},
                                         Endless{"/endless-header", "protocol"}));

// --- G6: no good reply, and some bad ones among the good ---

TEST(LoadgenRun, FailsWhenEveryReplyIsAnError) {
  FaultServer server;
  const auto run = run_json(server, "/500", {"-n", "10", "-c", "2"});
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.in_window("good_per_s"), 0);
  EXPECT_EQ(run.in_window("completed_per_s"), 10);
  EXPECT_FALSE(run.at_least("max"));  // an error reply is a reply
}

TEST(LoadgenRun, CountsAsGoodWhatIsAmongErrors) {
  FaultServer server;
  const auto run = run_json(server, "/ok?fail=5", {"-n", "100", "-c", "4"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 80}, {"5xx", 20}}));
  EXPECT_EQ(run.in_window("good_per_s"), 80);
  EXPECT_EQ(run.in_window("completed_per_s"), 100);
  EXPECT_EQ(run.opened(), 4);
  EXPECT_EQ(run.bytes(), server.bytes_sent());
  EXPECT_EQ(run.code, 0);
}

}  // namespace
}  // namespace lab
