// Replies are read to their end and no further, however the network cut them.
#include "common/http/client_exchange.hpp"

#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

using State = ClientExchange::State;

struct Exchange {
  std::string name;
  std::string bytes;
  Method method = Method::kGet;
  State state = State::kDone;   // after the bytes
  State at_end = State::kDone;  // after the end of the stream
  int status = 200;
  std::string body = {};
  bool keep_alive = true;  // before the end of the stream
  bool surplus = false;
};

std::string reply(std::string_view fields, std::string_view body,
                  std::string_view status = "200 OK") {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(fields) + "\r\n" +
         std::string(body);
}
std::string chunked(std::string_view body) { return reply("Transfer-Encoding: chunked\r\n", body); }

std::vector<Exchange> table() {
  const auto hi = reply("Content-Length: 2\r\n", "hi");
  constexpr auto reading = State::kReading;
  constexpr auto done = State::kDone;
  constexpr auto broken = State::kBroken;
  constexpr auto get = Method::kGet;
  return {
      {"length", hi, get, done, done, 200, "hi"},
      {"length zero", reply("Content-Length: 0\r\n", "")},
      {"error", reply("Content-Length: 2\r\n", "no", "500 Internal Server Error"), get, done, done,
       500, "no"},
      {"strange status", reply("Content-Length: 2\r\n", "no", "799 What"), get, done, done, 799,
       "no"},
      {"empty reason", reply("Content-Length: 0\r\n", "", "404 "), get, done, done, 404},
      {"close", reply("Content-Length: 2\r\nConnection: close\r\n", "hi"), get, done, done, 200,
       "hi", false},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", get, done, done, 200, "hi",
       false},
      {"HTTP/1.0 keep-alive",
       "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nhi", get, done, done,
       200, "hi"},
      {"HEAD with length", reply("Content-Length: 2000\r\n", ""), Method::kHead},
      {"HEAD chunked", chunked(""), Method::kHead},
      {"HEAD without length", reply("", ""), Method::kHead},
      {"HEAD with a body", hi, Method::kHead, done, done, 200, "", true, true},
      {"204", reply("", "", "204 No Content"), get, done, done, 204},
      {"204 with length", reply("Content-Length: 5\r\n", "", "204 No Content"), get, done, done,
       204},
      {"304 with length", reply("Content-Length: 5\r\n", "", "304 Not Modified"), get, done, done,
       304},
      {"100 before", "HTTP/1.1 100 Continue\r\n\r\n" + hi, get, done, done, 200, "hi"},
      {"103 and 102 before",
       reply("Link: </a>\r\n", "", "103 Early Hints") + reply("", "", "102 Processing") + hi, get,
       done, done, 200, "hi"},
      {"100 before HEAD", "HTTP/1.1 100 Continue\r\n\r\n" + reply("Content-Length: 9\r\n", ""),
       Method::kHead},
      {"101 is final", reply("Upgrade: x\r\n", "", "101 Switching Protocols"), get, done, done,
       101},
      {"100 alone", "HTTP/1.1 100 Continue\r\n\r\n", get, reading, broken},
      {"ends at close", reply("", "until the end"), get, reading, done, 200, "until the end",
       false},
      {"ends at close, empty", reply("", ""), get, reading, done, 200, "", false},
      {"unknown coding ends at close", reply("Transfer-Encoding: br\r\n", "xyz"), get, reading,
       done, 200, "xyz", false},
      {"chunks", chunked("3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n"), get, done, done, 200,
       "abc0123456789"},
      {"no chunk", chunked("0\r\n\r\n")},
      {"one-byte chunks", chunked("1\r\n0\r\n1\r\n\r\r\n0\r\n\r\n"), get, done, done, 200, "0\r"},
      {"extensions", chunked("3;a=b;c=\"d;e\"\r\nabc\r\n0;z\r\n\r\n"), get, done, done, 200, "abc"},
      {"trailers", chunked("3\r\nabc\r\n0\r\nX: y\r\nZ: 1\r\n\r\n"), get, done, done, 200, "abc"},
      {"surplus", hi + "H", get, done, done, 200, "hi", true, true},
      {"second reply", hi + hi, get, done, done, 200, "hi", true, true},
      {"surplus behind chunks", chunked("0\r\n\r\n") + "x", get, done, done, 200, "", true, true},
      {"short body", reply("Content-Length: 5\r\n", "hi"), get, reading, broken},
      {"short chunk", chunked("5\r\nhi"), get, reading, broken},
      {"no last chunk", chunked("2\r\nhi\r\n"), get, reading, broken},
      {"half the trailers", chunked("0\r\nX: y\r\n"), get, reading, broken},
      {"no end of the head", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", get, reading, broken},
      {"half a status line", "HTTP/1.", get, reading, broken},
      {"nothing", "", get, reading, broken},
      {"garbage", "\x16\x03\x01garbage\r\n\r\n", get, broken, broken},
      {"another protocol", "SSH-2.0-x\r\n\r\n", get, broken, broken},
      {"bad status", "HTTP/1.1 abc OK\r\n\r\n", get, broken, broken},
      {"HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", get, broken, broken},
      {"two lengths", reply("Content-Length: 1\r\nContent-Length: 2\r\n", "hi"), get, broken,
       broken},
      {"length and chunked", reply("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "hi"),
       get, broken, broken},
      {"length not a number", reply("Content-Length: x\r\n", "hi"), get, broken, broken},
      {"header without colon", reply("nonsense\r\n", ""), get, broken, broken},
      {"bad chunk size", chunked("xyz\r\nabc\r\n"), get, broken, broken},
      {"no CRLF behind a chunk", chunked("1\r\nabcdef\r\n"), get, broken, broken},
      {"20 KiB header", reply("X: " + std::string(20'000, 'x') + "\r\nContent-Length: 2\r\n", "hi"),
       get, done, done, 200, "hi"},
  };
}

void expect_row(const Exchange& row, ClientExchange& exchange, State state) {
  EXPECT_EQ(state, row.state);
  if (state != State::kBroken) {
    EXPECT_EQ(exchange.surplus(), row.surplus);
  }
  EXPECT_EQ(exchange.started(), !row.bytes.empty());
  if (state == State::kDone) {
    EXPECT_EQ(exchange.reply().keep_alive, row.keep_alive);
  }
  ASSERT_EQ(exchange.end_of_stream(), row.at_end);
  if (row.at_end != State::kDone) return;
  EXPECT_EQ(exchange.reply().status, row.status);
  EXPECT_EQ(exchange.reply().body, row.body);
  EXPECT_EQ(exchange.reply().body_bytes, row.body.size());
}

TEST(ClientExchange, ReadsWholeReplies) {
  for (const auto& row : table()) {
    SCOPED_TRACE(row.name);
    ClientExchange exchange(Keep::kEverything);
    exchange.begin(row.method);
    expect_row(row, exchange, exchange.feed(row.bytes));
  }
}

TEST(ClientExchange, ReadsRepliesByteByByte) {
  for (const auto& row : table()) {
    SCOPED_TRACE(row.name);
    ClientExchange exchange(Keep::kEverything);
    exchange.begin(row.method);
    auto state = State::kReading;
    for (const char byte : row.bytes) state = exchange.feed({&byte, 1});
    expect_row(row, exchange, state);
  }
}

TEST(ClientExchange, ReadsRepliesCutAtEveryByte) {
  for (const auto& row : table()) {
    if (row.bytes.size() > 1000) continue;
    for (std::size_t at = 1; at < row.bytes.size(); ++at) {
      SCOPED_TRACE(row.name + ", cut at " + std::to_string(at));
      const std::string_view bytes = row.bytes;
      ClientExchange exchange(Keep::kEverything);
      exchange.begin(row.method);
      exchange.feed(bytes.substr(0, at));
      expect_row(row, exchange, exchange.feed(bytes.substr(at)));
    }
  }
}

TEST(ClientExchange, ReadsOneReplyAfterAnother) {
  ClientExchange exchange(Keep::kEverything);
  for (const auto& row : table()) {
    if (row.state != State::kDone || !row.keep_alive || row.surplus) continue;
    SCOPED_TRACE(row.name);
    exchange.begin(row.method);
    EXPECT_EQ(exchange.feed(row.bytes), State::kDone);
    EXPECT_EQ(exchange.reply().status, row.status);
    EXPECT_EQ(exchange.reply().body, row.body);
  }
}

TEST(ClientExchange, BeginsAnewAfterABrokenReply) {
  ClientExchange exchange;
  exchange.begin(Method::kGet);
  EXPECT_EQ(exchange.feed("garbage\r\n\r\n"), State::kBroken);
  EXPECT_EQ(exchange.feed("more"), State::kBroken);
  exchange.begin(Method::kGet);
  EXPECT_FALSE(exchange.started());
  EXPECT_FALSE(exchange.surplus());
  EXPECT_EQ(exchange.feed(reply("Content-Length: 0\r\n", "")), State::kDone);
}

TEST(ClientExchange, NoticesBytesThatNobodyAskedFor) {
  ClientExchange exchange;
  exchange.begin(Method::kGet);
  EXPECT_EQ(exchange.feed(reply("Content-Length: 0\r\n", "")), State::kDone);
  EXPECT_FALSE(exchange.surplus());
  exchange.feed("HTTP/1.1 408 Request Timeout\r\n\r\n");
  EXPECT_TRUE(exchange.surplus());
}

TEST(ClientExchange, CountsAnEndlessBodyWithoutKeepingIt) {
  ClientExchange exchange;
  exchange.begin(Method::kGet);
  exchange.feed(reply("", ""));
  const std::string piece(64 * 1024, 'x');
  for (int i = 0; i < 100; ++i) ASSERT_EQ(exchange.feed(piece), State::kReading);
  EXPECT_EQ(exchange.reply().body_bytes, 100u * piece.size());
  EXPECT_TRUE(exchange.reply().body.empty());
  EXPECT_EQ(exchange.end_of_stream(), State::kDone);
}

TEST(ClientExchange, KeepsTheWorkerOfEveryReplyAndFieldsWhenAsked) {
  const auto bytes = reply("x-worker: 1/22/33\r\nContent-Length: 0\r\nX-A: 1\r\nX-A: 2\r\n", "");
  ClientExchange counting;
  counting.begin(Method::kGet);
  counting.feed(bytes);
  EXPECT_EQ(counting.reply().worker, "1/22/33");
  EXPECT_TRUE(counting.reply().fields.empty());
  ClientExchange keeping(Keep::kEverything);
  keeping.begin(Method::kGet);
  keeping.feed(bytes);
  EXPECT_EQ(keeping.reply().field("X-Worker"), "1/22/33");
  EXPECT_EQ(keeping.reply().field("x-a"), "1");
  EXPECT_EQ(keeping.reply().field("X-B"), "");
}

TEST(ClientExchange, GivesUpOnWhatNeverEnds) {
  const std::pair<std::string, std::string> endless[] = {{"HTTP/1.1 200 OK\r\nX: ", "header"},
                                                         {"HTTP/1.1 200 ", "status line"},
                                                         {chunked("5;"), "chunk extension"},
                                                         {chunked("0\r\nX: "), "trailer"}};
  const std::string piece(16 * 1024, 'x');
  for (const auto& [start, name] : endless) {
    ClientExchange exchange;
    exchange.begin(Method::kGet);
    auto state = exchange.feed(start);
    int pieces = 0;
    while (state == State::kReading && pieces < 200) {
      state = exchange.feed(piece);
      ++pieces;
    }
    EXPECT_EQ(state, State::kBroken) << name;
    EXPECT_LE(pieces, 66) << name << ": 1 MiB and a bit";
  }
}

}  // namespace
}  // namespace lab
