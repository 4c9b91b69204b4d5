// `loadgen capacity`: the highest rate that keeps what is promised.
#include <fmt/format.h>

#include <algorithm>

#include "common/json_file.hpp"
#include "common/stderr.hpp"
#include "loadgen/commands/capacity_options.hpp"
#include "loadgen/commands/command.hpp"
#include "loadgen/commands/descriptors.hpp"
#include "loadgen/commands/interrupt.hpp"
#include "loadgen/commands/network_options.hpp"
#include "loadgen/commands/report_files.hpp"
#include "loadgen/lab/server_process.hpp"
#include "loadgen/report/capacity_json.hpp"
#include "loadgen/report/capacity_text.hpp"
#include "loadgen/report/html/capacity_html.hpp"
#include "loadgen/report/progress_line.hpp"

namespace lab {
namespace {

/// Each step as it is judged, and what is going on below them.
class LiveSteps {
 public:
  void step_done(const ServerCapacity& server) {
    line_.clear();
    const bool first = server.steps.size() == 1 && server.steps.front().pieces == 1;
    print_to_stderr("{}{}", first ? capacity_steps_header() : "", capacity_step_line(server));
  }
  void going_on(const CapacityProgress& at) {
    line_.draw(capacity_progress_text(at.server, at.rate, at.spent, at.budget));
  }

 private:
  ProgressLine line_{ProgressLine::Show::kWhenTerminal};
};

CapacityReport empty_report(const CapacityOptions& options) {
  CapacityReport report;
  report.machine = describe_machine();
  report.began = wall_now();
  report.search = options.plan.search;
  report.seed = options.plan.seed;
  report.threads = options.plan.threads;
  report.objectives = options.plan.objectives;
  report.workload = options.workload;
  report.target = options.url ? options.url->target : "/work?do=" + options.workload;
  return report;
}

Result<ServerCapacity> search_one(const CapacityOptions& options, const CapacityTarget& target) {
  LiveSteps live;
  const CapacityWatch watch{[&](const ServerCapacity& found) { live.step_done(found); },
                            [&](const CapacityProgress& at) {
                              live.going_on(at);
                              return !interrupted();
                            }};
  return find_capacity(options.plan, target, watch);
}

Result<ServerCapacity> search_own(const CapacityOptions& options, const std::string& binary,
                                  const ServerKind& kind, const std::string& target) {
  auto server = ServerProcess::start(binary, kind.options);
  if (!server) return server.error();
  auto found = search_one(
      options, {std::string(kind.name), server->url().with_target(target), server->admin()});
  server->stop();
  return found;
}

Result<void> search_all(const CapacityOptions& options, CapacityReport& report) {
  if (options.url) {
    auto found = search_one(options, {options.url->text(), *options.url, options.admin});
    if (!found) return found.error();
    report.servers.push_back(std::move(*found));
    return {};
  }
  const auto binary = find_server_binary();
  if (!binary) return binary.error();
  for (const auto& kind : options.kinds) {
    if (interrupted()) return {};
    auto found = search_own(options, *binary, kind, report.target);
    if (!found) return found.error();
    report.servers.push_back(std::move(*found));
  }
  return {};
}

/// Without a report there is only where it would go.
std::vector<ReportFile> files_of(const CapacityOptions& options, const CapacityReport* report) {
  return {{"--json", options.json, [=] { return pretty_json(capacity_json(*report)); }},
          {"--html", options.html, [=] { return capacity_html(*report); }}};
}

Result<void> write_report(const CapacityOptions& options, const CapacityReport& report) {
  const auto files = files_of(options, &report);
  if (!any_on_stdout(files)) {
    if (const auto written = write_text("-", capacity_text(report)); !written) return written;
  }
  return write_report_files(files);
}

/// What would be found out only at the end.
Result<void> check(const CapacityOptions& options) {
  const auto most = options.plan.connections.value_or(kSearchConnections);
  if (const auto allowed = allow_connections(most, 1); !allowed && options.plan.connections)
    return problem("--connections: {}", allowed.error().text);
  const auto host = options.url ? options.url->host : std::string();
  if (const auto trusted = check_trust(options.plan.network.tls, host); !trusted) return trusted;
  return check_report_files(files_of(options, nullptr));
}

int exit_code(const CapacityReport& report) {
  if (interrupted()) return kExitInterrupted;
  const bool broke_off =
      std::any_of(report.servers.begin(), report.servers.end(),
                  [](const ServerCapacity& server) { return !server.trouble.empty(); });
  if (broke_off) return kExitFailed;
  const bool any =
      std::any_of(report.servers.begin(), report.servers.end(),
                  [](const ServerCapacity& server) { return server.bracket.pass.has_value(); });
  return any ? kExitGood : kExitFailed;
}

}  // namespace

int capacity_command(const std::vector<std::string>& arguments) {
  const auto options = parse_capacity_options(arguments, random_seed());
  if (!options) return fail("capacity", options.error(), kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  if (const auto possible = check(*options); !possible)
    return fail("capacity", possible.error(), kExitUsage);
  watch_interrupts();
  auto report = empty_report(*options);
  const auto searched = search_all(*options, report);
  if (!searched && report.servers.empty()) return fail("capacity", searched.error(), kExitFailed);
  if (const auto written = write_report(*options, report); !written)
    return fail("capacity", written.error(), kExitFailed);
  if (!searched) return fail("capacity", searched.error(), kExitFailed);
  return exit_code(report);
}

}  // namespace lab
