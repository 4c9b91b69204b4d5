// A row an output: its option, its file, what it writes.
#include "loadgen/commands/outputs.hpp"

#include <array>

#include "common/json_file.hpp"
#include "loadgen/commands/report_files.hpp"
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

/// Without a report there is only where it would go.
std::vector<ReportFile> files_of(const Outputs& outputs, const Report* report) {
  std::vector<ReportFile> files;
  files.reserve(kOutputs.size());
  for (const auto& output : kOutputs) {
    files.push_back({output.option, outputs.*output.path,
                     [text = output.text, report] { return text(*report); }});
  }
  return files;
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
  return check_report_files(files_of(outputs, nullptr));
}

Result<void> write_outputs(const Outputs& outputs, const LoadPlan& plan, const RunResult& result,
                           const RunSummary& summary, const std::vector<std::string>& notes) {
  const Report report{plan, result, summary, notes};
  const auto files = files_of(outputs, &report);
  if (!any_on_stdout(files)) {
    const auto written = write_text("-", run_text(plan, result, summary, notes));
    if (!written) return written;
  }
  return write_report_files(files);
}

}  // namespace lab
