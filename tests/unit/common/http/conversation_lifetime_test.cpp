// How long a connection lives: persistence, draining, preemption.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/http/conversation_parts.hpp"

namespace lab::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

/// A request has been received, and the model wants to close; nothing was done about it yet.
void receive_before_closing(Driver& driver) {
  driver.persist(Persist::kClose);
  driver.run();
  auto& conversation = driver.conversation();
  const auto room = conversation.prepare();
  std::copy(kGet.begin(), kGet.end(), room.begin());
  conversation.commit(kGet.size());
}

TEST(Persistence, ServesWhatOneLookFindsBeforeTheModelCloses) {
  Driver driver;
  receive_before_closing(driver);
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
  receive_before_closing(driver);
  driver.run_to(Want::kRead);
  driver.conversation().end_of_stream();
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

}  // namespace
}  // namespace lab::test
