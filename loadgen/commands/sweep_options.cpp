// Reads the options of `loadgen sweep`.
#include "loadgen/commands/sweep_options.hpp"

#include <algorithm>
#include <limits>

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/units.hpp"
#include "loadgen/commands/compare_options.hpp"
#include "loadgen/commands/network_options.hpp"
#include "loadgen/engine/scenario.hpp"
#include "loadgen/stats/pipeline.hpp"
#include "loadgen/sweep/target_demand.hpp"

namespace lab {
namespace {

constexpr std::uint64_t kMostConnections = 100'000;
constexpr double kHighestRate = 1e6;  // a second; no generator sends more
constexpr std::uint64_t kMostThreads = 256;
constexpr std::uint64_t kMostRounds = 1000;
constexpr std::size_t kMostLoads = 100;
constexpr Duration kShortest = std::chrono::milliseconds(500);
constexpr Duration kQuickDuration = std::chrono::seconds(1);
constexpr Duration kLongestWarmup = std::chrono::minutes(10);

/// What was given, where one option decides what another means.
struct Given {
  std::optional<Url> url;
  std::optional<std::vector<double>> connections, rates;
  std::optional<int> rounds;
  std::optional<Duration> duration;
  std::optional<Url> admin;
  std::optional<std::vector<ServerKind>> servers;
  std::optional<std::string> workload;
  bool quick = false;
};

constexpr const char* kFooter =
    "With a URL that server is swept; without one, --servers of ours are started afresh for each\n"
    "step, and asked for /work?do= the --workload. Steps come in a random order in each round.\n"
    "Rates arrive at random (Poisson) on so many connections as --connections says, then one\n"
    "number [100]. Predictions rest on what the request asks for, where the URL is one of our\n"
    "server's (/io, /block, /cpu, /mix, /work) and --admin tells how it runs; else on the lowest\n"
    "load, which is measured. A step that loadgen itself limited is marked and left out of the "
    "fit.\n"
    "Exit: 0 good, 1 no good reply, 2 usage, 130 after Ctrl-C (with the report so far).";

/// What `parse` makes of the pieces of a list, sorted; two of the same are a problem.
template <class Parse>
Result<std::vector<double>> parse_list(std::string_view text, Parse parse) {
  std::vector<double> values;
  for (;;) {
    const auto comma = text.find(',');
    const Result<double> value = parse(text.substr(0, comma));
    if (!value) return value.error();
    if (std::find(values.begin(), values.end(), *value) != values.end())
      return problem("'{}' is there twice", printable(text.substr(0, comma)));
    if (values.size() == kMostLoads) return problem("more than {} loads", kMostLoads);
    values.push_back(*value);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  std::sort(values.begin(), values.end());
  return values;
}

Result<Duration> parse_measured(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration || *duration >= kShortest) return duration;
  return problem("'{}' is below {}, too short to measure anything", printable(text),
                 format_setting(kShortest));
}

std::vector<CommandOption> load_options(Given& given, SweepPlan& plan) {
  return {
      {"--connections", "LIST", "1,2,4,...,128", "clients at once, a closed loop: '1,2,4,8'",
       setter(given.connections, parse_connection_list)},
      {"--rates", "LIST", "", "or an open loop of so many requests: '100/s,200/s,1k'",
       setter(given.rates, parse_rate_list)},
      {"-t,--threads", "N", std::to_string(plan.threads), "threads of the generator",
       whole(plan.threads, 1, kMostThreads)},
      {"--rounds", "N", std::to_string(plan.rounds), "of the whole ladder, each in random order",
       whole(given.rounds, 1, kMostRounds)},
      {"-d,--duration", "TIME", format_setting(plan.duration), "measured a step",
       setter(given.duration, parse_measured)},
      {"--warmup", "TIME", format_setting(plan.warmup), "load before that",
       duration(plan.warmup, Duration::zero(), kLongestWarmup)},
      {"--quick", "", "", "one round of 1s a step: points, no intervals and no peak",
       switch_to(given.quick, true)},
      {"--seed", "N", "random", "of the order of steps, of arrivals and of the bootstrap",
       whole(plan.seed, 0, std::numeric_limits<std::int64_t>::max())},
  };
}

CommandLine describe(Given& given, SweepOptions& o) {
  CommandLine line{"loadgen sweep",
                   "Raises the load step by step: curves, the law that fits them, and the knee.",
                   {{"URL", "TEXT", "", "http://host[:port]/path?query; without it --servers",
                     setter(given.url, parse_full_url), Occurs::kMaybe},
                    {"-H,--header", "LINE", "", "'Name: value', in place of loadgen's own",
                     collector(o.plan.headers, parse_header), Occurs::kOften},
                    {"--admin", "URL", "", "the admin port of URL, if it is one of ours",
                     setter(given.admin, parse_url)},
                    {"--servers", "NAMES", "async", "to start: process, thread, async, hybrid",
                     setter(given.servers, parse_servers)},
                    {"--workload", "STEPS", "", "that those do: 'io:40,cpu:2'",
                     setter(given.workload, read_pipeline_text)}},
                   kFooter};
  for (auto& option : load_options(given, o.plan)) line.options.push_back(std::move(option));
  for (auto& option : network_options(o.plan.network)) line.options.push_back(std::move(option));
  line.options.push_back(
      {"--json", "FILE", "", "write every round there; '-': stdout, no text", text(o.json)});
  line.options.push_back(
      {"--html", "FILE", "", "write a report with charts there; '-' as above", text(o.html)});
  return line;
}

/// --connections is the ladder, or one number that carries the rates.
Result<void> settle_loads(const Given& given, SweepPlan& plan) {
  if (!given.rates) {
    plan.loads = given.connections.value_or(usual_ladder());
    return {};
  }
  plan.kind = LoadKind::kRates;
  plan.loads = *given.rates;
  if (!given.connections) return {};
  if (given.connections->size() > 1)
    return problem("--connections: with --rates it is one number, the connections that carry them");
  plan.connections = static_cast<unsigned>(given.connections->front());
  return {};
}

Result<void> settle_length(const Given& given, SweepPlan& plan) {
  if (given.quick && given.rounds) return problem("--rounds: --quick is one round");
  plan.rounds = given.rounds.value_or(given.quick ? 1 : plan.rounds);
  plan.duration = given.duration.value_or(given.quick ? kQuickDuration : plan.duration);
  return {};
}

Result<void> settle_url(const Given& given, SweepOptions& o) {
  if (given.servers) return problem("--servers: there is a URL, so none is started");
  if (given.workload) return problem("--workload: the URL says what is asked for");
  o.target = TargetServer{given.url->authority(), *given.url, given.admin};
  o.title = given.url->text();
  o.plan.target = given.url->target;
  return {};
}

Result<void> settle_own(const Given& given, SweepOptions& o) {
  if (given.admin) return problem("--admin: it is that of a URL, and there is none");
  if (o.plan.network.unix_socket)
    return problem("--unix-socket: it leads to the server of a URL, and there is none");
  if (!given.workload)
    return problem("URL is missing, or the --workload that our own --servers are to do");
  static const std::vector<ServerKind> kUsual{server_kinds()[2]};
  o.kinds = given.servers.value_or(kUsual);
  o.title = "our servers at " + *given.workload;
  o.plan.target = "/work?do=" + *given.workload;
  return {};
}

}  // namespace

Result<std::vector<double>> parse_connection_list(std::string_view text) {
  return parse_list(text, [](std::string_view piece) -> Result<double> {
    const auto value = parse_whole(piece, 1, kMostConnections);
    if (!value) return value.error();
    return static_cast<double>(*value);
  });
}

Result<std::vector<double>> parse_rate_list(std::string_view text) {
  return parse_list(text, [](std::string_view piece) -> Result<double> {
    const auto rate = parse_rate(piece);
    if (!rate) return rate.error();
    if (rate->per_second > kHighestRate)
      return problem("'{}' is above 1000k/s, more than loadgen can send", printable(piece));
    return rate->per_second;
  });
}

Result<SweepOptions> parse_sweep_options(const std::vector<std::string>& arguments,
                                         std::uint64_t random_seed) {
  SweepOptions options;
  options.plan.seed = random_seed;
  Given given;
  auto help = read_arguments(describe(given, options), arguments);
  if (!help) return help.error();
  options.help = std::move(*help);
  if (!options.help.empty()) return options;
  if (const auto settled = settle_loads(given, options.plan); !settled) return settled.error();
  if (const auto settled = settle_length(given, options.plan); !settled) return settled.error();
  const auto server = given.url ? settle_url(given, options) : settle_own(given, options);
  if (!server) return server.error();
  const auto scheme = given.url ? given.url->scheme : Scheme::kHttp;
  if (const auto shown = check_certificates(options.plan.network.tls, scheme); !shown)
    return shown.error();
  options.plan.demand = demand_of_target(options.plan.target);
  return options;
}

}  // namespace lab
