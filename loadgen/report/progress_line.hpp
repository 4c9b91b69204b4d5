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
  ~ProgressLine() { clear(); }

  void draw(const std::string& text);
  /// Takes the line away, so that something else can be said.
  void clear();

 private:
  bool shown_;
  std::size_t drawn_ = 0;  // columns
};

}  // namespace lab
