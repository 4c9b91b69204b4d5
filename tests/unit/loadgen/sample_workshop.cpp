// The lessons that were never held.
#include "tests/unit/loadgen/sample_workshop.hpp"

namespace lab {
namespace {

Readings found(double good, std::string doubt = {}) {
  Readings readings;
  readings.set(Quantity::kGood, good);
  readings.doubt = std::move(doubt);
  return readings;
}

Check good_check(std::string what, std::size_t arm, double predicted) {
  return {.what = std::move(what),
          .formula = "N / W = 200 / 50 ms",
          .measure = {.of = {arm, Quantity::kGood}, .less = {}, .per = {}},
          .unit = Unit::kPerSecond,
          .claim = Claim::kNear,
          .predicted = {predicted},
          .tolerance = 0.15,
          .effect = Effect::kMeasured};
}

Check ratio_check() {
  auto check = good_check("thread over process", 1, 10);
  check.formula = "ten at least";
  check.measure.per = Term{0, Quantity::kGood};
  check.unit = Unit::kTimes;
  check.claim = Claim::kAtLeast;
  check.effect = Effect::kStrong;
  return check;
}

Chart bars() {
  return {.kind = ChartKind::kBars,
          .title = "Good replies a second",
          .unit = Unit::kPerSecond,
          .scale = Scale::kLogarithmic,
          .bars = {{"process x2", 0}, {"thread", 1}}};
}

LessonFacts io_bound(const std::string& name) {
  LessonFacts facts;
  facts.text = {"io-bound", "Waiting needs concurrency.", "Nobody needs a core to wait."};
  facts.arms = {{"process x2", {"--model", "process"}, "200 connections"},
                {name, {"--model", "thread"}, "200 connections ask for /io?ms=50"}};
  facts.checks = {good_check("process x2: good replies", 0, 40),
                  good_check(name + ": good replies", 1, 4000), ratio_check()};
  facts.headline = 2;
  facts.testimonies = {{Work::kIoHeavy, 2}};
  facts.charts = {bars()};
  facts.seed = 7;
  facts.rounds_wanted = 3;
  facts.rounds = {{found(40), found(3990)}, {found(41), found(3980)}, {found(40), found(3970)}};
  facts.took = std::chrono::seconds(12);
  return facts;
}

Readings crashed() {
  auto readings = found(1234);
  readings.timeline = Timeline{std::chrono::milliseconds(100), {}, std::chrono::milliseconds(1550)};
  for (int i = 0; i < 40; ++i) readings.timeline->per_second.push_back(i > 15 && i < 24 ? 0 : 2000);
  return readings;
}

std::vector<Chart> curve_and_timeline() {
  return {{.kind = ChartKind::kCurve,
           .title = "Good replies by load",
           .unit = Unit::kPerSecond,
           .x_label = "load",
           .curves = {{"good", {{0.5, 0}, {0.8, 1}}}},
           .formulas = {{"good, long run", {{0.1, 900}, {0.9, 1800}}}, {"limit", {{0.1, 2000}}}}},
          {.kind = ChartKind::kTimeline,
           .title = "Good replies over time",
           .unit = Unit::kPerSecond,
           .arms = {0, 1}}};
}

LessonFacts crash() {
  LessonFacts facts;
  facts.text = {"crash", "Separate memory isolates a crash.", "A process takes nobody with it."};
  facts.arms = {{"process x4", {"--model", "process", "--chaos"}, "load, then one /crash"},
                {"async", {"--model", "async", "--chaos"}, "load, then one /crash"}};
  facts.checks = {good_check("process x4: good replies", 0, 1200),
                  good_check("async: good replies", 1, 1200)};
  facts.charts = curve_and_timeline();
  facts.rounds_wanted = 1;
  facts.rounds = {{crashed(), crashed()}};
  return facts;
}

}  // namespace

SampleWorkshop sample_workshop(const std::string& name) {
  SampleWorkshop sample;
  sample.workshop = {{"A Processor", "Linux 6.1.0 x86_64", 2},
                     "1.0.0",
                     7,
                     3,
                     WallTime(std::chrono::seconds(1'700'000'000)),
                     {io_bound(name), crash()}};
  if (name != "thread") sample.workshop.lessons[0].rounds[1][1].doubt = name;
  for (const auto& facts : sample.workshop.lessons) sample.summaries.push_back(judge(facts));
  return sample;
}

}  // namespace lab
