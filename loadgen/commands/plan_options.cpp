// Reads the options of `loadgen plan`.
#include "loadgen/commands/plan_options.hpp"

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/units.hpp"
#include "loadgen/capacity/plan_numbers.hpp"
#include "loadgen/stats/pipeline.hpp"

namespace lab {
namespace {

constexpr double kMostDemand = 1e9;
constexpr double kMostInstance = 1e6;  // requests a second
constexpr double kLeastRate = 1e-3;
constexpr double kMostHeadroom = 10;
constexpr double kLeastAvailability = 0.5;  // a promise that most requests break is none
constexpr double kMostAvailability = 0.9999999;
constexpr unsigned kMostSpare = 1000;
constexpr unsigned kMostCores = 1024;
constexpr unsigned kMostConnections = 1'000'000;
constexpr std::uint64_t kMostMemory = std::uint64_t{1} << 50;
constexpr Duration kLeastTime = std::chrono::microseconds(1);
constexpr Duration kLongestTime = std::chrono::hours(1);
constexpr Duration kLongestPooled = std::chrono::seconds(10);

constexpr const char* kFooter =
    "An instance is described by one of --from, --work and --per-instance. With several servers "
    "in\n"
    "FILE, or a pipeline, each candidate is planned, and the one of least cores is taken.\n"
    "Nothing is measured. The times of --work are the same for every request; --per-instance and\n"
    "--from take them as exponential, since nothing tells.\n"
    "With --from, --cores, --service, --cpu and --memory go before what was measured, and what\n"
    "the answer assumes says so; a server of whose rate they cannot be true is left out.\n"
    "Exit: 0 planned, 1 no instance can keep the objectives, 2 usage, 99 an --expect was not\n"
    "met.";

/// What was given, where options exclude one another.
struct Given {
  std::optional<Rate> demand;
  std::optional<std::string> from;
  std::optional<std::string> work;
  std::optional<Duration> http_cpu;
};

template <class Target>
OptionSetter rate(Target& target, double most) {
  return setter(target, [most](std::string_view text) -> Result<Rate> {
    const auto given = parse_rate(text);
    if (given && given->per_second >= kLeastRate && given->per_second <= most) return *given;
    return problem("'{}' is not a rate from {} to {} (such as 200/s or 5k)", printable(text),
                   rate_words(kLeastRate), rate_words(most));
  });
}

/// From where to where, and one of them as an example.
struct Shares {
  double least = 0;
  double most = 1;
  const char* example = "";
};

/// "20%" as 0.2.
Result<double> parse_percent(std::string_view text, const Shares& accepted) {
  const auto percent =
      text.ends_with('%') ? parse_decimal(text.substr(0, text.size() - 1)) : problem("");
  // The division makes of the greatest percentage what its literal is.
  if (percent && *percent / 100 >= accepted.least && *percent / 100 <= accepted.most)
    return *percent / 100;
  return problem("'{}' is not a share from {} to {} (such as {})", printable(text),
                 exact_share_words(accepted.least), exact_share_words(accepted.most),
                 accepted.example);
}

Result<double> parse_factor(std::string_view text) {
  const auto factor = parse_decimal(text);
  if (factor && *factor >= 1 && *factor <= 1000) return *factor;
  return problem("'{}' is not a factor from 1 to 1000 (such as 1.5)", printable(text));
}

template <class Target>
OptionSetter percent(Target& target, const Shares& accepted) {
  return setter(target,
                [accepted](std::string_view text) { return parse_percent(text, accepted); });
}

/// A time above zero into an optional one.
template <class Target>
OptionSetter time(Target& target, Duration most = kLongestTime) {
  return setter(target, [most](std::string_view text) {
    return parse_duration_within(text, kLeastTime, most);
  });
}

OptionSetter objective(PlanObjectives& objectives) {
  return [&objectives](const std::string& text) -> Result<void> {
    const auto expectation = parse_expectation(text);
    if (!expectation) return expectation.error();
    return add_objective(*expectation, objectives);
  };
}

std::vector<CommandOption> instance_options(Given& given, StatedInstance& stated) {
  return {
      {"--from", "FILE", "", "what loadgen capacity --json wrote", text(given.from)},
      {"--work", "STEPS", "", "a pipeline such as io:40,cpu:2@pool,block:1, as /work?do= takes it",
       text(given.work)},
      {"--per-instance", "RATE", "", "what one instance serves at most, at full load",
       rate(stated.at_most, kMostInstance)},
      {"--cores", "N", fmt::format("{} with --work", kUsualCores), "of an instance",
       setter(stated.cores,
              [](std::string_view t) -> Result<unsigned> {
                const auto cores = parse_whole(t, 1, kMostCores);
                if (!cores) return cores.error();
                return static_cast<unsigned>(*cores);
              })},
      {"--service", "TIME", "", "of a request that is alone on an instance", time(stated.service)},
      {"--cpu", "TIME", "", "CPU time of a request", time(stated.cpu)},
      {"--pooled", "TIME", "", "that a request holds a thread or a connection of a pool",
       time(stated.pooled, kLongestPooled)},
      {"--memory", "SIZE", "with --work by the model", "of an instance, without its requests",
       setter(stated.memory, [](std::string_view t) { return parse_size(t, 1, kMostMemory); })},
      {"--http-cost", "TIME", format_setting(kUsualHttp),
       "CPU time of HTTP itself, a request; with --work", time(given.http_cpu)}};
}

std::vector<CommandOption> assumption_options(PlanAssumptions& assume) {
  return {
      {"--headroom", "SHARE", "20%", "above the peak, for growth and errors of the forecast",
       percent(assume.headroom, {0, kMostHeadroom, "20%"})},
      {"--spare", "N", "1", "instances that may be down (N+1)", whole(assume.spare, 0, kMostSpare)},
      {"--peak-factor", "FACTOR", "1", "peak load / --demand",
       setter(assume.peak_factor, parse_factor)},
      {"--availability", "SHARE", "99.9%",
       "of requests find a connection; with a mean alone, are in time",
       percent(assume.availability, {kLeastAvailability, kMostAvailability, "99.9%"})},
      {"--stall", "TIME", format_setting(assume.stall), "whose cost is told", time(assume.stall)},
      {"--max-connections", "N", "10000", "that an instance accepts",
       whole(assume.max_connections, 1, kMostConnections)},
      {"--connection-memory", "SIZE", "by the model", "of a request in flight",
       setter(assume.connection_memory,
              [](std::string_view t) { return parse_size(t, 0, kMostMemory); })}};
}

CommandLine describe(Given& given, PlanOptions& o) {
  CommandLine line{"loadgen plan",
                   "Says how many instances a demand needs, run how, and how that follows.",
                   {{"--demand", "RATE", "", "requests a second of all instances: 5000/s, 5k",
                     rate(given.demand, kMostDemand)},
                    {"--slo", "OBJECTIVE", "those of --from",
                     "p99<100ms, mean<20ms, errors<0.1%; all of them are kept",
                     objective(o.question.objectives), Occurs::kOften}},
                   kFooter};
  for (auto& option : instance_options(given, o.stated)) line.options.push_back(std::move(option));
  for (auto& option : assumption_options(o.question.assume))
    line.options.push_back(std::move(option));
  line.options.push_back({"--expect", "'NAME<LIMIT'", "",
                          "of instances, cores, connections: exit 99 unless all are met",
                          collector(o.expectations, parse_plan_expectation), Occurs::kOften});
  line.options.push_back(
      {"--json", "FILE", "", "write the plan there; '-': stdout, no text", text(o.json)});
  line.options.push_back(
      {"--html", "FILE", "", "write a report there; '-' as above", text(o.html)});
  return line;
}

/// Options that say what another says already.
Result<void> check_alone(const Given& given, const PlanOptions& o) {
  const int sources = static_cast<int>(given.from.has_value()) +
                      static_cast<int>(given.work.has_value()) +
                      static_cast<int>(o.stated.at_most.has_value());
  if (sources == 0) return problem("give one of --from FILE, --work STEPS and --per-instance RATE");
  if (sources > 1)
    return problem("--from, --work and --per-instance exclude one another: give one");
  if (given.work && (o.stated.service || o.stated.cpu || o.stated.pooled))
    return problem("--work: it tells times itself, so --service, --cpu and --pooled are left out");
  if (!given.work && given.http_cpu)
    return problem("--http-cost: only with --work; else it is part of the CPU time of a request");
  return {};
}

Result<void> settle(const Given& given, PlanOptions& o) {
  if (!given.demand) return problem("--demand: is missing (such as --demand 5000/s)");
  o.question.demand = *given.demand;
  if (const auto alone = check_alone(given, o); !alone) return alone;
  if (given.from && given.from->empty()) return problem("--from: it names no file");
  o.from = given.from.value_or("");
  o.http_cpu = given.http_cpu.value_or(kUsualHttp);
  if (o.from.empty() && o.question.objectives.latency.empty())
    return problem("--slo: give a percentile or the mean (such as --slo 'p99<100ms')");
  if (!given.work) return {};
  const auto work = read_pipeline(*given.work);
  if (!work) return problem("--work: {}", work.error().text);
  o.work = demand_of(*work);
  o.work_text = *given.work;
  return {};
}

}  // namespace

Result<PlanOptions> parse_plan_options(const std::vector<std::string>& arguments) {
  PlanOptions options;
  Given given;
  auto help = read_arguments(describe(given, options), arguments);
  if (!help) return help.error();
  options.help = std::move(*help);
  if (!options.help.empty()) return options;
  if (const auto settled = settle(given, options); !settled) return settled.error();
  return options;
}

}  // namespace lab
