// A pipeline as /work?do= of the server takes it, and what it demands of whoever serves it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

enum class StepKind { kIo, kBlock, kCpu };
/// How an event loop runs a step; other models hold their thread whatever this says.
enum class StepVia { kAwait, kBlock, kPool };

struct PipelineStep {
  StepKind kind = StepKind::kIo;
  StepVia via = StepVia::kAwait;
  Duration time{};
  friend bool operator==(const PipelineStep&, const PipelineStep&) = default;
};
using Pipeline = std::vector<PipelineStep>;

/// "io:20,cpu:5@pool,block:2": what the server accepts, no more and no less.
Result<Pipeline> read_pipeline(std::string_view text);

/// As read_pipeline takes it: "io:20,cpu:5@pool".
std::string pipeline_text(const Pipeline& pipeline);

/// Both, one after the other: the same text for the same pipeline.
Result<std::string> read_pipeline_text(std::string_view text);

/// A step without an '@': io is awaited, block and cpu hold the thread.
PipelineStep plain_step(StepKind kind, Duration time);

Demand demand_of(const Pipeline& pipeline);

}  // namespace lab
