// Claims about the CPU work that people recognise: its results are right, and the same everywhere.
#include <gtest/gtest.h>
#include <zlib.h>

#include <thread>
#include <vector>

#include "server/work/compress.hpp"
#include "server/work/infer.hpp"
#include "server/work/primes.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

struct Known {
  std::uint64_t most, count;
};

TEST(Primes, AreAsManyAsTheTablesSay) {
  // OEIS A006880, and what is between.
  for (const auto& [most, count] : {Known{0, 0},
                                    {1, 0},
                                    {2, 1},
                                    {3, 2},
                                    {4, 2},
                                    {10, 4},
                                    {100, 25},
                                    {1000, 168},
                                    {10'000, 1229},
                                    {32'769, 3512},
                                    {32'771, 3513},
                                    {100'000, 9592},
                                    {1'000'000, 78'498},
                                    {10'000'000, 664'579}}) {
    const auto result = block(Primes{most}, nullptr);
    EXPECT_EQ(result.count, count) << most;
    EXPECT_EQ(result.most, most);
  }
}

TEST(Compress, MakesLessOfText) {
  const auto result = block(Compress{256 * 1024}, nullptr);
  EXPECT_EQ(result.bytes, 256u * 1024);
  EXPECT_GT(result.compressed, 1024u);
  EXPECT_LT(result.compressed, result.bytes / 2);
}

TEST(Compress, OfNothingIsAnEmptyStream) {
  const auto result = block(Compress{0}, nullptr);
  EXPECT_EQ(result.checksum, 0u);
  EXPECT_GT(result.compressed, 0u) << "zlib's header and trailer";
}

TEST(Compress, TellsTheChecksumOfItsText) {
  const std::string text = "process";  // its first word
  const auto expected = crc32(0, reinterpret_cast<const Bytef*>(text.data()), 7);
  EXPECT_EQ(block(Compress{7}, nullptr).checksum, expected);
}

TEST(Infer, DependsOnEveryInput) {
  EXPECT_EQ(block(Infer{5}, nullptr).checksum, block(Infer{5}, nullptr).checksum);
  EXPECT_NE(block(Infer{5}, nullptr).checksum, block(Infer{6}, nullptr).checksum);
}

TEST(RealCpuWork, IsTheSameInEveryThread) {
  const auto primes = block(Primes{100'000}, nullptr).count;
  const auto checksum = block(Infer{3}, nullptr).checksum;
  const auto crc = block(Compress{50'000}, nullptr).checksum;
  std::vector<std::jthread> threads(4);
  for (auto& thread : threads) {
    thread = std::jthread([&] {
      EXPECT_EQ(block(Primes{100'000}, nullptr).count, primes);
      EXPECT_EQ(block(Infer{3}, nullptr).checksum, checksum);
      EXPECT_EQ(block(Compress{50'000}, nullptr).checksum, crc);
    });
  }
}

TEST(RealCpuWork, HoldsTheLockAgainWhenItIsDone) {
  Gil gil(5ms);
  const GilHold held(&gil);
  block(Primes{100'000}, &gil);
  block(Compress{10'000}, &gil);
  block(Infer{2}, &gil);
}

}  // namespace
}  // namespace lab
