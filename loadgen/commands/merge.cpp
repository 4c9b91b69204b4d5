// `loadgen merge`: the reports of several machines that loaded the same server, as one.
#include <fmt/format.h>

#include "common/http/query.hpp"
#include "common/json_file.hpp"
#include "loadgen/commands/command.hpp"
#include "loadgen/commands/outputs.hpp"
#include "loadgen/report/saved_run.hpp"

namespace lab {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;  // of a report
constexpr std::size_t kMostRuns = 1000;                     // so that no sum leaves its range

struct MergeOptions {
  std::vector<std::string> files;
  Outputs outputs;
};

constexpr const char* kFooter =
    "Loads must agree in method, mix, loop and keep-alive. Rates add up only what was measured at\n"
    "the same time, so start the runs together.\n"
    "Exit: 0 good, 1 no good reply, 2 usage or a file that cannot be merged.";

CommandLine describe(MergeOptions& options) {
  CommandLine line{
      "loadgen merge",
      "Makes one report of what several machines measured.",
      {{"FILE", "TEXT", "", "what loadgen run --json wrote; two or more, usually",
        collector(options.files, [](const std::string& file) { return Result<std::string>(file); }),
        Occurs::kOften}},
      kFooter};
  for (auto& option : output_options(options.outputs)) line.options.push_back(std::move(option));
  return line;
}

Result<NamedRun> read_run(const std::string& file) {
  const auto text = read_text(file, kMostBytes);
  if (!text) return text.error();
  auto run = parse_saved_run(*text);
  if (!run) return problem("'{}': {}", printable(file, 200), run.error().text);
  return NamedRun{printable(file, 200), std::move(*run)};
}

Result<SavedRun> read_merged(const std::vector<std::string>& files) {
  if (files.size() > kMostRuns) return problem("more than {} files", kMostRuns);
  std::vector<NamedRun> runs;
  for (const auto& file : files) {
    auto run = read_run(file);
    if (!run) return run.error();
    runs.push_back(std::move(*run));
  }
  return merge_runs(runs);
}

}  // namespace

int merge_command(const std::vector<std::string>& arguments) {
  MergeOptions options;
  const auto help = read_arguments(describe(options), arguments);
  if (!help) return fail("merge", help.error(), kExitUsage);
  if (!help->empty()) {
    fmt::print("{}", *help);
    return kExitGood;
  }
  const auto run = read_merged(options.files);
  if (!run) return fail("merge", run.error(), kExitUsage);
  if (const auto possible = check_outputs(options.outputs); !possible)
    return fail("merge", possible.error(), kExitUsage);
  const auto summary = summarize(run->plan, run->result);
  const auto written = write_outputs(options.outputs, run->plan, run->result, summary, run->notes);
  if (!written) return fail("merge", written.error(), kExitFailed);
  return any_good_reply(run->result) ? kExitGood : kExitFailed;
}

}  // namespace lab
