// Reads the options of `loadgen compare`.
#include "loadgen/commands/compare_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

struct Typed {
  std::optional<std::string> rounds, duration, workloads, servers;
  std::vector<std::string> targets;
  bool quick = false;
};

template <class Row>
std::string names_of(const std::vector<Row>& rows) {
  std::string names;
  for (const auto& row : rows) names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
  return names;
}

void declare(CLI::App& app, Typed& typed, CompareOptions& options) {
  app.add_flag("--quick", typed.quick, "one round: an order, no ties, about 75 s");
  app.add_option("--rounds", typed.rounds, "interleaved rounds (5)");
  app.add_option("-d,--duration", typed.duration, "measured a cell, after its warm-up (2s)");
  app.add_option("--workloads", typed.workloads, "some of: " + names_of(workloads()) + " (all)");
  app.add_option("--servers", typed.servers, "some of: " + names_of(server_kinds()) + " (all)");
  app.add_option("--target", typed.targets,
                 "name=URL[,admin=URL], repeated: compare these instead; also from "
                 "LOADGEN_TARGETS, apart by ';'")
      ->allow_extra_args(false);
  app.add_option("--json", options.json, "write every round to FILE; '-': to stdout, no text");
}

/// The rows that a list such as "io,cpu" names, in its order.
template <class Row>
Result<std::vector<Row>> pick(std::string_view option, const std::vector<Row>& rows,
                              const std::optional<std::string>& list) {
  if (!list) return rows;
  std::vector<Row> picked;
  std::string_view rest = *list;
  for (;;) {
    const auto comma = rest.find(',');
    const auto name = rest.substr(0, comma);
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.name == name; });
    if (row == rows.end())
      return problem("{}: '{}' is not one of {}", option, printable(name), names_of(rows));
    picked.push_back(*row);
    if (comma == std::string_view::npos) return picked;
    rest.remove_prefix(comma + 1);
  }
}

Result<int> read_rounds(const Typed& typed) {
  if (typed.quick && typed.rounds) return problem("--rounds: --quick is one round");
  if (!typed.rounds) return typed.quick ? 1 : 5;
  const auto rounds = parse_count(*typed.rounds);
  if (rounds && *rounds >= 1 && *rounds <= 1000) return static_cast<int>(*rounds);
  return problem("--rounds: '{}' is not a whole number from 1 to 1000", printable(*typed.rounds));
}

Result<Duration> read_duration(const Typed& typed, Duration otherwise) {
  if (!typed.duration) return otherwise;
  const auto duration = parse_duration(*typed.duration);
  if (!duration) return problem("--duration: {}", duration.error().text);
  if (*duration >= std::chrono::milliseconds(500)) return *duration;
  return problem("--duration: '{}' is below 500ms, too short to measure anything",
                 printable(*typed.duration));
}

Result<std::vector<TargetServer>> read_targets(const Typed& typed, const std::string& variable) {
  if (typed.targets.empty()) {
    auto targets = parse_targets(variable);
    if (!targets) return problem("LOADGEN_TARGETS: {}", targets.error().text);
    return targets;
  }
  std::string list;
  for (const auto& target : typed.targets) list += target + " ";
  auto targets = parse_targets(list);
  if (!targets) return problem("--target: {}", targets.error().text);
  return targets;
}

Result<CompareOptions> read(const Typed& typed, CompareOptions options,
                            const std::string& variable) {
  const auto rounds = read_rounds(typed);
  if (!rounds) return rounds.error();
  options.plan.rounds = *rounds;
  const auto duration = read_duration(typed, options.plan.duration);
  if (!duration) return duration.error();
  options.plan.duration = *duration;
  auto rows = pick("--workloads", workloads(), typed.workloads);
  if (!rows) return rows.error();
  options.plan.workloads = std::move(*rows);
  auto targets = read_targets(typed, variable);
  if (!targets) return targets.error();
  options.targets = std::move(*targets);
  if (!typed.targets.empty() && typed.servers)
    return problem("--servers: there are targets, so none is started");
  if (typed.servers) options.targets.clear();
  auto kinds = pick("--servers", server_kinds(), typed.servers);
  if (!kinds) return kinds.error();
  if (options.targets.empty()) options.kinds = std::move(*kinds);
  return options;
}

}  // namespace

Result<CompareOptions> parse_compare_options(const std::vector<std::string>& arguments,
                                             const std::string& targets_variable) {
  CompareOptions options;
  Typed typed;
  CLI::App app("Measures every model under every workload and says which wins where.",
               "loadgen compare");
  declare(app, typed, options);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // as CLI11 wants
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
    return options;
  } catch (const CLI::ParseError& error) {
    return problem("{}", error.what());
  }
  return read(typed, std::move(options), targets_variable);
}

}  // namespace lab
