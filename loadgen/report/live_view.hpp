// Lines on a terminal that are drawn over again in place.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "loadgen/report/live_text.hpp"

namespace lab {

/// By the first of LC_ALL, LC_CTYPE and LANG that is set, as setlocale(3) has it.
Glyphs glyphs_of_locale();

/// Draws on stderr where that is a terminal that can go back; elsewhere it writes nothing.
class LiveView {
 public:
  enum class Show { kWhenTerminal, kNever };

  explicit LiveView(Show show);
  /// Takes the lines away.
  ~LiveView();
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  bool shown() const { return shown_; }
  std::size_t width() const;
  Glyphs glyphs() const { return glyphs_; }

  void draw(const std::vector<std::string>& lines);

 private:
  void erase() const;

  bool shown_;
  Glyphs glyphs_;
  std::size_t drawn_ = 0;  // lines
};

}  // namespace lab
