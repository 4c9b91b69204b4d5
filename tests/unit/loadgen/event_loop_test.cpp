// Timers in their order, descriptors as long as they are ready, work from other threads.
#include "loadgen/engine/event_loop.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>
#include <utility>

namespace lab {
namespace {

using namespace std::chrono_literals;

/// Notes what it is told, and ends the loop after a number of reports.
class Notes : public EventLoop::Handler {
 public:
  void ready(EventLoop::Tag tag) override {
    tags.emplace_back(tag.who, tag.epoch);
    if (on_ready) on_ready();
    if (tags.size() + timers.size() >= enough) loop.stop();
  }
  void expired(std::size_t timer) override {
    timers.push_back(timer);
    if (tags.size() + timers.size() >= enough) loop.stop();
  }

  EventLoop loop{*this};
  std::size_t enough = 1;
  std::function<void()> on_ready;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> tags;
  std::vector<std::size_t> timers;
};

class Pipe {
 public:
  Pipe() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(pipe(ends), 0);
    read_.reset(ends[0]);
    write_.reset(ends[1]);
  }
  int reader() const { return read_.get(); }
  int writer() const { return write_.get(); }
  void put() const { EXPECT_EQ(write(write_.get(), "x", 1), 1); }
  void close_reader() { read_.reset(); }

 private:
  UniqueFd read_;
  UniqueFd write_;
};

TEST(EventLoop, ExpiresTimersInTheOrderOfTheirTimes) {
  Notes notes;
  const auto start = Clock::now();
  notes.enough = 3;
  notes.loop.set_timer(0, start + 20ms);
  notes.loop.set_timer(1, start + 1ms);
  notes.loop.set_timer(2, start - 1h);
  notes.loop.run();
  EXPECT_EQ(notes.timers, (std::vector<std::size_t>{2, 1, 0}));
  EXPECT_GE(Clock::now(), start + 20ms);
}

TEST(EventLoop, ForgetsATimerThatIsSetToNever) {
  Notes notes;
  notes.loop.set_timer(0, Clock::now() - 1s);
  notes.loop.set_timer(0, TimePoint::max());
  notes.loop.set_timer(1, Clock::now() + 1ms);
  notes.loop.run();
  EXPECT_EQ(notes.timers, (std::vector<std::size_t>{1}));
}

TEST(EventLoop, TellsOfWhatIsReadyAsLongAsItIs) {
  Notes notes;
  const Pipe pipe;
  pipe.put();
  notes.enough = 2;
  notes.loop.add(pipe.reader(), {7, 9}, Interest::kRead);
  notes.loop.run();
  EXPECT_EQ(notes.tags, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{7, 9}, {7, 9}}));
}

TEST(EventLoop, TellsOfWritingOnlyWhereThatIsOfInterest) {
  Notes notes;
  const Pipe pipe;
  notes.loop.add(pipe.writer(), {1, 1}, Interest::kRead);
  notes.loop.change(pipe.writer(), {1, 2}, Interest::kBoth);
  notes.loop.run();
  EXPECT_EQ(notes.tags.front().second, 2u);
}

TEST(EventLoop, LosesADescriptorThatIsClosed) {
  Notes notes;
  Pipe closed;
  closed.put();
  notes.loop.add(closed.reader(), {1, 1}, Interest::kRead);
  closed.close_reader();
  notes.loop.set_timer(0, Clock::now() + 5ms);
  notes.loop.run();
  EXPECT_TRUE(notes.tags.empty());
}

TEST(EventLoop, LetsTimersHaveTheirTurnBesideADescriptorThatIsAlwaysReady) {
  Notes notes;
  const Pipe pipe;
  pipe.put();
  notes.enough = ~std::size_t{0};
  notes.on_ready = [&] {
    if (!notes.timers.empty()) notes.loop.stop();
  };
  notes.loop.add(pipe.reader(), {1, 1}, Interest::kRead);
  notes.loop.set_timer(0, Clock::now() + 1ms);
  notes.loop.run();
  EXPECT_EQ(notes.timers.size(), 1u);
}

TEST(EventLoop, DoesTheWorkOfOtherThreadsInItsOwn) {
  Notes notes;
  std::thread::id worked_by;
  std::thread other([&] {
    notes.loop.post([&] {
      worked_by = std::this_thread::get_id();
      notes.loop.stop();
    });
  });
  notes.loop.run();
  other.join();
  EXPECT_EQ(worked_by, std::this_thread::get_id());
}

}  // namespace
}  // namespace lab
