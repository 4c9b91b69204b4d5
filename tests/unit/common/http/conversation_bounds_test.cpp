// What bounds a request: deadlines that no byte moves, and limits that hold to the byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/http/conversation_parts.hpp"

namespace lab::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// --- Deadlines ----------------------------------------------------------------------------------

TEST(Deadlines, OfTheFirstRequestRunFromAcceptWhateverBytesCome) {
  Driver driver;
  const auto deadline = driver.now() + 10s;
  EXPECT_EQ(driver.run().deadline, deadline);
  for (const char byte : std::string("GET /hello")) {
    driver.advance(900ms);
    EXPECT_EQ(driver.feed({&byte, 1}).deadline, deadline);
  }
}

TEST(Deadlines, OfLaterRequestsRunFromTheirFirstByte) {
  Idling driver;
  EXPECT_EQ(driver.run().deadline, driver.now() + 60s);
  driver.advance(59s);
  const auto deadline = driver.now() + 10s;
  EXPECT_EQ(driver.feed("G").deadline, deadline);
  driver.advance(9s);
  EXPECT_EQ(driver.feed("ET").deadline, deadline);
}

TEST(Deadlines, OfABodyRunFromTheEndOfTheHead) {
  Driver driver;
  driver.run();
  driver.advance(9s);
  const auto deadline = driver.now() + 30s;
  EXPECT_EQ(driver.feed(post(100)).deadline, deadline);
  for (int i = 0; i < 29; ++i) {
    driver.advance(1s);
    EXPECT_EQ(driver.feed("b").deadline, deadline);
  }
  driver.advance(1s);
  driver.feed("");
  EXPECT_THAT(driver.statuses(), ElementsAre(408));
}

TEST(Deadlines, OfAReplyIsOneForAllItsPieces) {
  Driver driver({}, [](const Request&) {
    Reply reply;
    reply.body = Filler{10 * kReplyPiece};
    return reply;
  });
  auto& conversation = driver.conversation();
  driver.run();
  const auto room = conversation.prepare();
  std::copy(kGet.begin(), kGet.end(), room.begin());
  conversation.commit(kGet.size());
  const auto deadline = driver.run_to(Want::kWrite).deadline;
  EXPECT_EQ(deadline, driver.now() + 30s);
  for (int piece = 0; piece < 9; ++piece) {
    driver.advance(3s);
    conversation.written(conversation.output().size());
    EXPECT_EQ(conversation.next(driver.now()).deadline, deadline);
  }
  driver.advance(3s);
  expect_closed(driver, Ending::kTimedOut);
}

TEST(Deadlines, CloseAFreshConnectionOfWhichNothingCame) {
  Driver driver;
  driver.run();
  driver.advance(10s);
  expect_closed(driver, Ending::kIdle);
  EXPECT_THAT(driver.output(), IsEmpty());
}

TEST(Deadlines, CloseAnIdleConnectionInSilence) {
  Idling driver;
  driver.advance(59999ms);
  EXPECT_EQ(driver.run().want, Want::kRead);
  driver.advance(1ms);
  expect_closed(driver, Ending::kIdle);
  EXPECT_THAT(driver.statuses(), ElementsAre(200));
}

TEST(Deadlines, AnswerHalfARequestWith408) {
  for (const bool fresh : {true, false}) {
    Driver driver;
    if (!fresh) driver.feed(kGet);
    driver.feed("GET /hel");
    driver.advance(10s);
    EXPECT_EQ(driver.run().want, Want::kLinger);
    EXPECT_EQ(driver.replies().back().status, 408);
    EXPECT_EQ(driver.replies().back().field("Connection"), "close");
    driver.end_of_stream();
    expect_closed(driver, Ending::kTimedOut);
  }
}

TEST(Deadlines, AnswerHalfAHeadRequestWithoutABody) {
  Driver driver;
  driver.feed("HEAD /hel");
  driver.advance(10s);
  driver.run();
  EXPECT_THAT(driver.output(), StartsWith("HTTP/1.1 408 "));
  EXPECT_TRUE(driver.output().ends_with("\r\n\r\n"));
}

