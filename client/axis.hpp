// A time axis in character cells: its scale, its labels, and where a moment lies on it.
#pragma once

#include <string>

#include "common/clock.hpp"

namespace lab {

class Axis {
 public:
  /// From 0 to `span` (above zero) over `cells` (at least 1). A mark every 1, 2 or 5 times a power
  /// of ten, as close together as their labels allow.
  Axis(Duration span, std::size_t cells);

  /// The boundary between cells that is nearest to the moment: 0 to cells.
  std::size_t boundary(Duration moment) const;

  Duration step() const { return step_; }
  std::size_t cells() const { return cells_; }

  /// "0       50ms    100ms": every label begins above its mark; one that has no room is left out.
  std::string labels() const;
  /// "|-------|-------|----".
  std::string ruler() const;

 private:
  std::string label(Duration moment) const;

  Duration span_;
  std::size_t cells_;
  Duration step_;
};

}  // namespace lab
