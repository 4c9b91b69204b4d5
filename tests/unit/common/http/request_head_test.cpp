// Heads are judged from their bytes: the conformance table tells the statuses, this tells the rest.
#include "common/http/request_head.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace lab {
namespace {

std::string with_fields(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
std::string with_line(std::string_view line) { return std::string(line) + "\r\nHost: a\r\n\r\n"; }

/// The accepted head; the test fails when it is refused. `bytes` must outlive it.
RequestHead accepted(const std::string& bytes) {
  const auto judged = judge_head(bytes);
  if (const auto* refusal = std::get_if<Refusal>(&judged)) {
    ADD_FAILURE() << bytes << " was refused: " << refusal->reason;
    return {};
  }
  return std::get<RequestHead>(judged);
}

Status refused(const std::string& bytes) {
  const auto judged = judge_head(bytes);
  const auto* refusal = std::get_if<Refusal>(&judged);
  EXPECT_NE(refusal, nullptr) << bytes;
  return refusal == nullptr ? Status::kOk : refusal->status;
}

TEST(RequestHead, KnowsEveryMethod) {
  for (int i = 0; i <= static_cast<int>(Method::kConnect); ++i) {
    const auto method = static_cast<Method>(i);
    const auto target = method == Method::kConnect ? "a:80" : "/x";
    const auto bytes = with_line(std::string(method_name(method)) + " " + target + " HTTP/1.1");
    EXPECT_EQ(accepted(bytes).method, method);
  }
}

TEST(RequestHead, SplitsTheTarget) {
  struct Row {
    std::string_view line, path, query;
  };
  const Row table[] = {{"GET / HTTP/1.1", "/", ""},
                       {"GET /a/b?c=d&e HTTP/1.1", "/a/b", "c=d&e"},
                       {"GET /a? HTTP/1.1", "/a", ""},
                       {"GET /a?b?c HTTP/1.1", "/a", "b?c"},
                       {"GET /%41%zz HTTP/1.1", "/%41%zz", ""},
                       {"GET //a//b HTTP/1.1", "//a//b", ""},
                       {"OPTIONS * HTTP/1.1", "*", ""},
                       {"CONNECT a:80 HTTP/1.1", "a:80", ""},
                       {"GET http://h/a?b HTTP/1.1", "/a", "b"},
                       {"GET hTTp://h:8080/ HTTP/1.1", "/", ""},
                       {"GET http://h HTTP/1.1", "/", ""},
                       {"GET http://h?b HTTP/1.1", "/", "b"},
                       {"GET http://[::1]:80/a HTTP/1.1", "/a", ""}};
  for (const auto& row : table) {
    const auto bytes = with_line(row.line);
    const auto head = accepted(bytes);
    EXPECT_EQ(head.path, row.path) << row.line;
    EXPECT_EQ(head.query, row.query) << row.line;
  }
}

TEST(RequestHead, TakesTheHostOfTheTargetBeforeThatOfTheHeader) {
  const auto by_header = with_line("GET /x HTTP/1.1"),
             by_target = with_line("GET http://b:80/x HTTP/1.1");
  EXPECT_EQ(accepted(by_header).host, "a");
  EXPECT_EQ(accepted(by_target).host, "b:80");
}

TEST(RequestHead, TakesHostAndPortAloneForTheTargetOfConnect) {
  EXPECT_EQ(accepted(with_line("CONNECT [::1]:443 HTTP/1.1")).method, Method::kConnect);
  for (const std::string target :
       {"a", "a:", ":80", "a:8x", "[::1]", "/x", "http://a:80", "a:80/x"})
    EXPECT_EQ(refused(with_line("CONNECT " + target + " HTTP/1.1")), Status::kBadRequest) << target;
}

TEST(RequestHead, TellsTheFraming) {
  const auto none = with_fields(""), zero = with_fields("Content-Length: 0\r\n"),
             five = with_fields("Content-Length: 5\r\n"),
             most = with_fields("content-length: 18446744073709551615\r\n"),
             chunks = with_fields("Transfer-Encoding:\tChunked \r\n");
  EXPECT_FALSE(accepted(none).has_body());
  EXPECT_FALSE(accepted(zero).has_body());
  EXPECT_EQ(accepted(five).content_length, 5u);
  EXPECT_TRUE(accepted(five).has_body());
  EXPECT_EQ(accepted(most).content_length, ~std::uint64_t{0});
  EXPECT_TRUE(accepted(chunks).chunked);
  EXPECT_TRUE(accepted(chunks).has_body());
}

TEST(RequestHead, TellsWhetherTheConnectionPersists) {
  struct Row {
    std::string_view version, fields;
    bool keep_alive;
  };
  const Row table[] = {{"1.1", "", true},
                       {"1.1", "Connection: close\r\n", false},
                       {"1.1", "Connection: CLOSE\r\n", false},
                       {"1.1", "Connection: upgrade , close\r\n", false},
                       {"1.1", "Connection: ,,close,\r\n", false},
                       {"1.1", "Connection: closed\r\n", true},
                       {"1.1", "Connection: keep-alive\r\n", true},
                       {"1.1", "Connection: keep-alive\r\nConnection: close\r\n", false},
                       {"1.5", "", true},
                       {"1.0", "", false},
                       {"1.0", "Connection: keep-alive\r\n", true},
                       {"1.0", "Connection: keep-alive, close\r\n", false},
                       {"1.0", "Proxy-Connection: keep-alive\r\n", false}};
  for (const auto& row : table) {
    const auto bytes = "GET / HTTP/" + std::string(row.version) + "\r\nHost: a\r\n" +
                       std::string(row.fields) + "\r\n";
    EXPECT_EQ(accepted(bytes).keep_alive, row.keep_alive) << bytes;
  }
}

TEST(RequestHead, HearsTheExpectationOfHttp11Alone) {
  const auto in_11 = with_fields("Expect: 100-Continue\r\n");
  const std::string in_10 = "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n";
  EXPECT_EQ(accepted(in_11).expectation, Expectation::kContinue);
  EXPECT_EQ(accepted(in_10).expectation, Expectation::kNone);
}

TEST(RequestHead, PicksAcceptAndContentType) {
  const auto bytes = with_fields("ACCEPT: text/html \r\nContent-Type:application/json\r\n");
  EXPECT_EQ(accepted(bytes).accept, "text/html");
  EXPECT_EQ(accepted(bytes).content_type, "application/json");
}

TEST(RequestHead, RefusesTwoHostHeaders) {
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), Status::kBadRequest);
}

