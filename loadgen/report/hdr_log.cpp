// Cookies, headers and lines as org.HdrHistogram has them.
#include "loadgen/report/hdr_log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string_view>

#include "common/base64.hpp"
#include "loadgen/stats/second_summary.hpp"

namespace lab {
namespace {

constexpr std::uint32_t kV2Cookie = 0x1c849313;
constexpr std::uint32_t kV2CompressedCookie = 0x1c849314;
constexpr std::uint64_t kLowest = 1;
constexpr std::uint32_t kDigits = 3;
constexpr double kToNanoseconds = 1.0;  // "integer to double value conversion ratio"

constexpr std::string_view kComment =
    "#Latencies in nanoseconds from the intended time of each request, those without a reply at\n"
    "#the time they had waited: there is nothing to correct for coordinated omission.\n";
constexpr std::string_view kLegend =
    "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n";

template <class Number>
void put(std::string& out, Number number) {
  for (int shift = static_cast<int>(8 * sizeof number) - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

/// As the library encodes an empty histogram: no value in the first bucket.
std::string_view payload_of(const PackedHistogram& histogram) {
  return histogram.empty() ? std::string_view("\0", 1) : std::string_view(histogram.counts);
}

std::string encoded(const PackedHistogram& histogram) {
  const auto payload = payload_of(histogram);
  std::string bytes;
  put(bytes, kV2Cookie);
  put(bytes, static_cast<std::uint32_t>(payload.size()));
  put(bytes, std::uint32_t{0});  // normalizing index offset
  put(bytes, kDigits);
  put(bytes, kLowest);
  put(bytes, LatencyBuckets::kHighest);
  put(bytes, std::bit_cast<std::uint64_t>(kToNanoseconds));
  return bytes.append(payload);
}

std::string deflated(const std::string& bytes) {
  auto size = compressBound(bytes.size());
  std::string out(size, '\0');
  const auto* from = reinterpret_cast<const Bytef*>(bytes.data());
  const int code = compress(reinterpret_cast<Bytef*>(out.data()), &size, from, bytes.size());
  if (code != Z_OK) throw std::runtime_error("zlib cannot deflate a histogram");
  out.resize(size);
  return out;
}

double unix_seconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::string start_lines(WallTime began) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(began).time_since_epoch().count();
  return fmt::format(
      "#[BaseTime: {0:.3f} (seconds since epoch)]\n"
      "#[StartTime: {0:.3f} (seconds since epoch), {1:%a %b %d %H:%M:%S} UTC {1:%Y}]\n",
      unix_seconds(began), fmt::gmtime(static_cast<std::time_t>(seconds)));
}

/// The greatest value of the bucket, in milliseconds, as the library writes it.
double interval_max(const PackedHistogram& histogram) {
  if (histogram.empty()) return 0;
  const auto highest = LatencyBuckets::highest(LatencyBuckets::index(histogram.max));
  return static_cast<double>(highest) / 1e6;
}

/// In seconds. The last of a run is as long as the window reaches into it; a second that another
/// one follows went on to its end, and of one in the grace no more is known than that it is
/// shorter.
double interval_length(const RunResult& result, std::size_t second) {
  const auto covered = covered_by_window(result.measured, second);
  const bool last = second + 1 == result.seconds.size();
  return last && covered > Duration::zero() ? std::max(0.001, to_seconds(covered)) : 1;
}

}  // namespace

std::string hdr_bytes(const PackedHistogram& histogram) {
  const auto body = deflated(encoded(histogram));
  std::string bytes;
  put(bytes, kV2CompressedCookie);
  put(bytes, static_cast<std::uint32_t>(body.size()));
  return bytes.append(body);
}

std::string hdr_log(const RunResult& result) {
  std::string log("#[Histogram log format version 1.3]\n");
  log.append(kComment);
  if (result.began) log.append(start_lines(*result.began));
  log.append(kLegend);
  for (std::size_t i = 0; i < result.seconds.size(); ++i) {
    const auto& latency = result.seconds[i].latency;
    log += fmt::format("{}.000,{:.3f},{:.3f},{}\n", i, interval_length(result, i),
                       interval_max(latency), base64(hdr_bytes(latency)));
  }
  return log;
}

}  // namespace lab
