// Reads the options of `loadgen capacity`.
#include "loadgen/commands/capacity_options.hpp"

#include <algorithm>
#include <limits>

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/units.hpp"
#include "loadgen/commands/compare_options.hpp"
#include "loadgen/commands/network_options.hpp"
#include "loadgen/engine/scenario.hpp"
#include "loadgen/stats/pipeline.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr const char* kUsualWorkload = "io:40,cpu:2";
constexpr Duration kShortestStep = 1s;
constexpr Duration kLongestStep = 1h;
constexpr Duration kLongestBudget = 24h;
constexpr Duration kQuickBudget = 60s;
constexpr double kQuickGrowth = 4;
constexpr double kHighestRate = 1e6;  // a second; no generator sends more
constexpr std::uint64_t kMostConnections = 100'000;
constexpr std::uint64_t kMostThreads = 256;
constexpr int kUsualSteps = 60;  // in a long budget; the more time, the longer each
constexpr int kLongSteps = 10;   // prolonged to the utmost, in any budget
constexpr int kTimesLonger = 4;  // than a step, though it be more than that
constexpr double kFinest = 0.01;
constexpr double kCoarsest = 0.5;

constexpr const char* kFooter =
    "The rate grows until a step fails; the range between is halved (in factors) down to the\n"
    "precision; both ends are tested again. A step passes or fails by the 95 % interval of what\n"
    "an objective names, and goes on until it does one or the other, up to four times --step or\n"
    "a tenth of --budget, or to as many requests as can show it at all. Near saturation a server\n"
    "of 1000/s takes a --budget of 30m to be known within 10 %, one of 4000/s 10m, one of\n"
    "10000/s 5m. A step that the generator limited counts as unknown. Without URL each model's\n"
    "server is started and searched. Objectives: p50, p99.9, mean, max against a time, errors\n"
    "against a share; errors<0.1% holds beside them unless --slo says another.\n"
    "Exit: 0 a rate passed, 1 none did or a server went away, 2 usage, 130 after Ctrl-C.";

/// What was given, where one option decides what another means.
struct Given {
  bool quick = false;
  Objectives objectives;
  std::optional<std::string> workload;
  std::optional<std::vector<ServerKind>> servers;
  std::optional<Duration> step, budget;
  std::optional<Rate> start, highest;
  std::optional<double> precision;
  std::optional<std::uint64_t> seed;
};

Result<Rate> parse_offered(std::string_view text) {
  const auto rate = parse_rate(text);
  if (rate && rate->per_second > kHighestRate)
    return problem("'{}' is above 1000k/s, more than loadgen can send", printable(text));
  if (rate && rate->per_second < SearchPlan{}.lowest)
    return problem("'{}' is below 1/s, too seldom to search with", printable(text));
  return rate;
}

Result<double> parse_precision(std::string_view text) {
  const auto refused = problem("'{}' is not a share from 1% to 50%", printable(text));
  if (!text.ends_with('%')) return refused;
  const auto percent = parse_decimal(text.substr(0, text.size() - 1));
  if (!percent || *percent < 100 * kFinest || *percent > 100 * kCoarsest) return refused;
  return *percent / 100;
}

auto duration_within(Duration least, Duration most) {
  return [=](std::string_view text) { return parse_duration_within(text, least, most); };
}

std::vector<CommandOption> target_options(Given& given, CapacityOptions& o) {
  return {
      {"URL", "TEXT", "", "what to ask for; none: our own servers, one after another",
       setter(o.url, parse_full_url), Occurs::kMaybe},
      {"-H,--header", "LINE", "", "'Name: value', in place of loadgen's own",
       collector(o.plan.headers, parse_header), Occurs::kOften},
      {"--admin", "URL", "", "where the server of URL tells how it is doing",
       setter(o.admin, parse_url)},
      {"--workload", "PIPELINE", kUsualWorkload, "without URL: what /work is to do",
       setter(given.workload, read_pipeline_text)},
      {"--servers", "NAMES", "all", "without URL: some of " + server_kind_names(),
       setter(given.servers, parse_servers)},
  };
}

