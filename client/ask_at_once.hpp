// Several requests to one URL at the same time.
#pragma once

#include <vector>

#include "client/request_facts.hpp"
#include "common/http/url.hpp"
#include "common/result.hpp"

namespace lab {

/// Sends `count` GET requests at once, each on a connection of its own, and waits for all of them.
/// A request that fails is a fact; a Problem when the machine grants too few threads.
Result<std::vector<RequestFacts>> ask_at_once(const Url& url, std::size_t count, Duration timeout);

}  // namespace lab
