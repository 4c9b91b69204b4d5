// Builds plans.
#include "loadgen/experiment/lesson.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lab {
namespace {

/// Of loadgen, a request: measured as 11 us on idle cores, about twice that beside a busy server.
constexpr double kOwnCpuPerRequest = 25e-6;
constexpr double kWorthAWord = 0.02;

std::string words_of(const Measure& measure, const std::vector<Arm>& arms) {
  const auto& of = measure.of;
  const auto& name = arms[of.arm].facts.name;
  const auto quantity = row_of(of.quantity).name;
  if (!measure.per) return fmt::format("{}: {}", name, quantity);
  return fmt::format("{} over {}: {}", name, arms[measure.per->arm].facts.name, quantity);
}

}  // namespace

double Setting::cores_left(double requests_per_second) const {
  const auto taken = requests_per_second * kOwnCpuPerRequest;
  return std::max(0.5 * k(), k() - taken);
}

std::string Setting::cores_text(double requests_per_second) const {
  const auto taken = requests_per_second * kOwnCpuPerRequest;
  const auto all = fmt::format("{:.3g} core{}", k(), k() == 1 ? "" : "s");
  return taken < kWorthAWord * k() ? all : fmt::format("{} less {:.2f} for loadgen", all, taken);
}

std::vector<double> Setting::each_round(
    const std::function<double(std::uint64_t seed)>& predict) const {
  std::vector<double> values;
  for (std::size_t r = 0; r < rounds; ++r) values.push_back(predict(seed_of(r)));
  return values;
}

std::size_t LessonPlan::add(Arm arm) {
  arms.push_back(std::move(arm));
  return arms.size() - 1;
}

std::size_t LessonPlan::expect(Check check) {
  check.what = words_of(check.measure, arms);
  check.unit = check.measure.per ? Unit::kTimes : row_of(check.measure.of.quantity).unit;
  checks.push_back(std::move(check));
  return checks.size() - 1;
}

std::size_t LessonPlan::near(const Measure& measure, std::vector<double> predicted,
                             std::string formula, double tolerance) {
  Check check;
  check.measure = measure;
  check.predicted = std::move(predicted);
  check.formula = std::move(formula);
  check.tolerance = tolerance;
  return expect(std::move(check));
}

std::size_t LessonPlan::exactly(const Measure& measure, double predicted, std::string formula) {
  const auto index = near(measure, predicted, std::move(formula), 0);
  checks[index].effect = Effect::kStrong;
  return index;
}

std::size_t LessonPlan::at_least(const Measure& measure, double bound, std::string formula) {
  const auto index = near(measure, bound, std::move(formula), 0);
  checks[index].claim = Claim::kAtLeast;
  checks[index].effect = Effect::kStrong;
  return index;
}

std::size_t LessonPlan::at_most(const Measure& measure, double bound, std::string formula) {
  const auto index = at_least(measure, bound, std::move(formula));
  checks[index].claim = Claim::kAtMost;
  return index;
}

Measure of(std::size_t arm, Quantity quantity) { return {.of = {arm, quantity}}; }

Measure times(std::size_t arm, std::size_t other, Quantity quantity) {
  return {.of = {arm, quantity}, .per = Term{other, quantity}};
}

std::size_t rounds_of(const LessonPlan& plan, const Setting& setting) {
  return plan.rounds == 0 ? setting.rounds : plan.rounds;
}

Duration expected_time(const LessonPlan& plan, const Setting& setting) {
  Duration sum{};
  for (const auto& arm : plan.arms) sum += arm.takes;
  return sum * static_cast<Duration::rep>(rounds_of(plan, setting));
}

}  // namespace lab
