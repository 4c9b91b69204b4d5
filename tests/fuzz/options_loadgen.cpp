// Fuzzes the command lines of loadgen: they are refused in one line, or they come to a plan that
// can be carried out.
//
// Input: the words, a line each; the first is the subcommand.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "loadgen/advise/advice.hpp"
#include "loadgen/commands/advise_options.hpp"
#include "loadgen/commands/capacity_options.hpp"
#include "loadgen/commands/compare_options.hpp"
#include "loadgen/commands/lesson_options.hpp"
#include "loadgen/commands/plan_options.hpp"
#include "loadgen/commands/run_options.hpp"
#include "loadgen/commands/sweep_options.hpp"
#include "loadgen/engine/scenario.hpp"
#include "tests/fuzz/command_line.hpp"

namespace lab::test {
namespace {

constexpr std::uint64_t kRandomSeed = 1;
constexpr int kMostRounds = 1000;
constexpr std::uint64_t kGreatestSeed = std::numeric_limits<std::int64_t>::max();

/// "--body @FILE" does. No folder has a name such as "http:", so a login in a URL stays.
bool opens_a_file(const std::string& word) {
  return word.find('@') != std::string::npos && word.find("://") == std::string::npos;
}

template <class Range, class Name>
bool all_differ(const Range& range, Name name) {
  return std::all_of(range.begin(), range.end(), [&](const auto& one) {
    return std::count_if(range.begin(), range.end(),
                         [&](const auto& other) { return name(other) == name(one); }) == 1;
  });
}

// --- run ---

void check_length(const LoadPlan& plan) {
  require(plan.requests || plan.duration, "a load ends");
  require(!plan.requests || plan.warmup == Duration::zero(), "every request counts");
  require(!plan.requests || *plan.requests >= plan.connections, "a request for each connection");
  require(!plan.duration || *plan.duration > Duration::zero(), "--duration");
  require(plan.warmup >= Duration::zero(), "--warmup");
  require(plan.timeout > Duration::zero(), "--timeout");
}

void check_shares(const LoadPlan& plan) {
  require(within(plan.connections, 1, 1'000'000), "--connections");
  require(within(plan.threads, 1, std::min(256u, plan.connections)), "--threads");
  std::uint64_t connections = 0;
  std::uint64_t requests = 0;
  for (const auto& share : split(plan)) {
    connections += share.connections;
    requests += share.requests.value_or(0);
  }
  require(connections == plan.connections, "threads share the connections");
  require(requests == plan.requests.value_or(0), "threads share the requests");
}

/// Whatever the options say, one request is sent where one was meant.
void check_entry(const LoadPlan& plan, const MixEntry& entry) {
  require(std::isfinite(entry.weight) && entry.weight > 0, "a weight is above zero");
  require(entry.target.starts_with('/'), "a target is a path");
  require(entry.target.find_first_of(" \r\n") == std::string::npos, "a target is one word");
  const auto bytes = request_bytes(plan, entry.target);
  require(bytes.find("\r\n\r\n") + 4 + plan.body.size() == bytes.size(), "one head and its body");
}

void check_network(const Reach& network) {
  for (const auto& pin : network.pins) {
    require(!pin.host.empty() && pin.port != 0 && !pin.addresses.empty(), "--resolve");
    require(pin.host.find_first_of("[]") == std::string::npos, "--resolve: a host has no brackets");
  }
}

void check_expectation(const Expectation& expectation) {
  require(std::isfinite(expectation.limit) && expectation.limit >= 0, "--expect: its limit");
  const bool percentile = expectation.metric == Metric::kPercentile;
  require(!percentile || (expectation.percent > 0 && expectation.percent <= 100),
          "--expect: its percentile");
}

void check_run(const Words& words) {
  const auto options = parse_run_options(words, kRandomSeed);
  if (!has_options(options)) return;
  const auto& plan = options->plan;
  require_url(plan.server);
  require(!plan.mix.empty(), "something is asked for");
  for (const auto& entry : plan.mix) check_entry(plan, entry);
  check_length(plan);
  check_shares(plan);
  check_network(plan.network);
  require(!plan.open_loop || within(plan.open_loop->rate.per_second, 1e-9, 1e6), "--rate");
  require(within(options->rounds, 1, kMostRounds), "--rounds");
  for (const auto& expectation : options->expectations) check_expectation(expectation);
}

// --- advise ---

/// Whatever is asked, each server has a figure and one of them is named.
void check_advice(const AdviseOptions& options) {
  const auto advice = advise(options.pipeline, options.situation, options.servers);
  require(advice.pick < advice.outlooks.size(), "one is advised");
  for (const auto& outlook : advice.outlooks) {
    require(std::isfinite(outlook.per_second) && outlook.per_second > 0, "a rate is predicted");
    require(!outlook.mean || *outlook.mean > Duration::zero(), "latency takes time");
    require(!outlook.mean || !outlook.p99 || outlook.p99->value > Duration::zero(), "so does p99");
  }
}

void check_advise(const Words& words) {
  const auto options = parse_advise_options(words);
  if (!has_options(options)) return;
  require(!options->pipeline.empty(), "--work");
  const auto again = read_pipeline(pipeline_text(options->pipeline));
  require(again && *again == options->pipeline, "a pipeline is written as it is read");
  require(within(options->situation.connections, 1, 100'000), "--connections");
  require(within(options->rounds, 1, kMostRounds), "--rounds");
  require(options->duration >= std::chrono::milliseconds(200), "--duration");
  require(all_differ(options->servers, [](const auto& name) { return name; }), "--servers");
  check_advice(*options);
}

// --- compare, lesson ---

void check_compare(const Words& words) {
  const auto options = parse_compare_options(words, {});
  if (!has_options(options)) return;
  const auto& plan = options->plan;
  require(within(plan.rounds, 1, kMostRounds), "--rounds");
  require(plan.duration >= std::chrono::milliseconds(500), "--duration");
  const auto name = [](const auto& row) { return row.name; };
  require(!plan.workloads.empty() && all_differ(plan.workloads, name), "--workloads");
  require(options->kinds.empty() != options->targets.empty(), "servers or targets");
  require(all_differ(options->kinds, name), "--servers");
  require(all_differ(options->targets, name), "--target");
  for (const auto& target : options->targets) {
    require(!target.name.empty(), "a target has a name");
    require_url(target.url);
    if (target.admin) require_url(*target.admin);
  }
}

void check_lesson(const Words& words) {
  const auto options = parse_lesson_options(words, kRandomSeed);
  if (!has_options(options)) return;
  require(within(options->rounds, 1, kMostRounds), "--rounds");
  require(options->seed <= kGreatestSeed, "--seed");
  require(options->list == options->lessons.empty(), "lessons or the list of them");
  require(all_differ(options->lessons, [](const Lesson* lesson) { return lesson; }), "LESSON");
}

// --- plan ---

void check_assumptions(const PlanAssumptions& assume) {
  require(within(assume.headroom, 0, 10), "--headroom");
  require(within(assume.spare, 0, 1000), "--spare");
  require(within(assume.peak_factor, 1, 1000), "--peak-factor");
  require(assume.availability >= 0 && assume.availability < 1, "--availability leaves a budget");
  require(assume.stall > Duration::zero(), "--stall");
  require(within(assume.max_connections, 1, 1'000'000), "--max-connections");
}

/// A plan of what options describe is made or refused in one line, and none of its numbers is
/// infinite or none.
void check_planned(const PlanCandidate& candidate, const PlanQuestion& question) {
  const auto plan = plan_instances(candidate, question);
  if (!plan) {
    require_one_line(plan.error().text);
    return;
  }
  require(plan->needed >= 1 && plan->total == plan->needed + question.assume.spare, "instances");
  for (const auto& row : plan->rows) require(std::isfinite(row.result), "a row has a number");
}

void check_plan(const Words& words) {
  const auto options = parse_plan_options(words);
  if (!has_options(options)) return;
  const auto& question = options->question;
  require(within(question.demand.per_second, 1e-3, 1e9), "--demand");
  check_assumptions(question.assume);
  if (!options->from.empty()) return;
  require(!question.objectives.latency.empty(), "--slo");
  if (options->work) {
    for (const auto& candidate :
         pipeline_candidates(*options->work, options->stated.cores.value_or(kUsualCores),
                             options->http_cpu, options->stated.memory))
      check_planned(candidate, question);
    return;
  }
  require(options->stated.at_most.has_value(), "an instance is described");
  const auto candidate = stated_candidate(options->stated);
  if (candidate) {
    check_planned(*candidate, question);
  } else {
    require_one_line(candidate.error().text);
  }
}

// --- sweep ---

void check_ladder(const SweepPlan& plan) {
  require(within(plan.loads.size(), 1, 100), "a ladder has steps");
  require(std::is_sorted(plan.loads.begin(), plan.loads.end()), "a ladder rises");
  require(all_differ(plan.loads, [](double load) { return load; }), "each load once");
  const bool rates = plan.kind == LoadKind::kRates;
  for (const double load : plan.loads)
    require(rates ? load > 0 && load <= 1e6 : load >= 1 && load <= 100'000, "a load is possible");
  require(within(most_connections(plan), 1, 100'000), "--connections");
}

void check_sweep(const Words& words) {
  const auto options = parse_sweep_options(words, kRandomSeed);
  if (!has_options(options)) return;
  const auto& plan = options->plan;
  check_ladder(plan);
  require(within(plan.rounds, 1, kMostRounds), "--rounds");
  require(plan.duration >= std::chrono::milliseconds(500), "--duration");
  require(plan.warmup >= Duration::zero(), "--warmup");
  require(plan.seed <= kGreatestSeed, "--seed");
  require(options->kinds.empty() == options->target.has_value(), "servers or a URL");
  require(plan.target.starts_with('/'), "a target is a path");
  require(plan.target.find_first_of(" \r\n") == std::string::npos, "a target is one word");
  require(!plan.demand || plan.demand->total() >= Duration::zero(), "a demand is not below zero");
  if (options->target) require_url(options->target->url);
  if (options->target && options->target->admin) require_url(*options->target->admin);
}

// --- capacity ---

void check_search(const SearchPlan& search) {
  require(within(search.start, search.lowest, search.highest), "--start");
  require(search.highest <= 1e6, "--max-rate");
  require(within(search.precision, 1.01, 1.5), "--precision");
  require(search.step >= std::chrono::seconds(1) && search.budget >= search.step, "--budget");
}

void check_capacity(const Words& words) {
  const auto options = parse_capacity_options(words, kRandomSeed);
  if (!has_options(options)) return;
  check_search(options->plan.search);
  check_network(options->plan.network);
  require(options->plan.seed <= kGreatestSeed, "--seed");
  require(!options->plan.objectives.empty(), "something is promised");
  for (const auto& objective : options->plan.objectives) check_expectation(objective);
  require(options->url.has_value() == options->kinds.empty(), "a server or ours");
  require(options->url.has_value() == options->workload.empty(), "what is asked for");
  require(all_differ(options->kinds, [](const auto& kind) { return kind.name; }), "--servers");
  const auto url =
      options->url.value_or(*parse_url("http://127.0.0.1/work?do=" + options->workload));
  require_url(url);
  const auto load =
      load_of(options->plan, url,
              {.rate = options->plan.search.highest, .length = options->plan.search.step});
  check_entry(load, load.mix.front());
  check_length(load);
  check_shares(load);
}

constexpr std::array kCommands{
    FuzzedCommand{"advise", check_advise},   FuzzedCommand{"capacity", check_capacity},
    FuzzedCommand{"compare", check_compare}, FuzzedCommand{"lesson", check_lesson},
    FuzzedCommand{"plan", check_plan},       FuzzedCommand{"run", check_run},
    FuzzedCommand{"sweep", check_sweep}};

}  // namespace
}  // namespace lab::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto words = lab::test::words_in({reinterpret_cast<const char*>(data), size});
  std::erase_if(words, lab::test::opens_a_file);
  lab::test::check_subcommand(lab::test::kCommands, std::move(words));
  return 0;
}
