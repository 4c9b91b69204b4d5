// Claims about waiting for a descriptor until a deadline.
#include "common/net/poll.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "common/net/unique_fd.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

/// A socket and its peer.
class Pair {
 public:
  Pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    socket_ = UniqueFd(ends[0]);
    peer_ = UniqueFd(ends[1]);
  }
  int socket() const { return socket_.get(); }
  void receive_a_byte() const { EXPECT_EQ(write(peer_.get(), "x", 1), 1); }

 private:
  UniqueFd socket_, peer_;
};

TEST(WaitFor, TellsWhatIsReadyBehindItsDeadlineToo) {
  const Pair pair;
  EXPECT_FALSE(wait_for(pair.socket(), POLLIN, TimePoint{}));
  pair.receive_a_byte();
  EXPECT_TRUE(wait_for(pair.socket(), POLLIN, TimePoint{}));
  EXPECT_TRUE(wait_for(pair.socket(), POLLIN, std::nullopt));
}

TEST(WaitInTime, EndsAtItsDeadlineThoughMoreIsThere) {
  const Pair pair;
  pair.receive_a_byte();
  EXPECT_TRUE(wait_in_time(pair.socket(), POLLIN, Clock::now() + 1h));
  EXPECT_FALSE(wait_in_time(pair.socket(), POLLIN, Clock::now()));
}

}  // namespace
}  // namespace lab
