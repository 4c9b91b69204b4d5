// Where the report of a run goes: text on stdout, and files for programs.
#pragma once

#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/result.hpp"
#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// Each a file, "-" for stdout in place of the text, or empty for none.
struct Outputs {
  std::string json;
  std::string csv;
  std::string hdr;
};

/// --json, --csv and --hdr; `outputs` must outlive them.
std::vector<CommandOption> output_options(Outputs& outputs);

/// A problem when two go to the same place or one cannot be written: what would be found out only
/// after the run.
Result<void> check_outputs(const Outputs& outputs);

Result<void> write_outputs(const Outputs& outputs, const LoadPlan& plan, const RunResult& result,
                           const RunSummary& summary, const std::vector<std::string>& notes);

}  // namespace lab
