// The later steps of a plan: what the instances need, and what binds next.
#include <algorithm>
#include <cmath>

#include "loadgen/capacity/plan_draft.hpp"
#include "loadgen/capacity/plan_sizing.hpp"
#include "loadgen/stats/server_memory.hpp"

namespace lab {
namespace {

std::string bytes_words(double bytes) { return format_bytes(static_cast<std::uint64_t>(bytes)); }

double busy_in_one(const PlanDraft& draft) {
  return draft.plan.planned_each * to_seconds(draft.inside);
}

/// The latency that the objective looks at, when the instance has its part of the load: what was
/// measured of just that, or else by theory. None where neither tells.
std::optional<Duration> taken_by(const PlanDraft& draft, const LatencyObjective& objective) {
  const auto& measured = draft.candidate.measured;
  if (measured && objective.percent == 99) return measured->p99;
  if (measured && objective.percent == 50) return measured->p50;
  if (!draft.queues_known()) return std::nullopt;
  return latency_at(*draft.candidate.instance, draft.plan.planned_each, objective);
}

/// What the objective leaves for waiting at pools.
std::optional<Duration> left_over(const PlanDraft& draft, const LatencyObjective& objective) {
  const auto taken = taken_by(draft, objective);
  if (!taken) return std::nullopt;
  return std::max(Duration::zero(), objective.limit - *taken);
}

struct Sizing {
  unsigned size = 0;
  Duration limit{};
  std::string objective;
};

/// As many as every objective asks for that can be told; `sharers` pools share what the objectives
/// leave over.
Sizing size_pool(const PlanDraft& draft, const PooledStep& step, std::size_t sharers) {
  Sizing most;
  for (const auto& objective : draft.question.objectives.latency) {
    const auto left = left_over(draft, objective);
    if (!left) continue;
    const auto limit = *left / static_cast<Duration::rep>(sharers);
    const auto size =
        least_servers(draft.plan.planned_each / step.pools, step.holds, limit, objective);
    if (size >= most.size) most = {size, limit, objective.text};
  }
  return most;
}

void add_pool(PlanDraft& draft, const PooledStep& step, std::size_t sharers) {
  const auto sizing = size_pool(draft, step, sharers);
  const double each = draft.plan.planned_each / step.pools;
  draft.plan.pools.push_back({step.name, sizing.size, step.pools});
  if (sizing.size == 0) return;
  draft.add(PlanPart::kPools, step.name + (step.pools > 1 ? ", of each worker" : ""),
            "Erlang C: least c with few enough waiting > d",
            fmt::format("{} x {} = {} erlangs, d = {}, {}", rate_words(each),
                        time_words(step.holds), number_words(each * to_seconds(step.holds)),
                        time_words(sizing.limit), sizing.objective),
            sizing.size, Unit::kCount);
}

void remark_untold(PlanDraft& draft) {
  for (const auto& objective : draft.question.objectives.latency) {
    if (left_over(draft, objective)) continue;
    draft.plan.remarks.push_back(fmt::format(
        "What {} leaves for pools is not known: of latencies, --from tells p50 and p99.",
        objective.text));
  }
}

/// Worker processes are held for as long as a request is inside, its waits for cores included.
std::vector<PooledStep> steps_to_size(const PlanDraft& draft) {
  auto steps = draft.candidate.pools;
  if (draft.candidate.size_workers)
    steps.insert(steps.begin(), {"worker processes", draft.inside, 1});
  return steps;
}

void add_cores(PlanDraft& draft) {
  const auto& candidate = draft.candidate;
  const auto& utilisation = draft.plan.utilisation;
  const auto target = utilisation.measured ? utilisation.measured : utilisation.implied;
  if (candidate.cpu && target)
    draft.add(PlanPart::kCoresAndMemory, "cores that the work itself needs",
              "planned load x CPU a request / utilisation",
              fmt::format("{} x {} / {}", rate_words(draft.planned), time_words(*candidate.cpu),
                          share_words(*target)),
              draft.planned * to_seconds(*candidate.cpu) / *target, Unit::kCount);
  if (!candidate.cores) return;
  draft.plan.cores = static_cast<double>(draft.plan.total) * *candidate.cores;
  draft.add(PlanPart::kCoresAndMemory, "cores of all instances", "instances x cores of one",
            fmt::format("{} x {}", draft.plan.total, number_words(*candidate.cores)),
            *draft.plan.cores, Unit::kCount);
}

std::uint64_t connection_memory(const PlanDraft& draft) {
  const auto& model = draft.candidate.model;
  return draft.assume().connection_memory.value_or(model ? memory_of_connection(*model)
                                                         : kUnknownConnectionMemory);
}

void add_memory(PlanDraft& draft) {
  if (!draft.candidate.memory) return;
  const auto& memory = *draft.candidate.memory;
  auto formula = memory.origin;
  auto numbers = bytes_words(memory.instance);
  double one = memory.instance;
  const auto add_each = [&](const char* name, double count, double each) {
    one += count * each;
    formula += fmt::format(" + {} x each", name);
    numbers += fmt::format(" + {} x {}", number_words(count), bytes_words(each));
  };
  if (memory.worker > 0) add_each("workers", draft.plan.workers.value_or(1), memory.worker);
  const double busy = std::ceil(rare_count(busy_in_one(draft)));
  const double more = std::max(0.0, busy - memory.connections);
  if (more > 0 && draft.plan.connection_memory > 0)
    add_each("requests in flight", more, static_cast<double>(draft.plan.connection_memory));
  draft.add(PlanPart::kCoresAndMemory, "memory of one instance", formula, numbers, one,
            Unit::kBytes);
  draft.plan.memory = one * static_cast<double>(draft.plan.total);
  draft.add(PlanPart::kCoresAndMemory, "memory of all instances", "instances x memory of one",
            fmt::format("{} x {}", draft.plan.total, bytes_words(one)), *draft.plan.memory,
            Unit::kBytes);
}

void add_places(PlanDraft& draft) {
  const double busy = busy_in_one(draft);
  const double share = refused_share(draft.question);
  draft.plan.places = least_places(busy, share);
  draft.add(PlanPart::kConnections, "connections that one instance must accept",
            "Erlang B: least n >= erlangs that refuses no more than the share",
            fmt::format("{} / {} x {} = {} erlangs, share {}", rate_words(draft.planned),
                        draft.plan.needed, time_words(draft.inside), number_words(busy),
                        exact_share_words(share)),
            draft.plan.places, Unit::kCount);
  const double stalled = draft.plan.in_flight_stall / static_cast<double>(draft.plan.needed);
  draft.plan.places_in_stall = static_cast<unsigned>(std::ceil(stalled));
  draft.add(PlanPart::kConnections, "and so that a stall refuses nobody",
            "requests in flight when all stall / instances needed",
            fmt::format("{} / {}", number_words(draft.plan.in_flight_stall), draft.plan.needed),
            draft.plan.places_in_stall, Unit::kCount);
  if (draft.plan.places_in_stall <= draft.assume().max_connections) return;
  draft.plan.remarks.push_back(fmt::format(
      "When all stall, an instance needs {} connections: it accepts {} "
      "(--max-connections) and refuses the rest.",
      number_words(draft.plan.places_in_stall), number_words(draft.assume().max_connections)));
}

/// "42.025ms + 6.6497ms (event loop) at 428.57/s".
std::string inside_words(const PlanDraft& draft) {
  auto words = time_words(draft.alone);
  if (draft.candidate.measured) return time_words(draft.inside);
  for (const auto& station : draft.candidate.instance->stations)
    words += fmt::format(" + {} ({})", time_words(station.mean_wait(draft.plan.planned_each)),
                         station.name);
  return words + " at " + rate_words(draft.plan.planned_each);
}

/// Of what this plan sizes, and would size anew for another load: no bottleneck to look out for.
void add_sized(PlanDraft& draft) {
  const auto steps = steps_to_size(draft);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto& pool = draft.plan.pools[i];
    const auto size = pool.size * pool.pools;
    if (size == 0) continue;
    pool.per_second = size / to_seconds(steps[i].holds);
    draft.add(PlanPart::kBottleneck, "sized for this load: " + pool.name,
              "number / time that each request holds one",
              fmt::format("{} / {}", size, time_words(steps[i].holds)), pool.per_second,
              Unit::kPerSecond);
  }
}

std::vector<PlanBound> bounds_of(const PlanDraft& draft) {
  std::vector<PlanBound> bounds{draft.most};
  const auto& candidate = draft.candidate;
  if (candidate.instance && !candidate.measured) {
    bounds.clear();
    for (const auto& station : candidate.instance->stations) bounds.push_back(bound_of(station));
  }
  for (const auto& bound : candidate.other_bounds) {
    if (bound.resource != draft.most.resource) bounds.push_back(bound);
  }
  const auto connections = draft.assume().max_connections;
  if (draft.inside == Duration::zero()) return bounds;
  bounds.push_back({"connections", connections / to_seconds(draft.inside),
                    "most connections / time inside (Little's law)",
                    fmt::format("{} / {}", number_words(connections), time_words(draft.inside))});
  return bounds;
}

}  // namespace

