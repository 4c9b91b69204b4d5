// Sweeps that were not measured, for tests of what is made of them.
#pragma once

#include "loadgen/sweep/summary.hpp"

namespace lab {

/// A step with this throughput and mean latency; its p50 is the mean and its p99 three times that.
StepFacts sample_step(double good, Duration mean);

/// Two workers that take 20 ms a request, asked by 1, 2, 4 and 8 clients in `rounds` rounds, each a
/// little faster than the one before. Its admin port told how it runs.
Sweep two_workers(int rounds);

/// A server that follows the law alpha .05, beta .0005, gamma 100 from 1 to 128 clients within 1 %.
/// Nothing is known of it.
Sweep lawful(int rounds);

/// One server that takes 10 ms a request (M/D/1), at 5, 20, 40, 60, 70 and 90 requests/s.
Sweep one_loop(int rounds);

std::vector<ServerSummary> summaries_of(const Sweep& sweep);

}  // namespace lab
