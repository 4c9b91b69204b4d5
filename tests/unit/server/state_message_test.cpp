// Claims about the bytes of the shared counter: numbers survive, however the messages are cut.
#include "server/work/state_message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

namespace lab {
namespace {

using testing::ElementsAreArray;

const std::vector<std::uint64_t> kNumbers{
    0, 1, 255, 256, 0x0102030405060708, std::numeric_limits<std::uint64_t>::max()};

std::string stream_of(const std::vector<std::uint64_t>& numbers) {
  std::string stream;
  for (const auto number : numbers) {
    const auto message = encode_state(number);
    stream.append(message.begin(), message.end());
  }
  return stream;
}

/// What a reader makes of `stream` when no more than `most` bytes come at a time.
std::vector<std::uint64_t> read_in_pieces(std::string_view stream, std::size_t most) {
  StateReader reader;
  std::vector<std::uint64_t> numbers;
  while (!stream.empty()) {
    const auto room = reader.room();
    EXPECT_FALSE(room.empty());
    const auto n = std::min({most, room.size(), stream.size()});
    std::copy_n(stream.begin(), n, room.begin());
    stream.remove_prefix(n);
    if (const auto number = reader.commit(n)) numbers.push_back(*number);
  }
  return numbers;
}

TEST(StateMessage, IsEightBytesLeastSignificantFirst) {
  EXPECT_THAT(encode_state(0x0102030405060708), ElementsAreArray({8, 7, 6, 5, 4, 3, 2, 1}));
}

TEST(StateReader, ReadsTheSameHoweverTheStreamIsCut) {
  const auto stream = stream_of(kNumbers);
  for (std::size_t most = 1; most <= stream.size(); ++most) {
    EXPECT_EQ(read_in_pieces(stream, most), kNumbers) << most << " bytes at a time";
  }
}

TEST(StateReader, SaysNothingOfAMessageThatIsNotWhole) {
  for (std::size_t n = 0; n < StateMessage().size(); ++n) {
    EXPECT_TRUE(read_in_pieces(stream_of({7}).substr(0, n), 1).empty()) << n;
  }
}

}  // namespace
}  // namespace lab
