// The byte queue gives back what was put in, and owns no memory it does not need.
#include "common/http/byte_queue.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

namespace lab {
namespace {

void put(ByteQueue& queue, std::string_view bytes) {
  const auto room = queue.prepare(bytes.size());
  ASSERT_GE(room.size(), bytes.size());
  std::memcpy(room.data(), bytes.data(), bytes.size());
  queue.commit(bytes.size());
}

TEST(ByteQueue, BeginsEmptyAndWithoutMemory) {
  ByteQueue queue;
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.data(), "");
  EXPECT_EQ(queue.data().data(), nullptr);
}

TEST(ByteQueue, KeepsBytesInOrderHoweverTheyComeAndGo) {
  std::mt19937 random(3);
  ByteQueue queue;
  std::string model;
  char next = 'a';
  for (int i = 0; i < 5000; ++i) {
    std::string bytes(random() % 50, ' ');
    for (auto& byte : bytes) byte = next = next == 'z' ? 'a' : static_cast<char>(next + 1);
    put(queue, bytes);
    model += bytes;
    const auto used = random() % (model.size() + 1);
    queue.consume(used);
    model.erase(0, used);
    ASSERT_EQ(queue.data(), model);
    ASSERT_EQ(queue.size(), model.size());
  }
}

TEST(ByteQueue, GivesMemoryBackOnlyWhenEmpty) {
  ByteQueue queue;
  put(queue, "abc");
  queue.release();
  EXPECT_EQ(queue.data(), "abc");
  queue.consume(3);
  EXPECT_NE(queue.data().data(), nullptr);
  queue.release();
  EXPECT_EQ(queue.data().data(), nullptr);
  put(queue, "again");
  EXPECT_EQ(queue.data(), "again");
}

TEST(ByteQueue, ReusesTheRoomOfConsumedBytes) {
  ByteQueue queue;
  const auto room = queue.prepare(100).size();
  for (int i = 0; i < 100; ++i) {
    put(queue, std::string(60, 'x'));
    queue.consume(60);
    EXPECT_EQ(queue.prepare(1).size(), room) << "no growth";
  }
}

TEST(ByteQueue, LetsItsDataBeChanged) {
  ByteQueue queue;
  put(queue, "abc");
  queue.writable_data()[1] = 'X';
  EXPECT_EQ(queue.data(), "aXc");
}

}  // namespace
}  // namespace lab
