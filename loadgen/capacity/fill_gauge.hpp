// Looks at a server's admin port again and again while a step is measured.
#pragma once

#include <optional>
#include <vector>

#include "loadgen/capacity/limit.hpp"
#include "loadgen/lab/admin_client.hpp"

namespace lab {

/// What several looks at a server come to; none of fewer than two, or of a model nobody knows.
std::optional<ServerFill> fill_of(const std::vector<ServerSample>& looks);

class FillGauge {
 public:
  /// `admin` may be null: then nothing is known. The window is counted from the load's start.
  FillGauge(const Url* admin, Duration opens, Duration window);

  /// To be called about ten times a second.
  void look(Duration elapsed);
  std::optional<ServerFill> fill() const { return fill_of(looks_); }

 private:
  const Url* admin_;
  Duration next_;
  Duration closes_;
  std::vector<ServerSample> looks_;
};

}  // namespace lab
