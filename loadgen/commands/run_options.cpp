// The options of `loadgen run`: the table, and what some of them mean together.
#include "loadgen/commands/run_options.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/json_file.hpp"
#include "loadgen/commands/network_options.hpp"
#include "loadgen/engine/scenario.hpp"

namespace lab {
namespace {

constexpr std::size_t kMostBody = 64 * 1024 * 1024;
constexpr std::uint64_t kMostConnections = 1'000'000;
constexpr std::uint64_t kMostThreads = 256;
constexpr std::uint64_t kMostRounds = 1000;
constexpr std::uint64_t kMostRequests = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kMostEntries = 100;  // each costs half a megabyte a thread
constexpr double kHighestRate = 1e6;       // a second; no generator sends more
constexpr double kLowestRate = 1.0 / (366 * 86'400);
constexpr double kHighestWeight = 1e9;  // so that sums stay exact enough
constexpr Duration kDefaultDuration = std::chrono::seconds(10);
constexpr Duration kDefaultWarmup = std::chrono::seconds(1);

/// What was given, where one option decides what another means.
struct Given {
  std::vector<Url> urls;
  std::vector<MixEntry> mix;
  std::optional<Method> method;
  std::optional<unsigned> connections;
  std::optional<std::string> body;
  std::optional<Duration> duration, warmup;
  std::optional<std::uint64_t> requests, seed;
  std::optional<Rate> rate;
  std::optional<ArrivalKind> arrivals;
};

constexpr const char* kFooter =
    "A request is due when a client is free (closed loop) or by its schedule (--rate). Requests\n"
    "due in the measured time are followed for 2s after its end. Redirects are not followed.\n"
    "Round r of an open loop draws with seed + r - 1. --expect compares min, mean, max or any\n"
    "percentile (p99.9) with a time, errors (all without a good reply) with a share (0.1%), rate\n"
    "(good replies/s) with a rate (5k, 0.98*asked).\n"
    "Exit: 0 good, 1 no good reply, 2 usage, 99 an --expect was not met, 130 after Ctrl-C.";

Result<Rate> parse_sendable(std::string_view text) {
  const auto rate = parse_rate(text);
  if (rate && rate->per_second > kHighestRate) {
    return problem("'{}' is above 1000k/s, more than loadgen can send", printable(text));
  }
  if (rate && rate->per_second < kLowestRate) {
    return problem("'{}' is below 1 in 366 days, and no load goes on for so long", printable(text));
  }
  return rate;
}

/// The text itself, or what the file behind '@' holds.
Result<std::string> parse_body(std::string_view text) {
  if (!text.starts_with('@')) return std::string(text);
  return read_text(std::string(text.substr(1)), kMostBody);
}

std::vector<CommandOption> request_options(Given& given, RunOptions& o) {
  auto& plan = o.plan;
  return {
      {"URL", "TEXT", "", "http://host[:port]/path?query; several are asked in turn",
       collector(given.urls, parse_full_url), Occurs::kOften},
      {"-m,--method", "NAME", "GET; POST with a body", "GET, HEAD, POST, ...",
       setter(given.method, parse_method)},
      {"-H,--header", "LINE", "", "'Name: value', in place of loadgen's own",
       collector(plan.headers, parse_header), Occurs::kOften},
      {"-b,--body", "TEXT", "", "sent with every request; '@FILE': what is in that file",
       setter(given.body, parse_body)},
      {"--no-keep-alive", "", "", "a new connection for every request",
       switch_to(plan.keep_alive, KeepAlive::kOff)},
      {"--mix", "ENTRY", "", "'WEIGHT /path?query', repeated; URL has no path then",
       collector(given.mix, parse_mix_entry), Occurs::kOften},
  };
}

std::vector<CommandOption> load_options(Given& given, LoadPlan& plan) {
  return {
      {"-c,--connections", "N", std::to_string(plan.connections), "clients, a connection each",
       whole(given.connections, 1, kMostConnections)},
      {"-d,--duration", "TIME", format_setting(kDefaultDuration),
       "time to measure, after the warm-up", setter(given.duration, parse_positive)},
      {"-n,--requests", "N", "", "send exactly so many, without a warm-up",
       whole(given.requests, 1, kMostRequests)},
      {"-t,--threads", "N", std::to_string(plan.threads), "threads of the generator",
       whole(plan.threads, 1, kMostThreads)},
      {"-R,--rate", "RATE", "", "open loop: send 200/s, 12/m, 10k in all",
       setter(given.rate, parse_sendable)},
      {"--arrivals", "KIND", "uniform", "of an open loop: uniform or poisson",
       choice<decltype(given.arrivals), ArrivalKind>(
           given.arrivals,
           {{"uniform", ArrivalKind::kUniform}, {"poisson", ArrivalKind::kPoisson}})},
      {"--seed", "N", "", "repeats the random choices of an open loop",
       setter(given.seed, parse_count)},
      {"--warmup", "TIME", format_setting(kDefaultWarmup), "load before the measured time",
       setter(given.warmup, parse_duration)},
      {"--timeout", "TIME", format_setting(plan.timeout), "until a request has failed",
       positive(plan.timeout)},
  };
}

std::vector<CommandOption> report_options(RunOptions& o) {
  return {
      {"--rounds", "N", std::to_string(o.rounds), "repeat the load, and say how rounds differ",
       whole(o.rounds, 1, kMostRounds)},
      {"--expect", "'METRIC<LIMIT'", "", "or <= > >=, repeated: exit 99 unless all are met",
       collector(o.expectations, parse_expectation), Occurs::kOften},
      {"--quiet", "", "", "no live view", switch_to(o.quiet, true)},
  };
}

CommandLine describe(Given& given, RunOptions& o) {
  CommandLine line{"loadgen run", "Loads a server and reports what it did.",
                   request_options(given, o), kFooter};
  for (auto& option : load_options(given, o.plan)) line.options.push_back(std::move(option));
  for (auto& option : network_options(o.plan.network)) line.options.push_back(std::move(option));
  for (auto& option : report_options(o)) line.options.push_back(std::move(option));
  for (auto& option : output_options(o.outputs)) line.options.push_back(std::move(option));
  return line;
}

// --- what was given becomes a plan ---

Result<void> settle_mix(const Given& given, LoadPlan& plan) {
  if (given.urls.size() > 1 || plan.server.target != "/") {
    return problem("--mix says what to ask for, so there is one URL and it has no path");
  }
  if (given.mix.size() > kMostEntries) {
    return problem("--mix: {} entries are more than {}", given.mix.size(), kMostEntries);
  }
  plan.mix = given.mix;
  return {};
}

/// The server and the mix, from URLs or from --mix.
Result<void> settle_targets(const Given& given, LoadPlan& plan) {
  plan.server = given.urls.front();
  if (!given.mix.empty()) return settle_mix(given, plan);
  for (const auto& url : given.urls) {
    if (url.origin() != plan.server.origin()) {
      return problem("URL: '{}' is another server than '{}': one at a time",
                     printable(url.text(), 200), plan.server.origin());
    }
    if (url.login != plan.server.login) {
      return problem("URL: the logins differ: every URL needs the same one, or none has any");
    }
    plan.mix.push_back({1, url.target});
  }
  return {};
}

void settle_method(const Given& given, LoadPlan& plan) {
  plan.body = given.body.value_or("");
  plan.method = given.method.value_or(given.body ? Method::kPost : Method::kGet);
}

Result<void> settle_length(const Given& given, LoadPlan& plan) {
  plan.requests = given.requests;
  plan.duration = given.duration;
  if (given.requests && given.warmup) {
    return problem("--warmup: every request of --requests counts, so there is none");
  }
  if (given.requests) return {};
  plan.duration = given.duration.value_or(kDefaultDuration);
  plan.warmup = given.warmup.value_or(kDefaultWarmup);
  return {};
}

/// The number that nobody asked for gives way without a word; fit() speaks of the others.
Result<void> settle_connections(const Given& given, LoadPlan& plan) {
  const auto most = given.requests.value_or(plan.connections);
  plan.connections = given.connections.value_or(
      static_cast<unsigned>(std::min<std::uint64_t>(plan.connections, most)));
  return {};
}

Result<void> settle_schedule(const Given& given, LoadPlan& plan) {
  if (given.rate) {
    plan.open_loop = OpenLoop{*given.rate, given.arrivals.value_or(ArrivalKind::kUniform)};
  } else if (given.arrivals) {
    return problem("--arrivals: only an open loop has arrivals; give its --rate");
  }
  return {};
}

Result<void> settle_seed(const Given& given, LoadPlan& plan) {
  if (given.seed && !plan.open_loop) {
    return problem("--seed: only an open loop draws random numbers; give its --rate");
  }
  plan.seed = given.seed.value_or(plan.seed);
  return {};
}

Result<void> check_tls(const Given&, LoadPlan& plan) {
  return check_certificates(plan.network.tls, plan.server.scheme);
}

Result<void> settle(const Given& given, LoadPlan& plan) {
  settle_method(given, plan);
  for (const auto step : {settle_targets, settle_length, settle_connections, settle_schedule,
                          settle_seed, check_tls}) {
    if (const auto settled = step(given, plan); !settled) return settled;
  }
  return {};
}

Result<void> check_expectations(const RunOptions& options) {
  for (const auto& expectation : options.expectations) {
    const auto possible = check_expectation(expectation, options.plan);
    if (!possible) return problem("--expect: {}", possible.error().text);
  }
  return {};
}

}  // namespace

Result<MixEntry> parse_mix_entry(std::string_view text) {
  const auto refused = problem(
      "'{}' is not a weight above zero and a path (such as '95 /io?ms=20')", printable(text, 200));
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return refused;
  const auto weight = parse_decimal(text.substr(0, blank));
  const auto target = text.substr(blank + 1);
  if (!weight || *weight <= 0 || !target.starts_with('/')) return refused;
  if (*weight > kHighestWeight) {
    return problem("'{}' has a weight above {:.0f}", printable(text, 60), kHighestWeight);
  }
  const auto url = parse_url("http://mix" + std::string(target));
  if (!url) return refused;
  return MixEntry{*weight, url->target};
}

Result<RunOptions> parse_run_options(const std::vector<std::string>& arguments,
                                     std::uint64_t random_seed) {
  RunOptions options;
  options.plan.seed = random_seed;
  Given given;
  auto help = read_arguments(describe(given, options), arguments);
  if (!help) return help.error();
  options.help = std::move(*help);
  if (!options.help.empty()) return options;
  if (const auto settled = settle(given, options.plan); !settled) return settled.error();
  if (const auto possible = check_expectations(options); !possible) return possible.error();
  options.notes = fit(options.plan);
  return options;
}

}  // namespace lab
