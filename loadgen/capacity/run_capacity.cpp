// Cool down, offer, look, judge, tell; again until the search is over.
#include "loadgen/capacity/run_capacity.hpp"

#include <algorithm>
#include <cmath>

#include "loadgen/capacity/fill_gauge.hpp"
#include "loadgen/engine/load.hpp"
#include "loadgen/lab/use_meter.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kFewestConnections = 10;
constexpr double kTimesInUse = 2;
constexpr Duration kAssumedLatency = 1s;  // where no time is asked for
constexpr Duration kLeastWarmup = 1s;
constexpr Duration kIdlePatience = 5s;
constexpr Duration kIdleLook = 100ms;

Duration longest_time(const Objectives& objectives) {
  return longest_allowed(objectives).value_or(kAssumedLatency);
}

class Search {
 public:
  Search(const CapacitySetup& plan, const CapacityTarget& target, const CapacityWatch& watch)
      : plan_(plan), target_(target), watch_(watch), search_(search_of(plan, target.url)) {
    found_.name = target.name;
    found_.url = target.url.text();
  }

  Result<ServerCapacity> run() {
    if (const auto known = identify(); !known) return known.error();
    began_ = Clock::now();
    while (const auto offer = search_.next(spent())) {
      rate_ = offer->rate;
      if (!cool_down(*offer)) break;
      const auto measured = measure(*offer);
      if (!measured && found_.steps.empty()) return measured.error();
      if (!measured) found_.trouble = measured.error().text;
      if (!measured || !*measured) break;
      const auto& judgement = found_.steps.back().judgement;
      search_.tell(judgement.verdict, judgement.takes);
      found_.bracket = search_.bracket();
      found_.spent = spent();
      watch_.step_done(found_);
    }
    found_.bracket = search_.bracket();
    found_.spent = spent();
    return std::move(found_);
  }

 private:
  Duration spent() const { return Clock::now() - began_; }
  bool go_on() const { return watch_.go_on({found_.name, rate_, spent(), plan_.search.budget}); }
  const Url* admin() const { return target_.admin ? &*target_.admin : nullptr; }

  Result<void> identify() {
    if (!target_.admin) return {};
    const auto sample = sample_server(*target_.admin, MemoryCost::kCheap);
    if (!sample) return problem("{}: {}", target_.name, sample.error().text);
    if (const auto model = find_model(sample->model))
      found_.identity = ServerIdentity{*model, sample->workers, sample->cores};
    return {};
  }

  /// Until the server says that it is idle, or else for as long as the search thinks it needs;
  /// false when it is cut short.
  bool cool_down(const Offer& offer) {
    const auto keep_going = [&] { return go_on(); };
    if (!target_.admin) return pause_until(Clock::now() + offer.cool_down, keep_going);
    const auto began = Clock::now();
    while (true) {
      const auto idle = judge_idle(look(), Clock::now() - began, offer.cool_down);
      found_.never_idle += idle == Idle::kNever ? 1 : 0;
      if (idle != Idle::kNotYet) return go_on();
      if (!pause_until(Clock::now() + kIdleLook, keep_going)) return false;
    }
  }

  std::optional<ServerSample> look() const {
    auto sample = sample_server(*target_.admin, MemoryCost::kCheap);
    return sample ? std::optional(std::move(*sample)) : std::nullopt;
  }

  /// False when it was cut short, and nothing is known of it then.
  Result<bool> measure(const Offer& offer) {
    auto load = load_of(plan_, target_.url, offer);
    load.seed = plan_.seed + ++loads_;
    FillGauge fill(admin(), load.warmup, offer.length);
    UseMeter use(admin(), load.warmup, offer.length);
    bool cut_short = false;
    auto result = run_load(load, [&](const Progress& progress) {
      fill.look(progress.elapsed);
      use.look(progress.elapsed);
      cut_short = cut_short || !go_on();
      return cut_short ? GoOn::kNo : GoOn::kYes;
    });
    if (!result) return problem("{}: {}", target_.name, result.error().text);
    if (cut_short) return false;
    add(offer, load, std::move(*result));
    found_.steps.back().fill = fill.fill();
    found_.steps.back().use = use.use();
    return true;
  }

  void add(const Offer& offer, const LoadPlan& load, RunResult result) {
    if (offer.sample == Sample::kNew) {
      sample_ = std::move(result);
      found_.steps.emplace_back().pieces = 0;
    } else {
      sample_.append(result);
    }
    auto& step = found_.steps.back();
    step.offer = offer;
    ++step.pieces;
    step.measured = sample_.measured;
    step.connections = load.connections;
    step.load = summarize(load, sample_);
    step.judgement = judge_step(plan_.objectives, load, sample_, step.load, step.pieces);
  }

  const CapacitySetup& plan_;
  const CapacityTarget& target_;
  const CapacityWatch& watch_;
  CapacitySearch search_;
  ServerCapacity found_;
  RunResult sample_;  // of the step under way, all pieces
  TimePoint began_{};
  double rate_ = 0;
  std::uint64_t loads_ = 0;
};

}  // namespace

Idle judge_idle(const std::optional<ServerSample>& look, Duration waited, Duration pause) {
  if (!look || (look->in_flight == 0 && look->queued == 0)) return Idle::kYes;
  return waited >= pause + kIdlePatience ? Idle::kNever : Idle::kNotYet;
}

unsigned connections_for(const Objectives& objectives, double rate) {
  const double needed = std::ceil(kTimesInUse * rate * to_seconds(longest_time(objectives)));
  return static_cast<unsigned>(std::clamp<double>(needed, kFewestConnections, kSearchConnections));
}

SearchPlan search_of(const CapacitySetup& plan, const Url& url) {
  auto search = plan.search;
  const auto load = load_of(plan, url, {.rate = search.start, .length = search.step});
  search.overhead = load.warmup + load.grace;
  return search;
}

LoadPlan load_of(const CapacitySetup& plan, const Url& url, const Offer& offer) {
  const auto longest = longest_time(plan.objectives);
  LoadPlan load;
  load.server = url;
  load.mix = {{1, url.target}};
  load.headers = plan.headers;
  load.network = plan.network;
  load.connections = plan.connections.value_or(connections_for(plan.objectives, offer.rate));
  load.threads = plan.threads;
  load.duration = offer.length;
  // Requests of the first moments find a server that is emptier than it will be; and until the
  // longest that are allowed end, fewer do than are due.
  load.warmup = std::clamp<Duration>(2 * longest, kLeastWarmup,
                                     std::max({plan.search.step, longest, kLeastWarmup}));
  load.grace = std::clamp<Duration>(2 * longest, 500ms, 10s);
  load.timeout = std::max<Duration>(load.timeout, 2 * longest);
  load.open_loop = OpenLoop{{offer.rate}, ArrivalKind::kPoisson};
  fit(load);
  return load;
}

Result<ServerCapacity> find_capacity(const CapacitySetup& plan, const CapacityTarget& target,
                                     const CapacityWatch& watch) {
  return Search(plan, target, watch).run();
}

}  // namespace lab
