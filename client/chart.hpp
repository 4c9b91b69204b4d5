// The picture of several requests that were sent at once: a bar each on a common time axis.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "client/marks.hpp"
#include "client/request_facts.hpp"

namespace lab {

/// How to draw.
struct Look {
  std::size_t width = 80;  // columns, at least kLeastWidth
  Colours colours = Colours::kNone;
};

/// What a cell of a bar shows, in the order of a request's life.
/// kServing: its steps are in progress, by Server-Timing; time in a queue between them counts.
enum class Phase { kConnecting, kQueued, kServing, kReceiving, kNoReply };

/// The character of a phase; of kServing it is the letter in `mark`.
char fill(Phase phase, const Mark& mark);
/// How that character is painted in a bar.
std::string_view paint(Phase phase, const Mark& mark);

struct Chart {
  std::string text;        // lines of at most Look::width columns, and escape codes
  std::set<Phase> phases;  // that show in it
};

/// Axis and bars, the first to end on top. `all` is not empty.
Chart draw_chart(std::vector<RequestFacts> all, const Marks& marks, const Look& look);

}  // namespace lab
