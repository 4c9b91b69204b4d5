// One add after another, blocking and awaiting side by side.
#include "server/work/state.hpp"

#include <algorithm>

#include "server/work/state_link.hpp"

namespace lab {
namespace {

StateResult add_here(const State& state, Resources& worker) {
  StateResult result{state, state.adds, worker.local_state};
  for (std::uint64_t i = 0; i < state.adds; ++i) {
    result.value = worker.local_state.fetch_add(1) + 1;
    if (worker.gil != nullptr) worker.gil->check();
  }
  return result;
}

/// Reading is a round trip, too.
std::uint64_t round_trips(const State& state) { return std::max<std::uint64_t>(1, state.adds); }
std::uint64_t add_in_each(const State& state) { return state.adds == 0 ? 0 : 1; }

void note(StateResult& result, const StateAnswer& answer) {
  if (answer.has_error()) {
    result.error = answer.error();
    return;
  }
  result.value = *answer;
  result.added += add_in_each(result.asked);
}

}  // namespace

StateResult block(const State& state, Resources& worker) {
  if (state.scope == StateScope::kLocal) return add_here(state, worker);
  StateResult result{state};
  BlockingStateLink link;
  {
    const GilRelease released(worker.gil);
    result.error = link.connect(worker.shared_state);
  }
  for (auto left = round_trips(state); left > 0 && !result.error; --left) {
    const GilRelease released(worker.gil);
    const auto answer = link.ask(add_in_each(state));
    note(result, answer);
  }
  return result;
}

Task<StateResult> await(State state, Resources& worker, LoopExecutor loop) {
  StateResult result{state};
  AsyncStateLink link(loop);
  {
    const GilRelease released(worker.gil);
    result.error = co_await link.connect(worker.shared_state);
  }
  for (auto left = round_trips(state); left > 0 && !result.error; --left) {
    const GilRelease released(worker.gil);
    const auto answer = co_await link.ask(add_in_each(state));
    note(result, answer);
  }
  co_return result;
}

}  // namespace lab
