// Rounds of arms.
#include "loadgen/experiment/runner.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "loadgen/experiment/neighbours.hpp"
#include "loadgen/experiment/trial.hpp"
#include "loadgen/stats/rounds.hpp"

namespace lab {
namespace {

/// A trial that did not go as planned tells nothing, and others may.
Readings failed(const Problem& problem) {
  Readings readings;
  readings.doubt = problem.text;
  return readings;
}

void add_neighbours(Readings& readings, const Neighbours& neighbours) {
  readings.set(Quantity::kNeighbours, neighbours.share);
  if (!disturb(neighbours) || !readings.doubt.empty()) return;
  readings.doubt =
      fmt::format("other programs took {:.0f} % of the machine", 100 * neighbours.share);
}

/// One run of a plan, and where it is.
class Run {
 public:
  Run(const LessonPlan& plan, const std::string& binary, const Setting& setting,
      const LessonWatcher& watch)
      : plan_(plan), binary_(binary), setting_(setting), watch_(watch) {
    at_.rounds = rounds_of(plan, setting);
    left_ = expected_time(plan, setting);
  }

  /// None when it was cut short.
  Result<std::optional<std::vector<Readings>>> round(std::size_t index) {
    at_.round = index;
    std::vector<Readings> found(plan_.arms.size());
    for (const auto i : interleaved_order(plan_.arms.size(), index)) {
      auto readings = trial(plan_.arms[i], setting_.seed_of(index));
      if (!readings) return problem("{}: {}", plan_.arms[i].facts.name, readings.error().text);
      if (!*readings) return std::optional<std::vector<Readings>>();
      found[i] = std::move(**readings);
    }
    return std::optional(std::move(found));
  }

 private:
  Result<std::optional<Readings>> trial(const Arm& arm, std::uint64_t seed) {
    at_.arm = arm.facts.name;
    const auto began = Clock::now();
    const NeighbourWatch neighbours;
    auto server = ServerProcess::start(binary_, arm.facts.options);
    if (!server) return server.error();
    Trial trial(*server, seed, [&] {
      at_.left = left_ - std::min(Clock::now() - began, arm.takes);
      return watch_(at_);
    });
    trial.look();
    auto readings = arm.measure(trial);
    server->stop();
    left_ -= arm.takes;
    if (trial.cut_short()) return std::optional<Readings>();
    if (!readings) return std::optional(failed(readings.error()));
    if (const auto found = neighbours.look()) add_neighbours(*readings, *found);
    return std::optional(std::move(*readings));
  }

  const LessonPlan& plan_;
  const std::string& binary_;
  const Setting& setting_;
  const LessonWatcher& watch_;
  LessonProgress at_;
  Duration left_{};
};

}  // namespace

LessonFacts planned_facts(const LessonText& text, const LessonPlan& plan, const Setting& setting) {
  LessonFacts facts;
  facts.text = text;
  for (const auto& arm : plan.arms) facts.arms.push_back(arm.facts);
  facts.checks = plan.checks;
  facts.charts = plan.charts;
  facts.headline = plan.headline;
  facts.testimonies = plan.testimonies;
  facts.seed = setting.seed;
  facts.rounds_wanted = rounds_of(plan, setting);
  return facts;
}

void run_lesson(const LessonPlan& plan, const std::string& binary, const Setting& setting,
                const LessonWatcher& watch, LessonFacts& facts) {
  Run run(plan, binary, setting, watch);
  const auto began = Clock::now();
  for (std::size_t r = 0; r < facts.rounds_wanted; ++r) {
    auto round = run.round(r);
    facts.took = Clock::now() - began;
    if (!round) facts.broken = round.error().text;
    if (!round || !*round) return;
    facts.rounds.push_back(std::move(**round));
  }
}

}  // namespace lab
