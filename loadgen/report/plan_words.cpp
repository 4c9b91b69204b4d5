// Puts plans into words.
#include "loadgen/report/plan_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "common/http/query.hpp"
#include "common/units.hpp"
#include "loadgen/capacity/plan_numbers.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

/// Above it a plan of stalls is none.
constexpr double kManyStalls = 1e6;

std::string count(double number) { return quantity_text(number, Unit::kCount); }

std::string rate(double per_second) { return quantity_text(per_second, Unit::kPerSecond); }

std::string bytes(double number) { return quantity_text(number, Unit::kBytes); }

std::string model_words(const InstancePlan& plan) {
  if (!plan.candidate.model) return plan.candidate.name;
  const auto workers = plan.workers.value_or(1);
  switch (*plan.candidate.model) {
    case Model::kProcess:
      return fmt::format("process: {} blocking worker{}", workers, workers == 1 ? "" : "s");
    case Model::kThread:
      return fmt::format("thread: a thread a connection, {} process{}", workers,
                         workers == 1 ? "" : "es");
    case Model::kAsync:
      return fmt::format("async: {}", plural(workers, "event loop"));
  }
  return {};
}

std::string instance_words(const InstancePlan& plan) {
  auto words = model_words(plan);
  if (plan.candidate.cores)
    words += fmt::format(", {} core{}", number_words(*plan.candidate.cores),
                         *plan.candidate.cores == 1 ? "" : "s");
  return words;
}

std::string cores_line(const InstancePlan& plan) {
  if (!plan.cores) return "not known; --cores tells";
  return fmt::format("{} ({} each)", count(*plan.cores), number_words(*plan.candidate.cores));
}

std::string memory_line(const InstancePlan& plan) {
  if (!plan.memory) return "not known; --memory tells";
  return fmt::format("{} ({})", bytes(*plan.memory), plan.candidate.memory->origin);
}

std::string connections_line(const InstancePlan& plan, const PlanAssumptions& assume) {
  return fmt::format(
      "{} busy at once, {} one time in a thousand, {} when all stall for {}; each instance must "
      "accept {}, and {} so that such a stall refuses nobody",
      count(plan.in_flight), count(plan.in_flight_rare), count(plan.in_flight_stall),
      format_setting(assume.stall), plural(plan.places, "connection"),
      count_text(plan.places_in_stall));
}

std::string pools_line(const InstancePlan& plan) {
  std::string words;
  for (const auto& pool : plan.pools)
    words += fmt::format("{}{}: {}{}", words.empty() ? "" : "; ", pool.name,
                         pool.size > 0 ? count_text(pool.size) : "not known",
                         pool.size > 0 && pool.pools > 1 ? " in each worker" : "");
  if (!words.empty()) return words;
  return plan.candidate.model && !plan.candidate.measured ? "none" : "not known; --pooled tells";
}

std::string target_line(const UtilisationPlan& utilisation) {
  std::string words;
  if (utilisation.measured)
    words = fmt::format("objectives were seen to hold up to {} (measured)",
                        share_text(*utilisation.measured));
  if (utilisation.implied)
    words += fmt::format(
        "{}{} implies {}{}", words.empty() ? "" : "; in theory ", utilisation.objective,
        utilisation.capped ? "more than the plan goes to, " : "", share_text(*utilisation.implied));
  if (words.empty())
    return "the last pass of the search; how full an instance was then is not known";
  return words;
}

std::string use_line(const UtilisationPlan& utilisation, const PlanAssumptions& assume) {
  if (assume.spare == 0)
    return fmt::format("{} at the peak, {} with the headroom used up",
                       share_text(utilisation.now_all_up), share_text(utilisation.planned));
  return fmt::format("{} at the peak, {} with {} down, {} with the headroom used up as well",
                     share_text(utilisation.now_all_up), share_text(utilisation.now_spare_down),
                     assume.spare, share_text(utilisation.planned));
}

/// What this plan sizes is told apart: who plans for more sizes it anew.
std::string sized_words(const InstancePlan& plan) {
  std::string words;
  for (const auto& pool : plan.pools) {
    if (pool.size > 0)
      words +=
          fmt::format("{}{} ({})", words.empty() ? "" : ", ", pool.name, rate(pool.per_second));
  }
  return words.empty() ? words : ". Sized for this load, so left out: " + words;
}

std::string next_line(const InstancePlan& plan) {
  auto words = fmt::format("first {} at {} an instance, ", plan.bounds[0].resource,
                           rate(plan.bounds[0].per_second));
  words += plan.next_times ? fmt::format("then {} at {} ({})", plan.bounds[1].resource,
                                         rate(plan.bounds[1].per_second),
                                         quantity_text(*plan.next_times, Unit::kTimes))
                           : "what comes next is not known";
  return words + sized_words(plan);
}

std::string allowed_words(double allowed) {
  if (allowed > kManyStalls) return ", next to nothing";
  if (allowed < 1) return ", more than is left";
  return fmt::format(", which allows {}",
                     plural(static_cast<std::uint64_t>(allowed), "such stall"));
}

std::string stall_words(double late, double share, double allowed) {
  if (late <= 0) return "none is late";
  if (late < 1) return "next to nobody is late";
  if (!std::isfinite(share))
    return fmt::format("{} requests late, and without a stall as many are late as may be",
                       count(late));
  return fmt::format("{} requests late, {} of the error budget{}", count(late), share_text(share),
                     allowed_words(allowed));
}

std::string stall_line(const InstancePlan& plan) {
  const auto& stall = plan.stall;
  return fmt::format("of one instance: {}. Of all: {}. The backlog is gone {} after it.",
                     stall_words(stall.late_one, stall.share_one, stall.allowed_one),
                     stall_words(stall.late_all, stall.share_all, stall.allowed_all),
                     format_duration(stall.drains));
}