void plan_connections(PlanDraft& draft) {
  auto& plan = draft.plan;
  const double inside = to_seconds(draft.inside);
  plan.in_flight = draft.planned * inside;
  plan.in_flight_rare = rare_count(plan.in_flight);
  plan.in_flight_stall = plan.in_flight + draft.planned * to_seconds(draft.assume().stall);
  draft.add(PlanPart::kConnections, "time of a request inside",
            draft.candidate.measured ? "median at the last pass, for the mean"
                                     : "time alone + mean waits at the planned load",
            inside_words(draft), inside, Unit::kTime);
  draft.add(PlanPart::kConnections, "requests in flight", "L = rate x time inside (Little's law)",
            fmt::format("{} x {}", rate_words(draft.planned), time_words(draft.inside)),
            plan.in_flight, Unit::kCount);
  draft.add(PlanPart::kConnections, "exceeded one time in a thousand", "L + 3.09 sqrt(L)",
            fmt::format("{0} + 3.09 sqrt({0})", number_words(plan.in_flight)), plan.in_flight_rare,
            Unit::kCount);
  draft.add(PlanPart::kConnections,
            fmt::format("when all stall for {}", format_setting(draft.assume().stall)),
            "L + rate x stall",
            fmt::format("{} + {} x {}", number_words(plan.in_flight), rate_words(draft.planned),
                        format_setting(draft.assume().stall)),
            plan.in_flight_stall, Unit::kCount);
  add_places(draft);
}

