// The lines between chunks are judged when they are whole, and not a byte further.
#include "common/http/chunk_framing.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

constexpr int kMore = -1;
constexpr int kRefused = -2;

int find(std::string_view bytes, bool first) {
  const auto found = find_chunk_framing(bytes, first);
  if (const auto* size = std::get_if<std::size_t>(&found)) return static_cast<int>(*size);
  return std::holds_alternative<Refusal>(found) ? kRefused : kMore;
}

struct Framed {
  std::string_view bytes;  // of a first chunk; others follow a CRLF
  int length;
};

const Framed kRows[] = {
    {"", kMore},
    {"3", kMore},
    {"3\r", kMore},
    {"3\r\n", 3},
    {"3\r\nabc\r\n", 3},
    {"3;a=b\r\nabc", 7},
    {"00a\r\nx", 5},
    {"0\r\n", kMore},
    {"0\r\n\r", kMore},
    {"0\r\n\r\n", 5},
    {"0\r\n\r\nGET /", 5},
    {"000;a=b\r\n\r\n", 11},
    {"0\r\nX: y\r\n", kMore},
    {"0\r\nX: y\r\n\r\n", 11},
    {"0\r\nX: y\r\nZ:\r\n\r\nmore", 15},
    {"0\r\nX : y\r\n\r\n", kRefused},
    {"0\r\n X: y\r\n\r\n", kRefused},
    {"0\r\nX: y\r\n z\r\n\r\n", kRefused},
    {"0\r\nnonsense\r\n\r\n", kRefused},
    {"0\r\nX: \x01\r\n\r\n", kRefused},
    {"3;a=\"\n\"\r\n", kRefused},
    {"3\n\r\n", kRefused},
    {"3\r\r\n", kRefused},
    {"\x7f\r\n", kRefused},
    {"not hex, which is Beast's to refuse\r\n", 37},
};

TEST(ChunkFraming, OfAFirstChunkBeginsAtOnce) {
  for (const auto& row : kRows) EXPECT_EQ(find(row.bytes, true), row.length) << row.bytes;
}

TEST(ChunkFraming, OfLaterChunksBeginsWithTheEndOfTheData) {
  for (const auto& row : kRows) {
    const int length = row.length > 0 ? row.length + 2 : row.length;
    EXPECT_EQ(find("\r\n" + std::string(row.bytes), false), length) << row.bytes;
  }
}

TEST(ChunkFraming, RefusesDataLongerThanItsSize) {
  EXPECT_EQ(find("\r", false), kMore);
  EXPECT_EQ(find("x\r", false), kRefused);
  EXPECT_EQ(find("\rx", false), kRefused);
  EXPECT_EQ(find("\n\r\n", false), kRefused);
}

TEST(ChunkFraming, FindsTheSameWithEveryByteMore) {
  const std::string_view bytes = "0;a=b\r\nX: y\r\n\r\n";
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_EQ(find(bytes.substr(0, n), true), kMore);
  EXPECT_EQ(find(bytes, true), static_cast<int>(bytes.size()));
}

}  // namespace
}  // namespace lab