std::vector<CommandOption> search_options(Given& given, CapacityOptions& o) {
  return {
      {"--slo", "'METRIC<LIMIT'", "'p99<100ms', 'errors<0.1%'", "an objective, repeated",
       collector(given.objectives, parse_objective), Occurs::kOften},
      {"--quick", "", "", "a rough answer: steps of 2s, 60s a server, 10 %",
       switch_to(given.quick, true)},
      {"--step", "TIME", "5s, of a long --budget a 60th", "measured at a rate before it is judged",
       setter(given.step, duration_within(kShortestStep, kLongestStep))},
      {"--budget", "TIME", "2m", "for each server; then what is known is reported",
       setter(given.budget, duration_within(kShortestStep, kLongestBudget))},
      {"--precision", "SHARE", "5%", "how narrow the range is to be",
       setter(given.precision, parse_precision)},
      {"--start", "RATE", "10/s", "offered first", setter(given.start, parse_offered)},
      {"--max-rate", "RATE", "1000k/s", "never offer more", setter(given.highest, parse_offered)},
      {"-c,--connections", "N", "as needed", "clients, a connection each",
       setter(o.plan.connections,
              [](std::string_view text) -> Result<unsigned> {
                const auto count = parse_whole(text, 1, kMostConnections);
                if (!count) return count.error();
                return static_cast<unsigned>(*count);
              })},
      {"-t,--threads", "N", std::to_string(o.plan.threads), "threads of the generator",
       whole(o.plan.threads, 1, kMostThreads)},
      {"--seed", "N", "random", "repeats the arrivals, which are Poisson",
       setter(given.seed,
              [](std::string_view text) {
                return parse_whole(text, 0, std::numeric_limits<std::int64_t>::max());
              })},
  };
}

CommandLine describe(Given& given, CapacityOptions& o) {
  CommandLine line{"loadgen capacity", "Finds the highest rate that keeps what is promised.",
                   target_options(given, o), kFooter};
  for (auto& option : search_options(given, o)) line.options.push_back(std::move(option));
  for (auto& option : network_options(o.plan.network)) line.options.push_back(std::move(option));
  line.options.push_back(
      {"--json", "FILE", "", "write every step there; '-': stdout, no text", text(o.json)});
  line.options.push_back(
      {"--html", "FILE", "", "write a report with charts there; '-' as above", text(o.html)});
  return line;
}

Result<void> settle_target(const Given& given, CapacityOptions& o) {
  if (o.admin && !o.url) return problem("--admin: there is no URL whose server it would be of");
  if (o.url && given.workload) return problem("--workload: URL says what is asked for");
  if (o.url && given.servers) return problem("--servers: there is a URL, so none is started");
  if (o.url) return check_certificates(o.plan.network.tls, o.url->scheme);
  if (o.plan.network.unix_socket)
    return problem("--unix-socket: it leads to the server of a URL, and there is none");
  if (const auto shown = check_certificates(o.plan.network.tls, Scheme::kHttp); !shown)
    return shown;
  o.kinds = given.servers.value_or(server_kinds());
  o.workload = given.workload.value_or(kUsualWorkload);
  return {};
}

Result<void> settle_search(const Given& given, CapacityOptions& o) {
  auto& search = o.plan.search;
  search.budget = given.budget.value_or(given.quick ? kQuickBudget : search.budget);
  const auto usual = std::max<Duration>(search.step, search.budget / kUsualSteps);
  search.step = given.step.value_or(given.quick ? Duration(2s) : usual);
  search.longest = std::max<Duration>(kTimesLonger * search.step, search.budget / kLongSteps);
  if (given.quick) search.growth = kQuickGrowth;
  search.precision = 1 + given.precision.value_or(given.quick ? 0.1 : search.precision - 1);
  if (given.highest) search.highest = given.highest->per_second;
  search.start = std::min(search.start, search.highest);
  if (given.start) search.start = given.start->per_second;
  search.pause_after_failure = search.step;
  if (search.budget < search.step)
    return problem("--budget: {} is less than one step of {}", format_setting(search.budget),
                   format_setting(search.step));
  o.plan.objectives = with_usual(given.objectives);
  if (const auto longest = longest_allowed(o.plan.objectives); longest > search.budget)
    return problem("--budget: {} is less than the {} that a request may take by --slo",
                   format_setting(search.budget), format_setting(*longest));
  if (search.start > search.highest) return problem("--start: it is above --max-rate");
  return {};
}

}  // namespace

Result<CapacityOptions> parse_capacity_options(const std::vector<std::string>& arguments,
                                               std::uint64_t random_seed) {
  CapacityOptions options;
  Given given;
  auto help = read_arguments(describe(given, options), arguments);
  if (!help) return help.error();
  options.help = std::move(*help);
  if (!options.help.empty()) return options;
  for (const auto settle : {settle_target, settle_search}) {
    if (const auto settled = settle(given, options); !settled) return settled.error();
  }
  options.plan.seed = given.seed.value_or(random_seed);
  return options;
}

}  // namespace lab
