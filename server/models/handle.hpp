// The way of one request through the endpoints, once for each kind of session.
#pragma once

#include "common/http/message.hpp"
#include "server/endpoints.hpp"
#include "server/model.hpp"
#include "server/work/perform.hpp"

namespace lab {

/// Plans and performs a request on the calling thread. A handler that throws costs its request a
/// 500 and nothing else. With a lock, it runs under it, but for its waits.
Reply handle_blocking(const Request& request, const Identity& who, const PlanRules& rules,
                      Resources& resources);

/// The same on an event loop. `request` must stay until the task is done.
Task<Reply> handle_async(const Request& request, const Identity& who, const PlanRules& rules,
                         AsyncResources& resources);

}  // namespace lab
