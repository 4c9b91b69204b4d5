// What one trial found, as values by quantity.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "loadgen/experiment/quantity.hpp"

namespace lab {

/// Good replies a second over the time of a trial, step by step; `event` marks what happened in it.
struct Timeline {
  Duration step{};
  std::vector<double> per_second;
  std::optional<Duration> event;  // since the begin
};

class Readings {
 public:
  void set(Quantity quantity, double value) { values_[quantity] = value; }
  std::optional<double> operator[](Quantity quantity) const {
    const auto found = values_.find(quantity);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }
  const std::map<Quantity, double>& values() const { return values_; }

  /// Why this trial tells nothing of its server; empty: it does.
  std::string doubt;
  std::optional<Timeline> timeline;

 private:
  std::map<Quantity, double> values_;
};

}  // namespace lab
