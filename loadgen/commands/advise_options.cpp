// Reads the options of `loadgen advise`.
#include "loadgen/commands/advise_options.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr unsigned kMostConnections = 100'000;
constexpr double kMostRate = 1e6;
constexpr Duration kShortest = std::chrono::milliseconds(200);
constexpr Duration kLongest = std::chrono::hours(1);
constexpr Duration kMostHttp = std::chrono::milliseconds(10);

constexpr const char* kFooter =
    "TIME of a step is in milliseconds: io waits and lets an event loop go on, block holds its\n"
    "thread, cpu computes; @pool hands a step to an event loop's pool. See /work of the server.\n"
    "Exit: 0 done, 1 a server could not be measured, 2 usage, 99 --check found that the advised\n"
    "model loses, 130 after Ctrl-C with the report so far.";

/// What was given, where the options depend on one another.
struct Given {
  std::optional<Pipeline> work;
  std::optional<int> rounds;
  std::optional<Duration> duration;
};

Result<std::vector<std::string>> parse_servers(std::string_view list) {
  const auto& names = candidate_names();
  std::vector<std::string> servers;
  for (;;) {
    const auto comma = list.find(',');
    const auto name = list.substr(0, comma);
    if (std::find(names.begin(), names.end(), name) == names.end())
      return problem("'{}' is not one of {}", printable(name), fmt::join(names, ", "));
    if (std::find(servers.begin(), servers.end(), name) != servers.end())
      return problem("'{}' is named twice", printable(name));
    servers.emplace_back(name);
    if (comma == std::string_view::npos) return servers;
    list.remove_prefix(comma + 1);
  }
}

Result<Rate> parse_load(std::string_view text) {
  const auto rate = parse_rate(text);
  if (!rate || rate->per_second <= kMostRate) return rate;
  return problem("'{}' is above {}/s", printable(text), format_number(kMostRate));
}

Result<int> parse_rounds(std::string_view text) {
  const auto rounds = parse_whole(text, 1, 1000);
  if (!rounds) return rounds.error();
  return static_cast<int>(*rounds);
}

CommandLine describe(Given& given, AdviseOptions& o) {
  auto& situation = o.situation;
  return {
      "loadgen advise",
      "Predicts what each model makes of a request's work and names the one to use.",
      {{"--work", "STEPS", "", "what a request does, such as io:40,cpu:2,block:0 (required)",
        setter(given.work, read_pipeline)},
       {"-c,--connections", "N", std::to_string(situation.connections), "clients",
        whole(situation.connections, 1, kMostConnections)},
       {"-R,--rate", "RATE", "",
        "requests that come at random, such as 200/s, whoever was answered",
        setter(situation.rate, parse_load)},
       {"--servers", "NAMES", "all", fmt::format("some of: {}", fmt::join(candidate_names(), ", ")),
        setter(o.servers, parse_servers)},
       {"--pool", "N", std::to_string(situation.pool), "threads of an event loop's pool",
        whole(situation.pool, 1, 1024)},
       {"--http-cost", "TIME", format_setting(situation.http),
        "CPU time that HTTP itself takes a request",
        duration(situation.http, std::chrono::microseconds(1), kMostHttp)},
       {"--check", "", "", "measure it too, and show predicted beside measured",
        switch_to(o.check, Checking::kYes)},
       {"--rounds", "N", std::to_string(o.rounds), "with --check: interleaved rounds",
        setter(given.rounds, parse_rounds)},
       {"-d,--duration", "TIME", format_setting(o.duration),
        "with --check: measured a server and round, after its warm-up",
        setter(given.duration,
               [](std::string_view t) { return parse_duration_within(t, kShortest, kLongest); })},
       {"--json", "FILE", "", "write it all there; '-': stdout, no text", text(o.json)},
       {"--html", "FILE", "", "write a report with charts there; '-' as above", text(o.html)}},
      kFooter};
}

Result<void> settle(const Given& given, AdviseOptions& o) {
  if (!given.work)
    return problem("--work: it is missing; accepted are 1 to 16 steps such as io:40,cpu:2,block:0");
  const bool check = o.check == Checking::kYes;
  if (given.rounds && !check) return problem("--rounds: nothing is measured without --check");
  if (given.duration && !check) return problem("--duration: nothing is measured without --check");
  o.pipeline = *given.work;
  o.rounds = given.rounds.value_or(o.rounds);
  o.duration = given.duration.value_or(o.duration);
  return {};
}

}  // namespace

Result<AdviseOptions> parse_advise_options(const std::vector<std::string>& arguments) {
  AdviseOptions options;
  Given given;
  auto help = read_arguments(describe(given, options), arguments);
  if (!help) return help.error();
  options.help = std::move(*help);
  if (!options.help.empty()) return options;
  if (const auto settled = settle(given, options); !settled) return settled.error();
  return options;
}

}  // namespace lab
