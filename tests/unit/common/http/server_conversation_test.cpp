// A connection's phases, expectations, replies and endings, with bytes and moments made up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/http/conversation_parts.hpp"

namespace lab::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// --- Phases -------------------------------------------------------------------------------------

TEST(ServerConversation, GoesFromReadToHandleToWriteToRead) {
  Driver driver;
  auto& conversation = driver.conversation();
  EXPECT_EQ(conversation.next(driver.now()).want, Want::kRead);
  EXPECT_FALSE(conversation.idle()) << "the first request is on its way";
  const auto room = conversation.prepare();
  ASSERT_GE(room.size(), kGet.size());
  std::copy(kGet.begin(), kGet.end(), room.begin());
  conversation.commit(kGet.size());
  EXPECT_EQ(conversation.next(driver.now()).want, Want::kHandle);
  EXPECT_FALSE(conversation.idle());
  EXPECT_EQ(conversation.request().path, "/hello");
  conversation.answer(reply_of("hi"), Persist::kKeep);
  EXPECT_EQ(conversation.next(driver.now()).want, Want::kWrite);
  const auto output = conversation.output();
  EXPECT_EQ(std::string_view(output.data(), output.size()),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain; "
            "charset=utf-8\r\n"
            "Content-Length: 2\r\n\r\nhi");
  conversation.written(output.size());
  EXPECT_EQ(conversation.next(driver.now()).want, Want::kRead);
  EXPECT_TRUE(conversation.idle());
}

