// Claims about adding to a counter, blocking and awaiting: each add counts once, and a peer that
// fails is told from one that is slow to send.
#include "server/work/state.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <functional>
#include <thread>

#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "server/admin/state_keeper.hpp"
#include "server/work/state_link.hpp"
#include "server/work/state_message.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr State kFiveAdds{StateScope::kShared, 5};

UniqueFd listening(int backlog = 128) {
  auto listener = listen_on(unnamed_unix_address(), backlog, PortSharing::kExclusive);
  EXPECT_TRUE(listener);
  return std::move(*listener);
}

StateResult await_alone(const State& state, Resources& worker) {
  boost::asio::io_context io{1};
  StateResult result;
  auto task = [&]() -> Task<> {
    const GilHold held(worker.gil);
    result = co_await await(state, worker, io.get_executor());
  };
  boost::asio::co_spawn(io, task(), boost::asio::detached);
  io.run();
  return result;
}

StateResult block_alone(const State& state, Resources& worker) {
  const GilHold held(worker.gil);
  return block(state, worker);
}

/// Every claim about the shared counter holds in both forms.
class SharedState : public testing::TestWithParam<StateResult (*)(const State&, Resources&)> {
 protected:
  StateResult add(const State& state, Resources& worker) const { return GetParam()(state, worker); }
};
INSTANTIATE_TEST_SUITE_P(Each, SharedState, testing::Values(block_alone, await_alone),
                         [](const auto& form) { return form.index == 0 ? "Block" : "Await"; });

/// The real keeper on a loop of its own.
class Keeper {
 public:
  Keeper() : Keeper(listening()) {}
  ~Keeper() {
    io_.stop();
    thread_.join();
  }
  const SocketAddress& address() const { return address_; }
  std::uint64_t value() const { return value_; }

 private:
  explicit Keeper(UniqueFd listener)
      : address_(local_address(listener.get())),
        keeper_(io_.get_executor(), std::move(listener), value_) {
    boost::asio::co_spawn(io_, keeper_.run(), boost::asio::detached);
    thread_ = std::jthread([this] { io_.run(); });
  }

  Counter value_{0};
  boost::asio::io_context io_{1};
  SocketAddress address_;
  StateKeeper keeper_;
  std::jthread thread_;
};

/// A keeper that serves one connection as `serve` does.
class FalseKeeper {
 public:
  explicit FalseKeeper(std::function<void(int)> serve)
      : listener_(listening()), thread_([this, serve = std::move(serve)] {
          wait_for(listener_.get(), POLLIN, std::nullopt);
          const auto accepted = accept_from(listener_.get());
          serve(accepted.socket.get());
        }) {}
  SocketAddress address() const { return local_address(listener_.get()); }

 private:
  UniqueFd listener_;
  std::jthread thread_;
};

void read_question(int socket) {
  StateReader reader;
  for (;;) {
    wait_for(socket, POLLIN, std::nullopt);
    const auto room = reader.room();
    const auto n = ::recv(socket, room.data(), room.size(), 0);
    if (n <= 0 || reader.commit(static_cast<std::size_t>(n))) return;
  }
}

void answer(int socket, std::uint64_t value) {
  const auto message = encode_state(value);
  EXPECT_EQ(::send(socket, message.data(), message.size(), MSG_NOSIGNAL), 8);
}

