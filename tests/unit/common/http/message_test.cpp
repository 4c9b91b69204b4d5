// Dates, statuses and reply heads as they stand on the wire.
#include "common/http/message.hpp"

#include <gtest/gtest.h>

#include "common/http/date.hpp"

namespace lab {
namespace {

TEST(HttpDate, HasTheFixedForm) {
  const std::pair<std::time_t, std::string_view> table[] = {
      {784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
      {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
      {951782400, "Tue, 29 Feb 2000 00:00:00 GMT"},
      {1735689599, "Tue, 31 Dec 2024 23:59:59 GMT"},
      {4102444800, "Fri, 01 Jan 2100 00:00:00 GMT"}};
  for (const auto& [moment, text] : table) EXPECT_EQ(http_date(moment), text);
}

TEST(HttpDate, OfNowIsNow) {
  const auto before = std::time(nullptr);
  const std::string now(http_date_now());
  bool found = false;  // the coarse clock may lag a tick behind
  for (auto second = before - 1; second <= std::time(nullptr) && !found; ++second)
    found = now == http_date(second);
  EXPECT_TRUE(found) << now;
}

TEST(Message, NamesMethodsAndStatuses) {
  EXPECT_EQ(method_name(Method::kGet), "GET");
  EXPECT_EQ(method_name(Method::kOptions), "OPTIONS");
  EXPECT_EQ(method_name(Method::kConnect), "CONNECT");
  for (const int code :
       {100, 200, 400, 403, 404, 405, 408, 413, 414, 417, 431, 500, 501, 502, 503, 504, 505}) {
    EXPECT_NE(reason_phrase(static_cast<Status>(code)), "Unknown") << code;
  }
}

TEST(ReplyHead, HoldsEverythingInOrder) {
  Reply reply;
  reply.status = Status::kNotFound;
  reply.content_type = kJsonText;
  reply.body = std::string("{}");
  reply.add("X-Worker", "1/2/3");
  reply.add("Retry-After", "1");
  EXPECT_EQ(reply_head(reply, "DATE", "close"),
            "HTTP/1.1 404 Not Found\r\nDate: DATE\r\nContent-Type: "
            "application/json\r\nContent-Length: 2\r\n"
            "Connection: close\r\nX-Worker: 1/2/3\r\nRetry-After: 1\r\n\r\n");
}

TEST(ReplyHead, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(reply_head(Reply(), "DATE", ""),
            "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Length: 0\r\n\r\n");
}

TEST(ReplyHead, TellsTheSizeOfAFiller) {
  Reply reply;
  reply.body = Filler{std::uint64_t{1} << 40};
  EXPECT_EQ(reply.body_size(), std::uint64_t{1} << 40);
  EXPECT_NE(reply_head(reply, "D", "").find("Content-Length: 1099511627776\r\n"),
            std::string::npos);
}

TEST(TextReply, IsALineOfPlainText) {
  const auto reply = text_reply(Status::kBadRequest, "no");
  EXPECT_EQ(reply.status, Status::kBadRequest);
  EXPECT_EQ(reply.content_type, kPlainText);
  EXPECT_EQ(std::get<std::string>(reply.body), "no\n");
}

}  // namespace
}  // namespace lab