void plan_pools(PlanDraft& draft) {
  const auto steps = steps_to_size(draft);
  for (const auto& step : steps) add_pool(draft, step, steps.size());
  if (!steps.empty()) remark_untold(draft);
  draft.plan.workers =
      draft.candidate.size_workers ? draft.plan.pools.front().size : draft.candidate.workers;
}

void plan_cores_and_memory(PlanDraft& draft) {
  add_cores(draft);
  draft.plan.connection_memory = connection_memory(draft);
  add_memory(draft);
}

void plan_bounds(PlanDraft& draft) {
  auto bounds = bounds_of(draft);
  std::stable_sort(bounds.begin(), bounds.end(), [](const PlanBound& a, const PlanBound& b) {
    return a.per_second < b.per_second;
  });
  for (const auto& bound : bounds)
    draft.add(PlanPart::kBottleneck, "one instance, by its " + bound.resource, bound.formula,
              bound.numbers, bound.per_second, Unit::kPerSecond);
  if (bounds.size() > 1) {
    draft.plan.next_times = bounds[1].per_second / bounds[0].per_second;
    draft.add(
        PlanPart::kBottleneck, "the next bottleneck: " + bounds[1].resource,
        "second bound / first bound",
        fmt::format("{} / {}", rate_words(bounds[1].per_second), rate_words(bounds[0].per_second)),
        *draft.plan.next_times, Unit::kTimes);
  }
  add_sized(draft);
  draft.plan.bounds = std::move(bounds);
}

}  // namespace lab
