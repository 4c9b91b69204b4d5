// A row an output: its option, its file, what it writes.
#include "loadgen/commands/outputs.hpp"

#include <algorithm>
#include <array>

#include "common/json_file.hpp"
#include "loadgen/report/hdr_log.hpp"
#include "loadgen/report/run_csv.hpp"
#include "loadgen/report/run_json.hpp"
#include "loadgen/report/run_text.hpp"

namespace lab {
namespace {

struct Report {
  const LoadPlan& plan;
  const RunResult& result;
  const RunSummary& summary;
  const std::vector<std::string>& notes;
};

struct Output {
  const char* option;
  const char* help;
  std::string Outputs::*path;
  std::string (*text)(const Report&);
};

std::string json_text(const Report& report) {
  return pretty_json(run_json(report.plan, report.result, report.summary, report.notes));
}

constexpr std::array<Output, 3> kOutputs{{
    {"--json", "write all figures there; '-': stdout, no text", &Outputs::json, json_text},
    {"--csv", "write a line a second there; '-' as above", &Outputs::csv,
     [](const Report& report) { return run_csv(report.result); }},
    {"--hdr", "write an HdrHistogram log there; '-' as above", &Outputs::hdr,
     [](const Report& report) { return hdr_log(report.result); }},
}};

bool any_on_stdout(const Outputs& outputs) {
  return std::any_of(kOutputs.begin(), kOutputs.end(),
                     [&](const Output& output) { return outputs.*output.path == "-"; });
}

Result<void> check_apart(const Outputs& outputs, const Output& output, const Output& other) {
  const auto& path = outputs.*output.path;
  if (&output == &other || path.empty() || path != outputs.*other.path) return {};
  return problem("{}: '{}' is where {} goes", other.option, path, output.option);
}

}  // namespace

std::vector<CommandOption> output_options(Outputs& outputs) {
  std::vector<CommandOption> options;
  options.reserve(kOutputs.size());
  for (const auto& output : kOutputs) {
    options.push_back({output.option, "FILE", "", output.help, text(outputs.*output.path)});
  }
  return options;
}

Result<void> check_outputs(const Outputs& outputs) {
  for (const auto& output : kOutputs) {
    for (const auto& other : kOutputs) {
      if (const auto apart = check_apart(outputs, output, other); !apart) return apart;
    }
  }
  for (const auto& output : kOutputs) {
    if (const auto writable = check_writable(outputs.*output.path); !writable)
      return problem("{}: {}", output.option, writable.error().text);
  }
  return {};
}

Result<void> write_outputs(const Outputs& outputs, const LoadPlan& plan, const RunResult& result,
                           const RunSummary& summary, const std::vector<std::string>& notes) {
  const Report report{plan, result, summary, notes};
  if (!any_on_stdout(outputs)) {
    const auto written = write_text("-", run_text(plan, result, summary, notes));
    if (!written) return written;
  }
  for (const auto& output : kOutputs) {
    const auto& path = outputs.*output.path;
    if (path.empty()) continue;
    if (const auto written = write_text(path, output.text(report)); !written) return written;
  }
  return {};
}

}  // namespace lab
