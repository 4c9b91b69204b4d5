// What a fuzz target holds to be true: it aborts, with a word about it, when it is not.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace lab::test {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace lab::test
