// A lesson as a row of the table: its words, and what it plans to run and expects to find.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "loadgen/experiment/facts.hpp"

namespace lab {

class Trial;

/// What lessons are planned for. Predictions may use all of it, and nothing that was measured.
struct Setting {
  int cores = 1;  // that the servers and we may use: of workers, a quota rounded up
  std::size_t rounds = 5;
  std::uint64_t seed = 1;
  double quota = 0;  // cores' worth of CPU time where it is less than `cores`; 0: all of them

  /// k of the formulas.
  double k() const { return quota > 0 ? quota : cores; }
  /// What one thread can have of it.
  double one_core() const { return std::min(1.0, k()); }
  /// That keep all cores at work: the kernel spreads connections over event loops by chance.
  unsigned busy_clients() const { return static_cast<unsigned>(std::max(16, 8 * cores)); }
  std::uint64_t seed_of(std::size_t round) const { return seed + round; }
  /// Cores that are left for a server which shares them with us while we ask it for so much.
  double cores_left(double requests_per_second) const;
  /// "2 cores", or "2 cores less 0.10 for loadgen" where that is worth a word (2 %).
  std::string cores_text(double requests_per_second) const;
  /// A prediction for each round, from the seed of that round.
  std::vector<double> each_round(const std::function<double(std::uint64_t seed)>& predict) const;
};

/// About what a server takes to start and to end.
inline constexpr Duration kStartAndEnd = std::chrono::milliseconds(250);

/// One server under one load: started afresh for each round, measured once, stopped.
struct Arm {
  ArmFacts facts;
  Duration takes{};  // about, with the server's start and end
  std::function<Result<Readings>(Trial&)> measure;
};

/// What a lesson will do, in the order in which it is to be read.
class LessonPlan {
 public:
  /// The index of the arm.
  std::size_t add(Arm arm);

  /// `measure` comes near `predicted`, within a factor of 1 + `tolerance`.
  std::size_t near(const Measure& measure, std::vector<double> predicted, std::string formula,
                   double tolerance);
  std::size_t near(const Measure& measure, double predicted, std::string formula,
                   double tolerance) {
    return near(measure, std::vector{predicted}, std::move(formula), tolerance);
  }
  /// Counts that must be met to the last one, in each round.
  std::size_t exactly(const Measure& measure, double predicted, std::string formula);
  /// Strong effects: seen in one round already.
  std::size_t at_least(const Measure& measure, double bound, std::string formula);
  std::size_t at_most(const Measure& measure, double bound, std::string formula);
  /// The check shows what the rule advises for such work, or that it does not hold.
  void testify(Work work, std::size_t check) { testimonies.push_back({work, check}); }
  /// Puts other words on the check that was planned last than "arm: quantity".
  void named(std::string what) { checks.back().what = std::move(what); }

  std::vector<Arm> arms;
  std::vector<Check> checks;
  std::vector<Chart> charts;
  std::size_t rounds = 0;    // in place of the setting's, for a lesson that needs more; 0: those
  std::size_t headline = 0;  // the check that says the claim in one number
  std::vector<Testimony> testimonies;

 private:
  std::size_t expect(Check check);
};

/// Of one arm, and how many times that of another.
Measure of(std::size_t arm, Quantity quantity);
Measure times(std::size_t arm, std::size_t other, Quantity quantity);

/// A row of the table.
struct Lesson {
  LessonText text;
  LessonPlan (*plan)(const Setting&);
};

/// How many rounds there will be of a plan, and how long they take in all, about.
std::size_t rounds_of(const LessonPlan& plan, const Setting& setting);
Duration expected_time(const LessonPlan& plan, const Setting& setting);

}  // namespace lab
