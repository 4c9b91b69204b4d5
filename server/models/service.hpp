// What a worker process is given to serve with, whatever its model.
#pragma once

#include <functional>

#include "common/http/server_conversation.hpp"
#include "common/net/unique_fd.hpp"
#include "server/access_log.hpp"
#include "server/endpoints.hpp"
#include "server/models/request_ages.hpp"
#include "server/options.hpp"
#include "server/scoreboard.hpp"
#include "server/work/resources.hpp"

namespace lab {

struct Service {
  const ServerOptions& options;
  ConversationRules rules;
  PlanRules plan_rules;
  const Scoreboard& board;
  WorkerSlot& slot;
  WorkerLife& life;  // of this worker
  int slot_index = 0;
  UniqueFd listener;            // non-blocking; closed by the model when it accepts no more
  int drain_event = -1;         // stays readable from the moment this worker shall drain or retire
  std::function<void()> ready;  // to be called once, when the worker serves
  Resources& resources;         // of this process
  AccessLog* access_log = nullptr;  // null: there is none
  RequestAges* ages = nullptr;      // null: nobody watches them

  /// It ends soon: every reply says so.
  bool leaving() const { return in_state(WorkerState::kDraining) || retiring(); }
  /// It ends without serving the queue, which is its successor's.
  bool retiring() const { return in_state(WorkerState::kRetiring); }

 private:
  bool in_state(WorkerState state) const {
    return life.state.load(std::memory_order_relaxed) == state;
  }
};

/// Each serves until it has drained, and returns.
void run_process_worker(Service& service);
void run_thread_worker(Service& service);
void run_async_worker(Service& service);

}  // namespace lab
