// One line on stderr that tells how an experiment is getting on.
#pragma once

#include <cstddef>
#include <string>

namespace lab {

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