TEST(LocalState, IsAddedToByAllThreadsOfAWorker) {
  Resources worker;
  {
    std::vector<std::jthread> threads(4);
    for (auto& thread : threads) {
      thread = std::jthread([&] { block(State{StateScope::kLocal, 10'000}, worker); });
    }
  }
  const auto result = block(State{StateScope::kLocal, 0}, worker);
  EXPECT_EQ(result.value, 40'000u);
  EXPECT_EQ(result.added, 0u);
  EXPECT_EQ(block(State{StateScope::kLocal, 2}, worker).value, 40'002u);
}

TEST_P(SharedState, IsAddedToOncePerAdd) {
  const Keeper keeper;
  Resources worker{nullptr, keeper.address()};
  for (const std::uint64_t n : {1u, 5u, 1000u}) {
    const auto before = keeper.value();
    const auto result = add({StateScope::kShared, n}, worker);
    EXPECT_FALSE(result.error) << result.error.message();
    EXPECT_EQ(result.added, n);
    EXPECT_EQ(result.value, before + n);
    EXPECT_EQ(keeper.value(), before + n);
  }
  EXPECT_EQ(worker.local_state, 0u);
}

TEST_P(SharedState, IsReadByNoAdds) {
  const Keeper keeper;
  Resources worker{nullptr, keeper.address()};
  add(kFiveAdds, worker);
  const auto result = add({StateScope::kShared, 0}, worker);
  EXPECT_EQ(result.value, 5u);
  EXPECT_EQ(result.added, 0u);
}

TEST_P(SharedState, AddsUpFromManyThreads) {
  const Keeper keeper;
  Resources worker{nullptr, keeper.address()};
  {
    std::vector<std::jthread> threads(8);
    for (auto& thread : threads) {
      thread = std::jthread([&] {
        EXPECT_EQ(add({StateScope::kShared, 200}, worker).added, 200u);
      });
    }
  }
  EXPECT_EQ(keeper.value(), 1600u);
}

TEST_P(SharedState, GivesTheLockUpForEveryWait) {
  Gil gil(1s);  // so that nobody gets it by asking
  std::atomic<bool> asked{false};
  std::atomic<bool> free{false};
  const FalseKeeper keeper([&](int socket) {
    read_question(socket);
    asked = true;
    asked.notify_all();
    free.wait(false);
    answer(socket, 1);
  });
  Resources worker{&gil, keeper.address()};
  const std::jthread other([&] {
    asked.wait(false);
    const GilHold held(&gil);  // would wait for the answer, which waits for us
    free = true;
    free.notify_all();
  });
  EXPECT_EQ(add({StateScope::kShared, 1}, worker).value, 1u);
}

TEST_P(SharedState, ReadsAnAnswerInPieces) {
  const FalseKeeper keeper([](int socket) {
    read_question(socket);
    for (const char byte : encode_state(0x0102030405060708)) {
      EXPECT_EQ(::send(socket, &byte, 1, MSG_NOSIGNAL), 1);
    }
  });
  Resources worker{nullptr, keeper.address()};
  EXPECT_EQ(add({StateScope::kShared, 1}, worker).value, 0x0102030405060708u);
}

TEST_P(SharedState, SaysHowManyAddsCountedWhenTheKeeperGoes) {
  const FalseKeeper keeper([](int socket) {
    for (std::uint64_t value = 11; value <= 12; ++value) {
      read_question(socket);
      answer(socket, value);
    }
    read_question(socket);  // and is gone before it answers
  });
  Resources worker{nullptr, keeper.address()};
  const auto result = add(kFiveAdds, worker);
  EXPECT_TRUE(result.error);
  EXPECT_NE(result.error, boost::system::errc::timed_out);
  EXPECT_EQ(result.added, 2u);
  EXPECT_EQ(result.value, 12u);
}

TEST_P(SharedState, SaysSoWhenNobodyListens) {
  const auto address = local_address(listening().get());
  Resources worker{nullptr, address};
  const auto result = add(kFiveAdds, worker);
  EXPECT_EQ(result.error, boost::system::errc::connection_refused);
  EXPECT_EQ(result.added, 0u);
}

TEST(BlockingState, SaysSoWhenDescriptorsHaveRunOut) {
  const Keeper keeper;
  Resources worker{nullptr, keeper.address()};
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit none{0, limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto result = block(kFiveAdds, worker);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(result.error, boost::system::errc::too_many_files_open);
  EXPECT_EQ(result.added, 0u);
}

TEST_P(SharedState, GivesUpOnASilentKeeper) {
  const auto listener = listening();  // which accepts nothing
  Resources worker{nullptr, local_address(listener.get())};
  const auto began = Clock::now();
  const auto result = add(kFiveAdds, worker);
  EXPECT_EQ(result.error, boost::system::errc::timed_out);
  EXPECT_GE(Clock::now() - began, kStatePatience);
}

/// Connections until the queue of a listener takes no more.
std::vector<UniqueFd> fill_queue(const Route& route) {
  std::vector<UniqueFd> queued;
  for (;;) {
    auto begun = begin_connecting(route);
    if (begun.error != 0) return queued;
    queued.push_back(std::move(begun.socket));
  }
}

TEST_P(SharedState, GivesUpOnAQueueThatStaysFull) {
  const auto listener = listening(1);
  const Route route{local_address(listener.get()), {}};
  const auto queued = fill_queue(route);
  Resources worker{nullptr, route.to};
  EXPECT_EQ(add(kFiveAdds, worker).error, boost::system::errc::timed_out);
}

TEST_P(SharedState, WaitsForAPlaceInAFullQueue) {
  const auto listener = listening(1);
  const Route route{local_address(listener.get()), {}};
  const auto queued = fill_queue(route);
  const std::jthread server([&] {  // turns away those in the queue, serves who comes behind them
    for (std::size_t i = 0; i < queued.size(); ++i) accept_from(listener.get());
    wait_for(listener.get(), POLLIN, std::nullopt);
    const auto accepted = accept_from(listener.get());
    read_question(accepted.socket.get());
    answer(accepted.socket.get(), 9);
  });
  Resources worker{nullptr, route.to};
  EXPECT_EQ(add({StateScope::kShared, 1}, worker).value, 9u);
}

TEST(StateKeeper, ClosesTheConnectionOfWhoeverAsksForMoreThanOneAdd) {
  const Keeper keeper;
  const auto socket = connect_to(keeper.address(), Clock::now() + 10s);
  ASSERT_TRUE(socket);
  answer(socket->get(), 2);
  ASSERT_TRUE(wait_for(socket->get(), POLLIN, Clock::now() + 10s));
  char byte = 0;
  EXPECT_EQ(::recv(socket->get(), &byte, 1, 0), 0);
  EXPECT_EQ(keeper.value(), 0u);
}

TEST(StateKeeper, PutsQuestionsTogetherFromPieces) {
  const Keeper keeper;
  const auto socket = connect_to(keeper.address(), Clock::now() + 10s);
  ASSERT_TRUE(socket);
  for (const char byte : encode_state(1)) {
    ASSERT_EQ(::send(socket->get(), &byte, 1, MSG_NOSIGNAL), 1);
  }
  ASSERT_TRUE(wait_for(socket->get(), POLLIN, Clock::now() + 10s));
  EXPECT_EQ(keeper.value(), 1u);
}

TEST(StateKeeper, TurnsAwayProcessesOfOtherUsers) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  const Keeper keeper;
  std::jthread([&] {
    ASSERT_EQ(syscall(SYS_setresuid, -1, 65534, -1), 0);  // of this thread alone
    const auto socket = connect_to(keeper.address(), Clock::now() + 10s);
    ASSERT_TRUE(socket);
    const auto message = encode_state(1);
    ::send(socket->get(), message.data(), message.size(), MSG_NOSIGNAL);  // may come too late
    wait_for(socket->get(), POLLIN, Clock::now() + 10s);
    char byte = 0;
    EXPECT_LE(::recv(socket->get(), &byte, 1, 0), 0);
  }).join();
  EXPECT_EQ(keeper.value(), 0u);
}

}  // namespace
}  // namespace lab