TEST(ServerConversation, OffersTheRestAfterAPartialWrite) {
  Driver driver;
  driver.feed("");
  auto& conversation = driver.conversation();
  const auto room = conversation.prepare();
  std::copy(kGet.begin(), kGet.end(), room.begin());
  conversation.commit(kGet.size());
  driver.run_to(Want::kWrite);
  std::string written;
  while (conversation.next(driver.now()).want == Want::kWrite) {
    written += conversation.output()[0];
    conversation.written(1);
  }
  EXPECT_THAT(written, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(written, HasSubstr("\r\n\r\nhello\n"));
}

TEST(ServerConversation, ShowsTheRequestToTheHandler) {
  std::string accept, type, body;
  Driver driver({}, [&](const Request& request) {
    accept = request.accept;
    type = request.content_type;
    body = request.body;
    return Reply();
  });
  driver.feed(
      "POST /a%20b?c=d HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nContent-Type: "
      "x/y\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_THAT(driver.handled(), ElementsAre(Handled{Method::kPost, "/a%20b", "c=d", "abc"}));
  EXPECT_EQ(accept, "text/html");
  EXPECT_EQ(type, "x/y");
  EXPECT_EQ(body, "abc");
}

TEST(ServerConversation, ForgetsARequestBeforeTheNext) {
  Driver driver;
  driver.feed("POST /echo?q HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + kGet);
  EXPECT_THAT(driver.handled(), ElementsAre(Handled{Method::kPost, "/echo", "q", "abc"},
                                            Handled{Method::kGet, "/hello", "", ""}));
}

TEST(ServerConversation, AnswersPipelinedRequestsInOrderWhenTheFirstIsSlow) {
  Driver driver;
  auto& conversation = driver.conversation();
  const auto two = kGet + post(2) + "hi";
  driver.run();
  const auto room = conversation.prepare();
  std::copy(two.begin(), two.end(), room.begin());
  conversation.commit(two.size());
  ASSERT_EQ(conversation.next(driver.now()).want, Want::kHandle);
  driver.advance(1h);
  EXPECT_EQ(conversation.next(driver.now()).want, Want::kHandle)
      << "no deadline while the server works";
  EXPECT_FALSE(conversation.next(driver.now()).deadline.has_value());
  driver.run();
  EXPECT_THAT(driver.statuses(), ElementsAre(200, 200));
  EXPECT_EQ(driver.replies()[1].body, "hi");
}

TEST(ServerConversation, NamesEveryEnding) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kEndings; ++i) names.push_back(ending_name(static_cast<Ending>(i)));
  EXPECT_THAT(names, ElementsAre("closed_by_peer", "closed_by_us", "idle", "preempted", "drained",
                                 "refused", "timed_out", "aborted"));
}

// --- Expectations -------------------------------------------------------------------------------

TEST(Expect, IsMetBeforeTheBody) {
  Driver driver;
  driver.feed(expecting("/echo"));
  EXPECT_EQ(driver.output(), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(driver.run().deadline, driver.now() + 30s) << "the body's";
  driver.feed("hi");
  EXPECT_THAT(driver.statuses(), ElementsAre(100, 200));
}

TEST(Expect, IsNotMetWhenTheBodyIsHere) {
  Driver driver;
  driver.feed(expecting("/echo") + "h");
  EXPECT_THAT(driver.output(), IsEmpty());
  driver.feed("i");
  EXPECT_THAT(driver.statuses(), ElementsAre(200));
}

TEST(Expect, MayBeRefusedWithoutReadingTheBody) {
  Driver driver;
  driver.rules().refuse = small_app_refuses;
  driver.feed(expecting("/nowhere", "1000"));
  EXPECT_THAT(driver.statuses(), ElementsAre(404));
  EXPECT_EQ(driver.replies()[0].field("Connection"), "close");
  EXPECT_THAT(driver.handled(), IsEmpty());
  EXPECT_EQ(driver.run().want, Want::kLinger);
  driver.end_of_stream();
  expect_closed(driver, Ending::kRefused);
}

TEST(Expect, AsksForTheRequestItIsAbout) {
  Driver driver;
  std::string asked;
  driver.rules().refuse = [&](const Request& request) {
    asked = std::string(method_name(request.method)) + " " + std::string(request.path) + "?" +
            std::string(request.query);
    return std::optional<Reply>();
  };
  driver.feed(expecting("/echo?a=b"));
  EXPECT_EQ(asked, "POST /echo?a=b");
  EXPECT_THAT(driver.statuses(), ElementsAre(100));
}

TEST(Expect, OfNoBodyIsNotMetAndNotAsked) {
  Driver driver;
  driver.rules().refuse = [](const Request&) {
    return std::optional(text_reply(Status::kForbidden, "asked"));
  };
  driver.feed(expecting("/echo", "0"));
  EXPECT_THAT(driver.statuses(), ElementsAre(200));
}

TEST(Expect, OfTooLongABodyIs413) {
  Driver driver;
  driver.feed(expecting("/echo", "1048577"));
  EXPECT_THAT(driver.statuses(), ElementsAre(413));
}

TEST(Expect, OfOtherThingsIs417) {
  Driver driver;
  driver.feed("GET /hello HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n");
  EXPECT_THAT(driver.statuses(), ElementsAre(417));
}

TEST(Expect, HasAWriteDeadlineForTheInterimReply) {
  Driver driver;
  auto& conversation = driver.conversation();
  const auto head = expecting("/echo");
  driver.run();
  const auto room = conversation.prepare();
  std::copy(head.begin(), head.end(), room.begin());
  conversation.commit(head.size());
  EXPECT_EQ(driver.run_to(Want::kWrite).deadline, driver.now() + 30s);
  driver.advance(30s);
  expect_closed(driver, Ending::kTimedOut);
}

// --- Endings ------------------------------------------------------------------------------------

TEST(Ending, OfAPeerThatClosesBetweenRequests) {
  Driver fresh;
  fresh.end_of_stream();
  expect_closed(fresh, Ending::kClosedByPeer);
  Idling later;
  later.end_of_stream();
  expect_closed(later, Ending::kClosedByPeer);
}

TEST(Ending, OfAPeerThatClosesInsideARequestIsQuiet) {
  for (const std::string& start :
       {std::string("G"), std::string("GET / HTTP/1.1\r\n"), post(5), post(5) + "hi"}) {
    Driver driver;
    driver.feed(start);
    driver.end_of_stream();
    expect_closed(driver, Ending::kAborted);
    EXPECT_THAT(driver.output(), IsEmpty());
  }
}

TEST(Ending, OfAFailureDependsOnThePhase) {
  const auto reset = boost::system::error_code(ECONNRESET, boost::system::system_category());
  Idling idle;
  idle.conversation().failed(reset);
  expect_closed(idle, Ending::kClosedByPeer);

  Driver reading;
  reading.feed("GET");
  reading.conversation().failed(reset);
  expect_closed(reading, Ending::kAborted);

  Driver writing;
  auto& conversation = writing.conversation();
  writing.run();
  const auto room = conversation.prepare();
  std::copy(kGet.begin(), kGet.end(), room.begin());
  conversation.commit(kGet.size());
  writing.run_to(Want::kWrite);
  conversation.failed(reset);
  expect_closed(writing, Ending::kAborted);

  Driver lingering;
  lingering.feed("nonsense\r\n\r\n");
  lingering.conversation().failed(reset);
  expect_closed(lingering, Ending::kRefused);
}

// --- Lingering ----------------------------------------------------------------------------------

TEST(Linger, EndsWithTheStream) {
  Driver driver;
  driver.feed("nonsense\r\n\r\n");
  EXPECT_EQ(driver.run().want, Want::kLinger);
  driver.feed("more and more");
  EXPECT_EQ(driver.run().want, Want::kLinger);
  driver.end_of_stream();
  expect_closed(driver, Ending::kRefused);
  EXPECT_THAT(driver.statuses(), ElementsAre(400));
}

TEST(Linger, EndsAfterItsTimeWhateverComes) {
  Driver driver;
  driver.feed("nonsense\r\n\r\n");
  const auto deadline = driver.now() + 2s;
  for (int i = 0; i < 19; ++i) {
    driver.advance(100ms);
    EXPECT_EQ(driver.feed("x").deadline, deadline);
  }
  driver.advance(100ms);
  expect_closed(driver, Ending::kRefused);
}

TEST(Linger, EndsAfterItsBytes) {
  Limits limits;
  limits.linger_bytes = 1000;
  Driver driver(limits);
  driver.feed("nonsense\r\n\r\n");
  EXPECT_EQ(driver.feed(std::string(1000, 'x')).want, Want::kLinger);
  EXPECT_EQ(driver.feed("x").want, Want::kClose);
}

// --- Replies ------------------------------------------------------------------------------------

TEST(ReplyBody, OfAnySizeArrivesWholeInBoundedPieces) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kReplyPiece - 1, kReplyPiece,
                                 kReplyPiece + 1, 3 * kReplyPiece, 10 * kReplyPiece + 7}) {
    for (const bool filler : {false, true}) {
      Driver driver({}, [&](const Request&) {
        Reply reply = reply_of(std::string(filler ? 0 : size, 'x'));
        if (filler) reply.body = Filler{size};
        return reply;
      });
      driver.feed(kGet + kGet);
      ASSERT_THAT(driver.statuses(), ElementsAre(200, 200)) << size;
      EXPECT_EQ(driver.replies()[0].body, std::string(size, 'x'));
      EXPECT_EQ(driver.replies()[1].body, std::string(size, 'x'));
      EXPECT_LE(driver.largest_piece(), kReplyPiece + 1024)
          << "a piece, and the head before the first";
    }
  }
}

TEST(ReplyBody, OfAHeadIsNeverSent) {
  for (const bool filler : {false, true}) {
    Driver driver({}, [&](const Request&) {
      Reply reply = reply_of(std::string(5 * kReplyPiece, 'x'));
      if (filler) reply.body = Filler{5 * kReplyPiece};
      return reply;
    });
    driver.feed("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + kGet);
    ASSERT_THAT(driver.statuses(), ElementsAre(200, 200));
    EXPECT_EQ(driver.replies()[0].field("Content-Length"), std::to_string(5 * kReplyPiece));
    EXPECT_EQ(driver.replies()[1].body.size(), 5 * kReplyPiece);
  }
}

TEST(ReplyBody, OfARequestFromOutsideArrivesInLargeReads) {
  const std::string body(1024 * 1024, 'b');
  Driver driver;
  driver.feed(post(body.size()) + body);
  ASSERT_THAT(driver.statuses(), ElementsAre(200));
  EXPECT_EQ(driver.replies()[0].body, body);
}

}  // namespace
}  // namespace lab::test
