// A letter and a colour for every thread that answered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/request_facts.hpp"

namespace lab {

enum class Colours { kNone, kAnsi };

/// How a piece of text is painted; select-graphic-rendition parameters of a terminal.
using Paint = std::string;
inline constexpr std::string_view kFaint = "2";
inline constexpr std::string_view kAlarm = "1;31";

/// The text between the escape codes of `paint`; as it is without colours or paint.
std::string painted(std::string_view text, std::string_view paint, Colours colours);

struct Mark {
  char letter = '#';
  Paint ink;    // letters and dots
  Paint solid;  // a filled bar: the letter is hidden in it, and there when it is copied
};

/// Gives marks to the threads that answered in the order of worker, process and thread, so that
/// the same threads always look the same; with very many of them marks repeat.
class Marks {
 public:
  explicit Marks(const std::vector<RequestFacts>& all);

  /// '#' without colour for an unknown one.
  Mark of(const std::optional<Answerer>& answerer) const;
  /// Sorted, each once.
  const std::vector<Answerer>& answerers() const { return answerers_; }

 private:
  std::vector<Answerer> answerers_;
};

}  // namespace lab
