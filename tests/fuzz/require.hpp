// What a fuzz target holds to be true: it aborts, with a word about it, when it is not.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace lab::test {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

inline void require_printable(std::string_view text) {
  for (const char c : text) require(c >= 0x20 && c < 0x7f, "what is shown is printable");
}

/// A sentence for people, fit for any terminal and log.
inline void require_one_line(std::string_view text) {
  require(!text.empty(), "a refusal says why");
  require_printable(text);
}

}  // namespace lab::test
