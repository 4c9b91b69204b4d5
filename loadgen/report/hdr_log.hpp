// The latencies of a run as an HdrHistogram interval log, which its libraries and plotters read.
#pragma once

#include <string>

#include "common/packed_histogram.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

/// HdrHistogram's V2 encoding, deflated by zlib, for values from 1 ns to an hour with 3 digits.
std::string hdr_bytes(const PackedHistogram& histogram);

/// Log format 1.3 as the Java library writes it: an interval a second since the begin of the
/// window, empty ones included, with values in nanoseconds and maxima in milliseconds. The last one
/// ends with the window. Without
/// a begin of the window there is no time to start from.
std::string hdr_log(const RunResult& result);

}  // namespace lab
