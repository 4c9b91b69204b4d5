// `loadgen sweep`: more and more load, and what comes of it.
#include <fmt/format.h>

#include <algorithm>

#include "common/json_file.hpp"
#include "common/machine.hpp"
#include "loadgen/commands/command.hpp"
#include "loadgen/commands/descriptors.hpp"
#include "loadgen/commands/interrupt.hpp"
#include "loadgen/commands/network_options.hpp"
#include "loadgen/commands/report_files.hpp"
#include "loadgen/commands/sweep_options.hpp"
#include "loadgen/lab/server_process.hpp"
#include "loadgen/report/html/sweep_html.hpp"
#include "loadgen/report/live_view.hpp"
#include "loadgen/report/progress_line.hpp"
#include "loadgen/report/sweep_json.hpp"
#include "loadgen/report/sweep_text.hpp"
#include "loadgen/sweep/sweep.hpp"

namespace lab {
namespace {

Result<Contestants> contestants_of(const SweepOptions& options) {
  if (options.target) return use_targets({*options.target});
  const auto binary = find_server_binary();
  if (!binary) return binary.error();
  return start_our_own(*binary, options.kinds);
}

struct Finished {
  Sweep sweep;
  std::vector<ServerSummary> summaries;
  Provenance provenance;
};

Result<void> run_watched(Sweep& sweep, const Contestants& contestants) {
  ProgressLine line(ProgressLine::Show::kWhenTerminal);
  return run_sweep(sweep, contestants, [&](const SweepProgress& at) {
    line.draw(sweep_progress_text(at));
    return interrupted() ? GoOn::kNo : GoOn::kYes;
  });
}

/// Without a sweep there is only where it would go.
std::vector<ReportFile> files_of(const SweepOptions& options, const Finished* finished) {
  return {{"--json", options.json,
           [=] {
             return pretty_json(
                 sweep_json(finished->sweep, finished->summaries, finished->provenance.machine));
           }},
          {"--html", options.html,
           [=] { return sweep_html(finished->sweep, finished->summaries, finished->provenance); }}};
}

Result<void> write_report(const SweepOptions& options, const Finished& finished) {
  const auto files = files_of(options, &finished);
  if (!any_on_stdout(files)) {
    const auto text = sweep_text(finished.sweep, finished.summaries, glyphs_of_locale());
    if (const auto written = write_text("-", text); !written) return written;
  }
  return write_report_files(files);
}

/// What would be found out only at the end.
Result<void> check(const SweepOptions& options) {
  if (const auto allowed = allow_connections(most_connections(options.plan), options.plan.threads);
      !allowed)
    return problem("--connections: {}", allowed.error().text);
  const auto host = options.target ? options.target->url.host : std::string();
  if (const auto trusted = check_trust(options.plan.network.tls, host); !trusted) return trusted;
  return check_report_files(files_of(options, nullptr));
}

bool any_good(const Finished& finished) {
  for (const auto& summary : finished.summaries) {
    const auto good = [](const SweepRow& row) { return row.good && row.good->median > 0; };
    if (std::any_of(summary.rows.begin(), summary.rows.end(), good)) return true;
  }
  return false;
}

/// What broke the sweep off leaves the steps that were measured before.
int exit_code(const Finished& finished, const Result<void>& carried_out) {
  if (interrupted()) return kExitInterrupted;
  if (!carried_out) return fail("sweep", carried_out.error(), kExitFailed);
  return any_good(finished) ? kExitGood : kExitFailed;
}

bool any_step(const Sweep& sweep) {
  for (const auto& server : sweep.servers) {
    for (const auto& round : server.rounds) {
      if (std::any_of(round.begin(), round.end(), [](const auto& step) { return step; }))
        return true;
    }
  }
  return false;
}

int sweep(const SweepOptions& options) {
  const auto contestants = contestants_of(options);
  if (!contestants) return fail("sweep", contestants.error(), kExitFailed);
  Finished finished{
      {options.plan, options.title, {}}, {}, {describe_machine(), LAB_VERSION, wall_now()}};
  const auto carried_out = run_watched(finished.sweep, *contestants);
  if (!carried_out && !any_step(finished.sweep))
    return fail("sweep", carried_out.error(), kExitFailed);
  for (const auto& server : finished.sweep.servers)
    finished.summaries.push_back(summarize(options.plan, server));
  if (const auto written = write_report(options, finished); !written)
    return fail("sweep", written.error(), kExitFailed);
  return exit_code(finished, carried_out);
}

}  // namespace

int sweep_command(const std::vector<std::string>& arguments) {
  const auto options = parse_sweep_options(arguments, random_seed());
  if (!options) return fail("sweep", options.error(), kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  if (const auto possible = check(*options); !possible)
    return fail("sweep", possible.error(), kExitUsage);
  watch_interrupts();
  return sweep(*options);
}

}  // namespace lab
