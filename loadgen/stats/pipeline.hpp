// A pipeline as `/work?do=` takes it, "io:20,cpu:5@pool,block:2", as what a request demands.
#pragma once

#include <string_view>

#include "common/result.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

/// What the steps demand together. An event loop awaits `io`, computes and blocks on its own
/// thread, and hands what says @pool to its pool; the other models hold their thread for all of it.
struct PipelineDemand {
  Demand demand;
  Duration pool_cpu{};  // the part of demand.pool that computes

  Duration cpu() const { return demand.cpu + pool_cpu; }
};

/// The server's own grammar: 1 to 16 steps io:MS, cpu:MS or block:MS, MS from 0 to 60000 with up to
/// three decimals, each with an optional @await, @block or @pool; cpu cannot be awaited.
Result<PipelineDemand> parse_pipeline_demand(std::string_view text);

}  // namespace lab
