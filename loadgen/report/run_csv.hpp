// The time series of a run for spreadsheets and plots: a line a second.
#pragma once

#include <string>

#include "loadgen/engine/result.hpp"

namespace lab {

/// A header line, then the seconds from the begin of the window on, those of the grace at the end.
/// `covered_s` says how much of the second the counts before the latencies belong to. The cells of
/// latencies are empty where none ended; beside `unanswered` above zero they are lower bounds.
std::string run_csv(const RunResult& result);

}  // namespace lab