TEST(Deadlines, TakeABlankLineForNothing) {
  Driver driver;
  const auto deadline = driver.run().deadline;
  driver.advance(5s);
  EXPECT_EQ(driver.feed("\r\n").deadline, deadline);
  driver.advance(5s);
  expect_closed(driver, Ending::kIdle);
  EXPECT_THAT(driver.output(), IsEmpty());

  Idling later;
  const auto idle_deadline = later.run().deadline;
  later.advance(5s);
  EXPECT_EQ(later.feed("\r\n").deadline, idle_deadline);
  EXPECT_TRUE(later.conversation().idle());
}

TEST(Deadlines, OfZeroEndAtOnce) {
  Limits limits;
  limits.header_timeout = limits.write_timeout = limits.linger_timeout = 0s;
  Driver driver(limits);
  expect_closed(driver, Ending::kIdle);
}

// --- Limits -------------------------------------------------------------------------------------

TEST(Limits, OfTheHeadHoldToTheByte) {
  for (const std::size_t extra : {0u, 1u}) {
    Limits limits;
    limits.max_header = 100;
    const std::string start = "GET /hello HTTP/1.1\r\nHost: a\r\nX: ";
    const auto head = start + std::string(100 + extra - start.size() - 4, 'x') + "\r\n\r\n";
    Driver driver(limits);
    driver.feed(head);
    EXPECT_THAT(driver.statuses(), ElementsAre(extra == 0 ? 200 : 431));
  }
}

TEST(Limits, OfTheRequestLineHoldToTheByte) {
  for (const std::size_t extra : {0u, 1u}) {
    Limits limits;
    limits.max_header = 100;
    Driver driver(limits);
    const std::string line = "GET /" + std::string(100 + extra - 5 - 11, 'q') + " HTTP/1.1\r\n";
    driver.feed(line);
    EXPECT_THAT(driver.statuses(), ElementsAre(extra == 0 ? 431 : 414))
        << "the blank line does not fit either";
  }
}

TEST(Limits, RefuseABodyByItsLengthBeforeAByteOfItCame) {
  Limits limits;
  limits.max_body = 10;
  Driver fits(limits);
  fits.feed(post(10) + "0123456789");
  EXPECT_THAT(fits.statuses(), ElementsAre(200));
  Driver too_long(limits);
  too_long.feed(post(11));
  EXPECT_THAT(too_long.statuses(), ElementsAre(413));
  EXPECT_THAT(too_long.handled(), IsEmpty());
}

TEST(Limits, RefuseChunksAsTheyGrow) {
  Limits limits;
  limits.max_body = 10;
  Driver driver(limits);
  driver.feed(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n5\r\nabcde\r\n5\r\nfghij\r\n");
  EXPECT_THAT(driver.statuses(), IsEmpty());
  driver.feed("1\r\n");
  EXPECT_THAT(driver.statuses(), ElementsAre(413));
}

TEST(Limits, DoNotCountChunkFraming) {
  Limits limits;
  limits.max_body = 100;
  limits.max_header = 200;
  std::string body;
  for (int i = 0; i < 100; ++i) body += "1;ext=0123456789\r\nx\r\n";
  Driver driver(limits);
  driver.feed("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body +
              "0\r\n\r\n");
  EXPECT_THAT(driver.statuses(), ElementsAre(200));
  EXPECT_EQ(driver.replies()[0].body, std::string(100, 'x'));
}

TEST(Limits, OfChunkLinesAndTrailersDoNotDependOnTheCut) {
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::size_t size :
       {99u, 100u, 101u}) {  // of the whole last chunk, where 100 are allowed
    const auto last = "0\r\nX: " + std::string(size - 10, 'x') + "\r\n\r\n";
    ASSERT_EQ(last.size(), size);
    Limits limits;
    limits.max_header = 100;
    Driver whole(limits), pieces(limits);
    whole.feed(head + last);
    for (const char byte : head + last) pieces.feed({&byte, 1});
    EXPECT_THAT(whole.statuses(), ElementsAre(size <= 100 ? 200 : 431)) << size;
    EXPECT_EQ(whole.output(), pieces.output());
  }
}

}  // namespace
}  // namespace lab::test
