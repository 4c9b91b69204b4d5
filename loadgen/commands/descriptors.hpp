// Whether this process may have the connections it is asked for.
#pragma once

#include "common/result.hpp"

namespace lab {

/// Raises the limit of open files to what is allowed. A Problem when `connections`, and a few files
/// for each thread and the rest of the program, are still more.
Result<void> allow_connections(unsigned connections, unsigned threads);

}  // namespace lab
