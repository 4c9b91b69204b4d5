// plan, perform, render.
#include "server/models/handle.hpp"

#include "common/log.hpp"
#include "server/render.hpp"

namespace lab {
namespace {

Reply with_provenance(Reply reply, const Identity& who) {
  add_provenance(reply, {who, {}, JobFault::kNone});
  return reply;
}

/// Called inside a catch block.
Reply internal_error(const Request& request, const Identity& who) {
  try {
    throw;
  } catch (const std::exception& error) {
    log::error("{} {} failed: {}", method_name(request.method), request.path, error.what());
  }
  return with_provenance(text_reply(Status::kInternalError, "the server failed at this request"),
                         who);
}

}  // namespace

Reply handle_blocking(const Request& request, const Identity& who, const PlanRules& rules,
                      Resources& resources) try {
  const GilHold held(resources.gil);
  auto planned = plan(request, rules);
  if (auto* refused = std::get_if<Reply>(&planned))
    return with_provenance(std::move(*refused), who);
  const auto& todo = std::get<Plan>(planned);
  const auto outcome = perform(todo.job, who, resources);
  return render(todo, request, outcome);
} catch (const std::exception&) {
  return internal_error(request, who);
}

Task<Reply> handle_async(const Request& request, const Identity& who, const PlanRules& rules,
                         AsyncResources& resources) try {
  const GilHold held(resources.worker.gil);
  auto planned = plan(request, rules);
  if (auto* refused = std::get_if<Reply>(&planned))
    co_return with_provenance(std::move(*refused), who);
  const auto& todo = std::get<Plan>(planned);
  const auto outcome = co_await perform(todo.job, who, resources);
  co_return render(todo, request, outcome);
} catch (const std::exception&) {
  co_return internal_error(request, who);
}

}  // namespace lab
