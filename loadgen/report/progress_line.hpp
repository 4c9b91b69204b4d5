// One line on stderr that tells how a load is getting on.
#pragma once

#include <string>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/progress.hpp"

namespace lab {

/// "3.2s of 11.0s, 63,412 replies, 2 failures".
std::string progress_text(const LoadPlan& plan, const Progress& progress);

/// Redraws itself in place on a terminal. Where stderr is none it writes nothing.
class ProgressLine {
 public:
  /// kWhenTerminal: if stderr is a terminal that can go back in a line.
  enum class Show { kWhenTerminal, kNever };

  explicit ProgressLine(Show show);
  /// Takes the line away.
  ~ProgressLine();

  void draw(const std::string& text);

 private:
  bool shown_;
  std::size_t drawn_ = 0;  // columns
};

}  // namespace lab
