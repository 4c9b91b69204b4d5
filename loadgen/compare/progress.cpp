// Extrapolates from cells that are done.
#include "loadgen/compare/progress.hpp"

#include <algorithm>

namespace lab {

Duration time_left(std::size_t done, std::size_t cells, Duration done_took, Duration under_way,
                   Duration foreseen) {
  const auto each = done == 0 ? foreseen : done_took / static_cast<Duration::rep>(done);
  return each * static_cast<Duration::rep>(cells - done) - std::min(under_way, each);
}

}  // namespace lab
