// What the steps of a worker process have in common.
#pragma once

#include <string>

#include "common/net/address.hpp"
#include "server/gil.hpp"
#include "server/scoreboard.hpp"

namespace lab {

class DatabasePool;
class Upstream;

/// Shared by all threads of the worker.
struct Resources {
  Gil* gil = nullptr;            // null without --gil
  SocketAddress shared_state;    // where the admin process keeps the counter of all workers
  std::string data_dir{};        // where files may be written
  Upstream* upstream = nullptr;  // of network calls
  DatabasePool* database = nullptr;
  Counter local_state{0};  // this worker's own
  Counter leaked{0};       // bytes
};

}  // namespace lab
