// Interval logs byte by byte; that Java reads them is shown by tests/java.
#include "loadgen/report/hdr_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <sstream>

#include "common/base64.hpp"
#include "tests/unit/loadgen/lines_of.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

std::string inflated(std::string_view bytes) {
  std::string out(1 << 16, '\0');
  auto size = static_cast<uLongf>(out.size());
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                       reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()),
            Z_OK);
  out.resize(size);
  return out;
}

RunResult result_of(std::vector<std::uint64_t> latencies) {
  RunResult result;
  result.measured = std::chrono::seconds(latencies.size());
  result.began = WallTime(1'700'000'000'123ms);
  for (const auto latency : latencies) {
    Histogram histogram;
    if (latency > 0) histogram.record(latency);
    result.seconds.emplace_back().latency = pack(histogram);
  }
  return result;
}

TEST(HdrBytes, AreTheV2EncodingDeflated) {
  Histogram histogram;
  histogram.record(2, 5);
  const auto bytes = hdr_bytes(pack(histogram));
  EXPECT_EQ(hex(bytes.substr(0, 4)), "1c849314");
  EXPECT_EQ(hex(bytes.substr(4, 4)), fmt::format("{:08x}", bytes.size() - 8));
  EXPECT_EQ(hex(inflated(std::string_view(bytes).substr(8))),
            "1c849313"          // cookie
            "00000002"          // bytes of payload
            "00000000"          // normalizing index offset
            "00000003"          // digits
            "0000000000000001"  // lowest
            "0000034630b8a000"  // highest
            "3ff0000000000000"  // ratio 1.0
            "030a");            // two empty buckets, then 5
}

TEST(HdrBytes, OfAnEmptyHistogramHaveAPayload) {
  const auto whole = inflated(std::string_view(hdr_bytes({})).substr(8));
  EXPECT_EQ(hex(whole.substr(4, 4)), "00000001");
  EXPECT_EQ(hex(whole.substr(40)), "00");
}

TEST(HdrLog, WritesOneIntervalASecond) {
  const auto lines = lines_of(hdr_log(result_of({1'000'000, 0, 2'000'000'000})));
  ASSERT_EQ(lines.size(), 9u);
  EXPECT_THAT(lines[6], StartsWith("0.000,1.000,1.000,HISTFAAAA"));
  EXPECT_THAT(lines[7], StartsWith("1.000,1.000,0.000,HISTFAAAA"));
  EXPECT_THAT(lines[8], StartsWith("2.000,1.000,2000.683,HISTFAAAA"));  // the bucket's greatest
  const auto first = lines[6].substr(lines[6].rfind(',') + 1);
  Histogram histogram;
  histogram.record(1'000'000);
  EXPECT_EQ(from_base64(first), hdr_bytes(pack(histogram)));
}

TEST(HdrLog, WritesHowLongAShorterLastIntervalWas) {
  auto result = result_of({1'000'000, 1'000'000});
  result.measured = 1250ms;
  const auto lines = lines_of(hdr_log(result));
  EXPECT_THAT(lines[6], StartsWith("0.000,1.000,"));
  EXPECT_THAT(lines[7], StartsWith("1.000,0.250,"));
}

TEST(HdrLog, TakesSecondsWithReplyOfTheGraceForWholeOnes) {
  auto result = result_of({1'000'000, 1'000'000, 1'000'000});
  result.measured = 1250ms;
  const auto lines = lines_of(hdr_log(result));
  EXPECT_THAT(lines[7], StartsWith("1.000,1.000,")) << "it went on behind the window";
  EXPECT_THAT(lines[8], StartsWith("2.000,1.000,"));
}

TEST(HdrLog, OfAWindowThatNeverBeganHasNoTimes) {
  const auto log = hdr_log(RunResult());
  EXPECT_THAT(log, Not(HasSubstr("StartTime:")));
  EXPECT_THAT(log, EndsWith("Interval_Compressed_Histogram\"\n"));
}

TEST(HdrLog, BeginsAsTheJavaLibraryBeginsIt) {
  EXPECT_THAT(
      lines_of(hdr_log(result_of({}))),
      ElementsAre(
          "#[Histogram log format version 1.3]", StartsWith("#Latencies in nanoseconds"),
          StartsWith("#the time they had waited"),
          "#[BaseTime: 1700000000.123 (seconds since epoch)]",
          "#[StartTime: 1700000000.123 (seconds since epoch), Tue Nov 14 22:13:20 UTC 2023]",
          "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_"
          "Histogram\""));
}

}  // namespace
}  // namespace lab
