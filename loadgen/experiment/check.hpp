// One prediction of a lesson: what is measured, what is expected of it, and how near it must come.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "loadgen/experiment/readings.hpp"

namespace lab {

/// A quantity of an arm, which is one of the servers and loads that a lesson tries in turn.
struct Term {
  std::size_t arm = 0;
  Quantity quantity = Quantity::kGood;
};

/// How a value comes out of the readings of a round: (of - less) / per.
struct Measure {
  Term of;
  std::optional<Term> less = {};
  std::optional<Term> per = {};
};

/// None when a reading is missing or divides by zero.
std::optional<double> value_of(const Measure& measure, std::span<const Readings> round);

/// The arms a measure reads, each once.
std::vector<std::size_t> arms_of(const Measure& measure);

/// What must hold of the value: near the prediction, within a factor of 1 + tolerance on both
/// sides; or a bound, which is the prediction itself. A count is met exactly with tolerance 0.
enum class Claim { kNear, kAtLeast, kAtMost };

/// Whether one round is enough to see it: an effect so strong that noise cannot turn it round.
/// Others are judged over rounds only.
enum class Effect { kMeasured, kStrong };

struct Check {
  std::string what;     // "thread: good replies/s"
  std::string formula;  // with its numbers: "N / W = 200 / 50 ms"
  Measure measure;
  Unit unit = Unit::kCount;
  Claim claim = Claim::kNear;
  std::vector<double> predicted;  // one for all rounds, or one a round
  double tolerance = 0;           // of kNear
  Effect effect = Effect::kMeasured;

  double predicted_in(std::size_t round) const {
    return predicted.size() == 1 ? predicted.front() : predicted[round];
  }
};

}  // namespace lab
