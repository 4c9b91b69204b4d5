// Claims about the counting of a session: every beginning gets exactly one end.
#include "server/models/session_tally.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using Want = ServerConversation::Want;

class TallyTest : public testing::Test {
 protected:
  std::uint64_t of_class(int first_digit) const {
    return shard_.by_class[static_cast<std::size_t>(first_digit) - 1];
  }
  CounterShard shard_;
};

TEST_F(TallyTest, CountsAConnectionFromItsAcceptToItsEnd) {
  SessionTally tally(shard_);
  EXPECT_EQ(shard_.accepted, 1u);
  EXPECT_EQ(shard_.closed, 0u);
  tally.turn(Want::kClose);
  tally.closed(Ending::kIdle);
  EXPECT_EQ(shard_.closed, 1u);
  EXPECT_EQ(shard_.endings[static_cast<std::size_t>(Ending::kIdle)], 1u);
  EXPECT_EQ(shard_.started, 0u);
}

TEST_F(TallyTest, FinishesARequestWhenItsLastByteIsWritten) {
  SessionTally tally(shard_);
  tally.turn(Want::kHandle);
  tally.request_begins();
  EXPECT_EQ(shard_.started, 1u);
  tally.answered(Status::kNotFound);
  tally.turn(Want::kWrite);
  tally.turn(Want::kWrite);
  EXPECT_EQ(shard_.finished, 0u) << "still being written";
  tally.turn(Want::kRead);
  EXPECT_EQ(shard_.finished, 1u);
  EXPECT_EQ(of_class(4), 1u);
  tally.turn(Want::kRead);
  EXPECT_EQ(shard_.finished, 1u) << "counted twice";
}

TEST_F(TallyTest, DoesNotFinishAnAnswerThatIsHeldForALook) {
  SessionTally tally(shard_);
  tally.request_begins();
  tally.answered(Status::kOk);
  tally.turn(Want::kRead);  // a pipelined request may be here
  EXPECT_EQ(shard_.finished, 0u);
  tally.turn(Want::kWrite);
  tally.turn(Want::kClose);
  EXPECT_EQ(shard_.finished, 1u);
  EXPECT_EQ(of_class(2), 1u);
}

TEST_F(TallyTest, FinishesAnAnswerThatIsGivenUp) {
  SessionTally tally(shard_);
  tally.request_begins();
  tally.answered(Status::kOk);
  tally.turn(Want::kWrite);
  tally.turn(Want::kClose);
  tally.closed(Ending::kTimedOut);
  EXPECT_EQ(shard_.started, shard_.finished);
  SessionTally other(shard_);
  other.request_begins();
  other.answered(Status::kOk);
  other.turn(Want::kClose);  // not a byte was written
  EXPECT_EQ(shard_.started, shard_.finished);
}

TEST_F(TallyTest, CountsEachOfSeveralRequests) {
  SessionTally tally(shard_);
  for (const auto status : {Status::kOk, Status::kUnavailable, Status::kOk}) {
    tally.request_begins();
    tally.answered(status);
    tally.turn(Want::kWrite);
    tally.turn(Want::kHandle);  // the next one was pipelined
  }
  EXPECT_EQ(shard_.started, 3u);
  EXPECT_EQ(shard_.finished, 3u);
  EXPECT_EQ(of_class(2), 2u);
  EXPECT_EQ(of_class(5), 1u);
}

TEST_F(TallyTest, DoesNotCountRefusalsThatNobodyHandled) {
  SessionTally tally(shard_);
  tally.turn(Want::kWrite);
  tally.turn(Want::kLinger);
  tally.turn(Want::kClose);
  EXPECT_EQ(shard_.finished, 0u);
}

TEST_F(TallyTest, AbortsWhatASessionThatThrowsLeavesBehind) {
  { SessionTally tally(shard_); }
  EXPECT_EQ(shard_.closed, 1u);
  EXPECT_EQ(shard_.endings[static_cast<std::size_t>(Ending::kAborted)], 1u);
  EXPECT_EQ(shard_.finished, 0u);
}

TEST_F(TallyTest, AbortsTheRequestOfASessionThatThrows) {
  {
    SessionTally tally(shard_);
    tally.request_begins();
  }
  EXPECT_EQ(shard_.finished, 1u);
  EXPECT_EQ(of_class(5), 1u);
  {
    SessionTally tally(shard_);
    tally.request_begins();
    tally.answered(Status::kOk);
  }
  EXPECT_EQ(shard_.finished, 2u);
  EXPECT_EQ(of_class(2), 1u);
}

}  // namespace
}  // namespace lab
