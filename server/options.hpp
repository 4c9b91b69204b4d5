// What the server can be told, from flags, LAB_* variables and a config file.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "common/clock.hpp"
#include "common/http/limits.hpp"
#include "common/log.hpp"
#include "server/model.hpp"

namespace lab {

/// auto: as the model needs it (process: a connection is let go when others wait; else on).
enum class KeepAlive { kAuto, kOn, kOff };

struct ServerOptions {
  ModelKind model = ModelKind::kProcess;
  int workers = 0;  // 0 until settled: the model's default
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string admin_host = "127.0.0.1";
  std::uint16_t admin_port = 9080;
  int max_connections = 10'000;  // a worker
  int backlog = 511;
  int pool = 4;
  int pool_queue = 256;
  KeepAlive keep_alive = KeepAlive::kAuto;
  Limits limits;
  Duration drain_timeout = std::chrono::seconds(8);
  log::Level log_level = log::Level::kInfo;
};

/// How the program ends before it began: exit code after help or a usage error was printed.
struct EarlyExit {
  int code = 0;
};

/// Reads the command line; prints help to stdout or one line about what is wrong to stderr.
std::variant<ServerOptions, EarlyExit> read_options(int argc, const char* const* argv);

}  // namespace lab
