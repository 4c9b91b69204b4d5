// The figures of several requests as one sentence.
#pragma once

#include <string>

#include "client/overview.hpp"

namespace lab {

/// How the requests were served relative to each other, such as "8 requests, one after another,
/// answered by 1 thread: total 1.61s, about 8 x 200ms". Claims no more than the figures show.
std::string reading(const Overview& overview);

}  // namespace lab
