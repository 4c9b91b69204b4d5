// Requests as a server of each model would have answered them, for tests of what is made of them.
#pragma once

#include <vector>

#include "client/request_facts.hpp"

namespace lab {

/// A good reply at `ended`, whose work took `served` and was the last thing before it.
RequestFacts answered(Duration ended, Duration served, const Answerer& answerer);
/// A reply with this status and nothing about its work.
RequestFacts refused(Duration ended, int status);
/// No reply.
RequestFacts lost(Duration ended, const std::string& failure);

/// Four requests of 100 ms of work: one thread, one after another.
std::vector<RequestFacts> staircase();
/// The same: four threads at the same time.
std::vector<RequestFacts> wall();
/// The same: two workers.
std::vector<RequestFacts> steps();

}  // namespace lab