TEST(RequestHead, JudgesTheVersionBeforeTheMethod) {
  EXPECT_EQ(refused(with_line("PRI * HTTP/2.0")), Status::kVersionNotSupported);
  EXPECT_EQ(refused(with_line("BREW / HTTP/1.1")), Status::kNotImplemented);
}

TEST(RequestHead, RefusesEveryControlCharacterInAValue) {
  for (int c = 0; c < 256; ++c) {
    const auto bytes = with_fields(std::string("X: a") + static_cast<char>(c) + "b\r\n");
    const bool allowed = c == '\t' || (c >= 0x20 && c != 0x7f);
    EXPECT_EQ(std::holds_alternative<RequestHead>(judge_head(bytes)), allowed) << c;
  }
}

TEST(RequestHead, RefusesEveryNameThatIsNotAToken) {
  const std::string_view marks = "!#$%&'*+-.^_`|~";
  for (int c = 0; c < 256; ++c) {
    const auto letter = static_cast<char>(c);
    const bool alphanumeric = c < 128 && std::isalnum(c) != 0;
    const bool allowed = alphanumeric || marks.find(letter) != std::string_view::npos;
    const auto bytes = with_fields(std::string("X") + letter + "Y: a\r\n");
    // "X:Y: a" is the header X with the value "Y: a".
    EXPECT_EQ(std::holds_alternative<RequestHead>(judge_head(bytes)), allowed || c == ':') << c;
  }
}

TEST(RequestHead, RefusesEveryStrangeByteInATarget) {
  for (int c = 0; c < 256; ++c) {
    const auto bytes = with_line(std::string("GET /a") + static_cast<char>(c) + "b HTTP/1.1");
    const bool allowed = c > 0x20 && c < 0x7f && c != '#';
    EXPECT_EQ(std::holds_alternative<RequestHead>(judge_head(bytes)), allowed) << c;
  }
}

TEST(RequestHead, SurvivesBytesThatAreNoHead) {
  for (const std::string bytes :
       {"", "\r\n", "\r\n\r\n", " ", ":", "GET", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n"}) {
    EXPECT_EQ(refused(bytes), Status::kBadRequest);
  }
}

// --- Finding the end of a head ------------------------------------------------------------------

using Found = std::variant<std::monostate, std::size_t, Refusal>;

Found find_whole(std::string_view bytes, std::uint64_t limit) {
  return HeadFinder(limit).look(bytes);
}

Found find_byte_by_byte(std::string_view bytes, std::uint64_t limit) {
  HeadFinder finder(limit);
  Found found;
  for (std::size_t n = 1; n <= bytes.size(); ++n) {
    found = finder.look(bytes.substr(0, n));
    if (found.index() != 0) break;
  }
  return found;
}

TEST(HeadFinder, FindsTheBlankLineWhereverItWasCut) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string more = head + "body\r\n\r\n";
  for (const auto& found : {find_whole(more, 100), find_byte_by_byte(more, 100)}) {
    ASSERT_EQ(found.index(), 1u);
    EXPECT_EQ(std::get<std::size_t>(found), head.size());
  }
}

TEST(HeadFinder, WaitsForTheRest) {
  for (const std::string_view bytes :
       {"", "G", "GET / HTTP/1.1\r", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\n\r"}) {
    EXPECT_EQ(find_whole(bytes, 100).index(), 0u) << bytes;
    EXPECT_EQ(find_byte_by_byte(bytes, 100).index(), 0u) << bytes;
  }
}

TEST(HeadFinder, RefusesLfAloneAnywhere) {
  for (const std::string_view bytes : {"\n", "GET\n", "a\r\nb\n\r\n", "a\r\n\n"}) {
    for (const auto& found : {find_whole(bytes, 100), find_byte_by_byte(bytes, 100)}) {
      ASSERT_EQ(found.index(), 2u) << bytes;
      EXPECT_EQ(std::get<Refusal>(found).status, Status::kBadRequest);
    }
  }
}

TEST(HeadFinder, KeepsTheLimitToTheByte) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::uint64_t limit = 1; limit < head.size() + 5; ++limit) {
    for (const auto& found : {find_whole(head, limit), find_byte_by_byte(head, limit)}) {
      if (limit >= head.size()) {
        ASSERT_EQ(found.index(), 1u) << limit;
        continue;
      }
      ASSERT_EQ(found.index(), 2u) << limit;
      const auto expected = limit < 16 ? Status::kUriTooLong : Status::kHeaderTooLarge;
      EXPECT_EQ(std::get<Refusal>(found).status, expected) << limit;
    }
  }
}

TEST(HeadFinder, BeginsAnewAfterReset) {
  HeadFinder finder(100);
  EXPECT_EQ(finder.look("a\r\nb\r\n").index(), 0u);
  finder.reset();
  EXPECT_EQ(std::get<std::size_t>(finder.look("c\r\n\r\n")), 5u);
}

}  // namespace
}  // namespace lab
