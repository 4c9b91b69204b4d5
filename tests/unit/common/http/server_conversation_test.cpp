// A connection's phases, deadlines, limits and endings, with bytes and moments made up.
#include "common/http/server_conversation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/conformance/driver.hpp"

namespace lab::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Want = ServerConversation::Want;

const std::string kGet = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(std::size_t length) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string expecting(std::string_view path, std::string_view length = "2") {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " + std::string(length) +
         "\r\n\r\n";
}

Reply reply_of(std::string text) {
  Reply reply;
  reply.content_type = kPlainText;
  reply.body = std::move(text);
  return reply;
}

/// A driver whose connection has had one request and idles.
struct Idling : Driver {
  explicit Idling(Limits limits = {}) : Driver(limits) { feed(kGet); }
};

void expect_closed(Driver& driver, Ending ending) {
  EXPECT_EQ(driver.run().want, Want::kClose);
  EXPECT_EQ(driver.conversation().ending(), ending) << ending_name(driver.conversation().ending());
}

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

// --- Persistence --------------------------------------------------------------------------------

TEST(Persistence, OfHttp10IsAskedForAndConfirmed) {
  Driver driver;
  driver.feed("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(driver.replies()[0].field("Connection"), "keep-alive");
  EXPECT_TRUE(driver.conversation().idle());
  driver.feed("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(driver.replies()[1].field("Connection"), "close");
  expect_closed(driver, Ending::kClosedByUs);
}

TEST(Persistence, OfHttp11NeedsNoWord) {
  Idling driver;
  EXPECT_FALSE(driver.replies()[0].has("Connection"));
}

TEST(Persistence, EndsWhenTheModelWantsItTo) {
  Driver driver;
  driver.persist(Persist::kClose);
  driver.feed(kGet);
  EXPECT_EQ(driver.replies()[0].field("Connection"), "close");
  expect_closed(driver, Ending::kClosedByUs);
}

TEST(Persistence, ServesWhatWasPipelinedBeforeTheModelCloses) {
  Driver driver;
  driver.persist(Persist::kClose);
  driver.feed(kGet + kGet + kGet);
  ASSERT_THAT(driver.statuses(), ElementsAre(200, 200, 200));
  EXPECT_FALSE(driver.replies()[0].has("Connection"));
  EXPECT_FALSE(driver.replies()[1].has("Connection"));
  EXPECT_EQ(driver.replies()[2].field("Connection"), "close");
}

TEST(Persistence, ServesWhatOneLookFindsBeforeTheModelCloses) {
  Driver driver;
  driver.persist(Persist::kClose);
  driver.run();
  auto& conversation = driver.conversation();
  const auto room = conversation.prepare();
  std::copy(kGet.begin(), kGet.end(), room.begin());
  conversation.commit(kGet.size());
  const auto look = [&] { return driver.run_to(Want::kRead); };
  const auto turn = look();
  EXPECT_EQ(turn.deadline, driver.now()) << "tried once, without waiting";
  EXPECT_THAT(driver.output(), IsEmpty()) << "whether it says close is still open";
  driver.feed(kGet);
  ASSERT_THAT(driver.statuses(), ElementsAre(200, 200));
  EXPECT_FALSE(driver.replies()[0].has("Connection"));
  EXPECT_EQ(driver.replies()[1].field("Connection"), "close");
}

TEST(Persistence, SaysCloseWhenTheLookFindsTheEnd) {
  Driver driver;
  driver.persist(Persist::kClose);
  driver.run();
  auto& conversation = driver.conversation();
  const auto room = conversation.prepare();
  std::copy(kGet.begin(), kGet.end(), room.begin());
  conversation.commit(kGet.size());
  driver.run_to(Want::kRead);
  conversation.end_of_stream();
  driver.run();
  EXPECT_EQ(driver.replies()[0].field("Connection"), "close");
  expect_closed(driver, Ending::kClosedByUs);
}

TEST(Persistence, LingersWhenUnreadBytesFollowTheLastReply) {
  Driver driver;
  driver.feed("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + kGet);
  EXPECT_EQ(driver.run().want, Want::kLinger) << "a close now would reset the reply";
  EXPECT_THAT(driver.statuses(), ElementsAre(200));
}

// --- Draining -----------------------------------------------------------------------------------

TEST(Draining, GivesAnIdleConnectionOneLook) {
  Idling driver;
  driver.conversation().start_draining();
  const auto turn = driver.conversation().next(driver.now());
  EXPECT_EQ(turn.want, Want::kRead);
  EXPECT_EQ(turn.deadline, driver.now());
  expect_closed(driver, Ending::kDrained);
}

TEST(Draining, ServesWhatTheLookFinds) {
  Idling driver;
  driver.conversation().start_draining();
  driver.run_to(Want::kRead);
  driver.feed(kGet);
  ASSERT_THAT(driver.statuses(), ElementsAre(200, 200));
  EXPECT_EQ(driver.replies()[1].field("Connection"), "close");
  expect_closed(driver, Ending::kDrained);
}

TEST(Draining, WaitsForTheRestOfARequestTheLookFound) {
  Idling driver;
  driver.conversation().start_draining();
  driver.run_to(Want::kRead);
  EXPECT_EQ(driver.feed("GET /he").deadline, driver.now() + 10s);
  driver.feed("llo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(driver.statuses(), ElementsAre(200, 200));
}

TEST(Draining, DoesNotTakeABlankLineForARequest) {
  Idling driver;
  driver.conversation().start_draining();
  driver.run_to(Want::kRead);
  driver.feed("\r\n");
  expect_closed(driver, Ending::kDrained);
}

TEST(Draining, GivesAFreshConnectionTimeForItsFirstRequest) {
  Driver driver;
  driver.run();
  driver.conversation().start_draining();
  EXPECT_EQ(driver.run().deadline, driver.now() + 2s);
  driver.advance(1s);
  driver.feed(kGet);
  ASSERT_THAT(driver.statuses(), ElementsAre(200));
  EXPECT_EQ(driver.replies()[0].field("Connection"), "close");
  expect_closed(driver, Ending::kDrained);
}

TEST(Draining, DoesNotWaitLongForAFreshConnection) {
  Driver driver;
  driver.conversation().start_draining();
  driver.run();
  driver.advance(2s);
  expect_closed(driver, Ending::kDrained);
  EXPECT_THAT(driver.output(), IsEmpty());
}

TEST(Draining, NeverMovesADeadlineLater) {
  Driver driver;
  const auto deadline = driver.run().deadline;
  driver.advance(9s);
  driver.conversation().start_draining();
  EXPECT_EQ(driver.run().deadline, deadline);
}

TEST(Draining, FinishesABusyConnectionWithClose) {
  Driver driver({}, [&](const Request& request) {
    driver.conversation().start_draining();
    return small_app(request);
  });
  driver.feed(kGet);
  EXPECT_EQ(driver.replies()[0].field("Connection"), "close");
  expect_closed(driver, Ending::kDrained);
}

TEST(Draining, FinishesARequestThatHasBegun) {
  for (const std::string& whole : {kGet, post(2) + "hi"}) {
    for (std::size_t at = 1; at < whole.size(); ++at) {
      Driver driver;
      driver.feed(whole.substr(0, at));
      driver.conversation().start_draining();
      driver.feed(whole.substr(at));
      ASSERT_THAT(driver.statuses(), ElementsAre(200)) << at;
      ASSERT_EQ(driver.replies()[0].field("Connection"), "close");
      expect_closed(driver, Ending::kDrained);
    }
  }
}

TEST(Draining, ServesEverythingThatWasPipelined) {
  int requests = 0;
  Driver driver({}, [&](const Request& request) {
    if (++requests == 1) driver.conversation().start_draining();
    return small_app(request);
  });
  driver.feed(kGet + kGet + kGet);
  ASSERT_THAT(driver.statuses(), ElementsAre(200, 200, 200));
  EXPECT_FALSE(driver.replies()[0].has("Connection"));
  EXPECT_FALSE(driver.replies()[1].has("Connection"));
  EXPECT_EQ(driver.replies()[2].field("Connection"), "close");
  expect_closed(driver, Ending::kDrained);
}

TEST(Draining, LooksOnceMoreWhenAReplyThatKeepsIsUnderWay) {
  Idling driver;
  auto& conversation = driver.conversation();
  const auto room = conversation.prepare();
  std::copy(kGet.begin(), kGet.end(), room.begin());
  conversation.commit(kGet.size());
  driver.run_to(Want::kWrite);
  conversation.start_draining();
  const auto turn = driver.run_to(Want::kRead);
  EXPECT_EQ(turn.deadline, driver.now());
  driver.feed(kGet);
  EXPECT_THAT(driver.statuses(), ElementsAre(200, 200, 200));
  expect_closed(driver, Ending::kDrained);
}

TEST(Draining, TwiceIsAsOnce) {
  Idling driver;
  driver.conversation().start_draining();
  driver.conversation().start_draining();
  expect_closed(driver, Ending::kDrained);
}

TEST(Draining, TakesAFailedLookForAPeerThatLeft) {
  Idling driver;
  driver.conversation().start_draining();
  driver.run_to(Want::kRead);
  driver.conversation().failed(
      boost::system::error_code(ECONNRESET, boost::system::system_category()));
  expect_closed(driver, Ending::kClosedByPeer);
}

// --- Preemption ---------------------------------------------------------------------------------

TEST(Preemption, EndsAnIdleConnection) {
  Idling driver;
  EXPECT_TRUE(driver.conversation().preempt());
  expect_closed(driver, Ending::kPreempted);
}

TEST(Preemption, DoesNotTouchOneWhoseFirstRequestIsOnItsWay) {
  Driver driver;
  driver.run();
  EXPECT_FALSE(driver.conversation().preempt());
  driver.feed("\r\n");
  EXPECT_FALSE(driver.conversation().preempt());
  driver.feed(kGet);
  EXPECT_THAT(driver.statuses(), ElementsAre(200));
  EXPECT_TRUE(driver.conversation().preempt());
}

TEST(Preemption, DoesNotTouchABusyOne) {
  Driver reading, handling, writing, lingering;
  reading.feed("G");
  EXPECT_FALSE(reading.conversation().preempt());
  EXPECT_EQ(reading.run().want, Want::kRead);

  Driver* busy = &handling;
  Driver inside({}, [&](const Request& request) {
    EXPECT_FALSE(busy->conversation().preempt());
    return small_app(request);
  });
  busy = &inside;
  inside.feed(kGet);
  EXPECT_THAT(inside.statuses(), ElementsAre(200));

  lingering.feed("nonsense\r\n\r\n");
  EXPECT_FALSE(lingering.conversation().preempt());
  EXPECT_EQ(lingering.run().want, Want::kLinger);
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
