// What holds of every lesson on any machine: checks that can be judged, charts that show them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "loadgen/experiment/check.hpp"
#include "loadgen/lessons/lessons.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

struct Machine {
  int cores;
  double quota = 0;
};

/// Of every lesson for small and large machines, and for a container with a quota.
class EveryLesson : public testing::TestWithParam<Machine> {
 protected:
  Setting setting() const { return {GetParam().cores, 5, 214729, GetParam().quota}; }
  template <class Look>
  void each(Look look) {
    for (const auto& lesson : lessons()) {
      SCOPED_TRACE(lesson.text.id);
      look(lesson.plan(setting()));
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Cores, EveryLesson,
                         testing::Values(Machine{1}, Machine{2}, Machine{8}, Machine{32},
                                         Machine{64}, Machine{2, 1.5}, Machine{1, 0.5}));

bool may_be_zero(const Check& check) { return check.claim == Claim::kNear && check.tolerance == 0; }

TEST_P(EveryLesson, PredictsFiniteValuesAboveZero) {
  each([&](const LessonPlan& plan) {
    for (const auto& check : plan.checks) {
      SCOPED_TRACE(check.what);
      EXPECT_TRUE(check.predicted.size() == 1 ||
                  check.predicted.size() == rounds_of(plan, setting()));
      for (const auto value : check.predicted) {
        EXPECT_TRUE(std::isfinite(value));
        EXPECT_TRUE(value > 0 || (value == 0 && may_be_zero(check))) << value;
      }
      EXPECT_FALSE(check.formula.empty());
    }
  });
}

TEST_P(EveryLesson, BoundsAreTheSameInAllRounds) {
  each([](const LessonPlan& plan) {
    for (const auto& check : plan.checks) {
      if (check.claim == Claim::kNear) continue;
      EXPECT_EQ(check.predicted.size(), 1u) << check.what;
    }
  });
}

TEST_P(EveryLesson, ReadsArmsThatAreThere) {
  each([](const LessonPlan& plan) {
    ASSERT_FALSE(plan.checks.empty());
    EXPECT_LT(plan.headline, plan.checks.size());
    std::set<std::size_t> read;
    for (const auto& check : plan.checks) {
      for (const auto arm : arms_of(check.measure)) read.insert(arm);
    }
    EXPECT_EQ(read.size(), plan.arms.size()) << "an arm is run and not looked at";
    EXPECT_LT(*read.rbegin(), plan.arms.size());
  });
}

TEST_P(EveryLesson, NamesItsArmsAndChecksApart) {
  each([](const LessonPlan& plan) {
    std::set<std::string> arms, checks;
    for (const auto& arm : plan.arms) EXPECT_TRUE(arms.insert(arm.facts.name).second);
    for (const auto& check : plan.checks) EXPECT_TRUE(checks.insert(check.what).second);
  });
}

TEST_P(EveryLesson, DrawsChecksInTheirUnit) {
  each([](const LessonPlan& plan) {
    EXPECT_FALSE(plan.charts.empty());
    for (const auto& chart : plan.charts) {
      SCOPED_TRACE(chart.title);
      const auto expect_drawn = [&](std::size_t check) {
        ASSERT_LT(check, plan.checks.size());
        EXPECT_EQ(plan.checks[check].unit, chart.unit) << plan.checks[check].what;
      };
      EXPECT_EQ(chart.bars.empty(), chart.kind != ChartKind::kBars);
      EXPECT_EQ(chart.curves.empty(), chart.kind != ChartKind::kCurve);
      for (const auto& bar : chart.bars) expect_drawn(bar.check);
      for (const auto& curve : chart.curves) {
        EXPECT_FALSE(curve.points.empty()) << curve.name;
        for (const auto& point : curve.points) expect_drawn(point.check);
      }
      for (const auto arm : chart.arms) EXPECT_LT(arm, plan.arms.size());
    }
  });
}

TEST_P(EveryLesson, ShowsSomethingInOneRound) {
  each([&](const LessonPlan& plan) {
    bool strong = false;
    for (const auto& check : plan.checks) strong |= check.effect == Effect::kStrong;
    const bool judged_over_rounds = plan.rounds > 1;  // even if one is asked for
    EXPECT_TRUE(strong || judged_over_rounds || setting().k() <= 1);
  });
}

/// N clients that wait and compute for so long get N / (W + S) replies a second at most.
TEST_P(EveryLesson, PredictsNoMoreThanItsClientsCanAskFor) {
  const auto busy = setting().busy_clients();
  const std::map<std::string_view, double> most{
      {"io-bound", 200 / 0.050}, {"cpu-bound", busy / 0.005}, {"hybrid", 100 / 0.042},
      {"blocking", 200 / 0.050}, {"keep-alive", 40 / 0.020},  {"not-faster", 1000 / 0.200}};
  for (const auto& [id, rate] : most) {
    for (const auto& check : find_lesson(id)->plan(setting()).checks) {
      const auto& [of, less, per] = check.measure;
      if (of.quantity != Quantity::kGood || per) continue;
      EXPECT_LE(check.predicted.front(), rate * 1.0001) << id << ", " << check.what;
    }
  }
}

TEST_P(EveryLesson, ClaimsNoParallelismOfOneCore) {
  if (setting().k() > 1) return;
  for (const auto* const id : {"cpu-bound", "sequential", "not-parallel"}) {
    for (const auto& check : find_lesson(id)->plan(setting()).checks) {
      if (check.what.find("waiting") != std::string::npos) continue;
      EXPECT_EQ(check.claim, Claim::kNear) << id << ", " << check.what;
    }
  }
}

TEST_P(EveryLesson, TestifiesWithItsOwnChecks) {
  each([](const LessonPlan& plan) {
    std::set<std::pair<Work, std::size_t>> heard;
    for (const auto& [work, check] : plan.testimonies) {
      EXPECT_LT(check, plan.checks.size());
      EXPECT_TRUE(heard.insert({work, check}).second);
    }
  });
}

TEST(Lessons, SayWhyInFewWords) {
  for (const auto& lesson : lessons()) {
    const auto& why = lesson.text.why;
    EXPECT_LE(std::count(why.begin(), why.end(), ' ') + 1, 120) << lesson.text.id;
  }
}

TEST_P(EveryLesson, TakesNotTooLong) {
  each([&](const LessonPlan& plan) {
    for (const auto& arm : plan.arms) EXPECT_GT(arm.takes, 0s) << arm.facts.name;
    EXPECT_LE(expected_time(plan, setting()), setting().k() < 1 ? 100s : 80s);
  });
}

TEST(Lessons, TakeLessThanTwentyMinutesInAllAndSixQuickly) {
  const auto time_of_all = [](std::size_t rounds) {
    const Setting setting{.cores = 2, .rounds = rounds, .seed = 7};
    Duration sum{};
    for (const auto& lesson : lessons()) sum += expected_time(lesson.plan(setting), setting);
    return sum;
  };
  EXPECT_LT(time_of_all(5), 20min);
  EXPECT_LT(time_of_all(1), 6min);
}

}  // namespace
}  // namespace lab
