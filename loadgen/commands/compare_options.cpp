// Reads the options of `loadgen compare`.
#include "loadgen/commands/compare_options.hpp"

#include <algorithm>
#include <optional>

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr std::string_view kRealOnes = "real";
constexpr Duration kShortest = std::chrono::milliseconds(500);

/// What was given, where the options exclude one another.
struct Given {
  bool quick = false;
  std::optional<int> rounds;
  std::optional<std::vector<ServerKind>> servers;
  std::vector<std::string> targets;
};

template <class Row>
std::string names_of(const std::vector<Row>& rows) {
  std::string names;
  for (const auto& row : rows) names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
  return names;
}

template <class Row>
auto find_named(const std::vector<Row>& rows, std::string_view name) {
  return std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
}

/// The one of that name, if there is one.
template <class Row>
std::vector<Row> named_in(const std::vector<Row>& rows, std::string_view name) {
  const auto row = find_named(rows, name);
  return row == rows.end() ? std::vector<Row>() : std::vector{*row};
}

std::vector<Workload> workloads_named(std::string_view name) {
  if (name == kRealOnes) return real_workloads();
  auto usual = named_in(workloads(), name);
  return usual.empty() ? named_in(real_workloads(), name) : usual;
}

/// Puts rows behind those that are there already, each of which may be there once.
template <class Row>
Result<void> add(std::vector<Row>& picked, const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    if (find_named(picked, row.name) != picked.end())
      return problem("'{}' is named twice", row.name);
    picked.push_back(row);
  }
  return {};
}

/// The rows that a list such as "io,cpu" names, in its order; `named` gives those of a name.
template <class Named>
auto pick(std::string_view list, Named named, const std::string& names)
    -> Result<decltype(named(list))> {
  decltype(named(list)) picked;
  for (;;) {
    const auto comma = list.find(',');
    const auto name = list.substr(0, comma);
    const auto rows = named(name);
    if (rows.empty()) return problem("'{}' is not one of {}", printable(name), names);
    if (const auto added = add(picked, rows); !added) return added.error();
    if (comma == std::string_view::npos) return picked;
    list.remove_prefix(comma + 1);
  }
}

/// All that can be named.
std::string workload_names() {
  return fmt::format("{}; {}, or {} for all of these", names_of(workloads()),
                     names_of(real_workloads()), kRealOnes);
}

Result<std::vector<Workload>> parse_workloads(std::string_view list) {
  return pick(list, workloads_named, workload_names());
}

Result<int> parse_rounds(std::string_view text) {
  const auto rounds = parse_whole(text, 1, 1000);
  if (!rounds) return rounds.error();
  return static_cast<int>(*rounds);
}

Result<Duration> parse_measured(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration || *duration >= kShortest) return duration;
  return problem("'{}' is below {}, too short to measure anything", printable(text),
                 format_setting(kShortest));
}

/// Judged here, one by one, and read together later: two may have the same name.
Result<std::string> parse_listed(std::string_view text) {
  const auto target = parse_target(text);
  if (!target) return target.error();
  return std::string(text);
}

CommandLine describe(Given& given, CompareOptions& o) {
  auto& plan = o.plan;
  return {
      "loadgen compare",
      "Measures every model under every workload and says which wins where.",
      {{"--quick", "", "", "one round: an order, no ties, under 80 s",
        switch_to(given.quick, true)},
       {"--rounds", "N", "5", "interleaved rounds", setter(given.rounds, parse_rounds)},
       {"-d,--duration", "TIME", format_setting(plan.duration),
        "measured a cell, after its warm-up", setter(plan.duration, parse_measured)},
       {"--workloads", "NAMES", "all", "some of: " + names_of(workloads()) + "; or of those below",
        setter(plan.workloads, parse_workloads)},
       {"--servers", "NAMES", "all", "some of: " + server_kind_names(),
        setter(given.servers, parse_servers)},
       {"--target", "name=URL[,admin=URL]", "",
        "compare these instead; also from LOADGEN_TARGETS, apart by ';'",
        collector(given.targets, parse_listed), Occurs::kOften},
       {"--json", "FILE", "", "write every round there; '-': stdout, no text", text(o.json)},
       {"--html", "FILE", "", "write a report with charts there; '-' as above", text(o.html)}},
      fmt::format("Workloads that are real work, and {} for all of them: {}", kRealOnes,
                  names_of(real_workloads()))};
}

Result<std::vector<TargetServer>> read_targets(const Given& given, const std::string& variable) {
  std::string list;
  for (const auto& target : given.targets) list += target + " ";
  auto targets = parse_targets(list.empty() ? variable : list);
  if (targets) return targets;
  return problem("{}: {}", list.empty() ? "LOADGEN_TARGETS" : "--target", targets.error().text);
}

/// Our own servers, unless others are named.
Result<void> settle_servers(const Given& given, const std::string& variable, CompareOptions& o) {
  if (!given.targets.empty() && given.servers)
    return problem("--servers: there are targets, so none is started");
  auto targets = read_targets(given, variable);
  if (!targets) return targets.error();
  if (!given.servers) o.targets = std::move(*targets);
  if (o.targets.empty()) o.kinds = given.servers.value_or(server_kinds());
  return {};
}

}  // namespace

std::string server_kind_names() { return names_of(server_kinds()); }

Result<std::vector<ServerKind>> parse_servers(std::string_view list) {
  const auto& kinds = server_kinds();
  return pick(
      list, [&](std::string_view name) { return named_in(kinds, name); }, names_of(kinds));
}

Result<CompareOptions> parse_compare_options(const std::vector<std::string>& arguments,
                                             const std::string& targets_variable) {
  CompareOptions options;
  options.plan.workloads = workloads();
  Given given;
  auto help = read_arguments(describe(given, options), arguments);
  if (!help) return help.error();
  options.help = std::move(*help);
  if (!options.help.empty()) return options;
  if (given.quick && given.rounds) return problem("--rounds: --quick is one round");
  options.plan.rounds = given.rounds.value_or(given.quick ? 1 : 5);
  if (const auto settled = settle_servers(given, targets_variable, options); !settled)
    return settled.error();
  return options;
}

}  // namespace lab
