// The embedded upstream of network calls: an event loop that waits as it is asked to.
#pragma once

#include "common/net/unique_fd.hpp"

namespace lab {

/// Serves /io?ms= on `listener` until the supervisor ends it.
void run_backend_process(UniqueFd listener);

}  // namespace lab
