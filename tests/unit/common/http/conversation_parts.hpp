// What the tests of a server's conversation are put together from.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "tests/conformance/driver.hpp"

namespace lab::test {

using Want = ServerConversation::Want;

inline const std::string kGet = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

inline std::string post(std::size_t length) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

inline std::string expecting(std::string_view path, std::string_view length = "2") {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " + std::string(length) +
         "\r\n\r\n";
}

inline Reply reply_of(std::string text) {
  Reply reply;
  reply.content_type = kPlainText;
  reply.body = std::move(text);
  return reply;
}

/// A driver whose connection has had one request and idles.
struct Idling : Driver {
  explicit Idling(Limits limits = {}) : Driver(limits) { feed(kGet); }
};

inline void expect_closed(Driver& driver, Ending ending) {
  EXPECT_EQ(driver.run().want, Want::kClose);
  EXPECT_EQ(driver.conversation().ending(), ending) << ending_name(driver.conversation().ending());
}

}  // namespace lab::test