std::vector<PlanLine> question_assumptions(const PlanAssumptions& assume) {
  return {{"--headroom", exact_share_words(assume.headroom) +
                             " above the peak, for growth and errors of the forecast"},
          {"--spare", fmt::format("{} may be down", plural(assume.spare, "instance"))},
          {"--peak-factor",
           fmt::format("the peak is {} times the demand", number_words(assume.peak_factor))},
          {"--availability",
           fmt::format("{} of the requests of {} find a connection, unless --slo limits errors",
                       exact_share_words(assume.availability), days_words(assume.period))},
          {"--max-connections",
           fmt::format("an instance accepts {}", plural(assume.max_connections, "connection"))},
          {"--stall", fmt::format("lasts {}, and nobody takes over from who stalls",
                                  format_setting(assume.stall))},
          {"arrivals", "at random (Poisson), and dealt out evenly to instances and workers"},
          {"connections", "busy ones alone are counted; idle kept-alive ones come on top"}};
}

std::vector<PlanLine> answer_lines(const InstancePlan& best, const PlanAssumptions& assume) {
  return {
      {"an instance", instance_words(best)},
      {"its load", fmt::format("{} of the planned load, {} at most; {}", rate(best.planned_each),
                               rate(best.rate), best.candidate.source)},
      {"cores", cores_line(best)},
      {"memory", memory_line(best)},
      {"connections", connections_line(best, assume)},
      {"pools", pools_line(best)},
      {"target", target_line(best.utilisation)},
      {"utilisation", use_line(best.utilisation, assume)},
      {"bottleneck", next_line(best)},
      {fmt::format("{} stall", format_setting(assume.stall)), stall_line(best)}};
}

PlanLine budget_assumption(const StallPlan& stall, const PlanAssumptions& assume) {
  if (stall.of == StallPlan::Of::kMean)
    return {"error budget", fmt::format("{} says not how many may be late: --availability does, {}",
                                        stall.objective, exact_share_words(stall.may_be_late))};
  return {"error budget",
          fmt::format("{} lets {} of the requests of {} be late; stalls may use what is not late "
                      "without them",
                      stall.objective, exact_share_words(stall.may_be_late),
                      days_words(assume.period))};
}

}  // namespace

std::string_view part_title(PlanPart part) {
  switch (part) {
    case PlanPart::kLoad:
      return "The load";
    case PlanPart::kTarget:
      return "How busy an instance may be";
    case PlanPart::kInstances:
      return "How many instances";
    case PlanPart::kCoresAndMemory:
      return "Cores and memory";
    case PlanPart::kConnections:
      return "Connections";
    case PlanPart::kPools:
      return "Pools";
    case PlanPart::kBottleneck:
      return "What binds, and what would next";
    case PlanPart::kStall:
      return "What a stall costs";
  }
  return {};
}

std::string_view part_name(PlanPart part) {
  switch (part) {
    case PlanPart::kLoad:
      return "load";
    case PlanPart::kTarget:
      return "utilisation";
    case PlanPart::kInstances:
      return "instances";
    case PlanPart::kCoresAndMemory:
      return "cores_and_memory";
    case PlanPart::kConnections:
      return "connections";
    case PlanPart::kPools:
      return "pools";
    case PlanPart::kBottleneck:
      return "bottleneck";
    case PlanPart::kStall:
      return "stall";
  }
  return {};
}

std::string plan_title(const CapacityPlan& plan) {
  return fmt::format("Plan for {} that keeps {}", rate(plan.question.demand.per_second),
                     objectives_text(plan.question.objectives));
}

std::string plan_sentence(const InstancePlan& plan) {
  return fmt::format("Run {} ({}): {} that the load needs and {} spare.",
                     plural(plan.total, "instance"), plan.candidate.name, count_text(plan.needed),
                     count_text(plan.total - plan.needed));
}

std::string planned_words(const PlanJudgement& judgement) {
  if (!judgement.planned) return "the plan does not know";
  return "the plan has " + count(*judgement.planned);
}

std::vector<PlanLine> plan_answer(const CapacityPlan& plan) {
  auto lines = answer_lines(plan.plans.front(), plan.question.assume);
  for (const auto& judged : plan.expectations)
    lines.push_back({"expected", fmt::format("{}: {}; {}", printable(judged.text),
                                             judged.met == Met::kYes ? "met" : "NOT MET",
                                             planned_words(judged))});
  return lines;
}

std::vector<PlanLine> plan_assumptions(const CapacityPlan& plan) {
  auto lines = question_assumptions(plan.question.assume);
  lines.push_back(budget_assumption(plan.plans.front().stall, plan.question.assume));
  lines.push_back(
      {"--connection-memory", fmt::format("{} a request in flight, beside its worker",
                                          format_bytes(plan.plans.front().connection_memory))});
  for (const auto& [option, text] : plan.plans.front().candidate.assumed)
    lines.push_back({option, text});
  return lines;
}

CandidateWords words_of(const InstancePlan& plan) {
  const auto& utilisation = plan.utilisation;
  const auto target = utilisation.measured ? utilisation.measured : utilisation.implied;
  return {plan.candidate.name,
          count_text(plan.total),
          plan.cores ? count(*plan.cores) : "n/a",
          plan.memory ? bytes(*plan.memory) : "n/a",
          rate(plan.rate),
          target ? share_text(*target) : "n/a",
          plan.bounds.front().resource};
}

std::vector<PlanRow> rows_of(const InstancePlan& plan, PlanPart part) {
  std::vector<PlanRow> rows;
  std::copy_if(plan.rows.begin(), plan.rows.end(), std::back_inserter(rows),
               [&](const PlanRow& row) { return row.part == part; });
  return rows;
}

}  // namespace lab
