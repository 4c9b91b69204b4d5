// What the server can be told, from flags, LAB_* variables and a config file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/http/limits.hpp"
#include "common/http/url.hpp"
#include "common/log.hpp"
#include "common/result.hpp"
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
  bool gil = false;
  Duration gil_interval = std::chrono::milliseconds(5);
  bool chaos = false;
  Limits limits;
  Duration drain_timeout = std::chrono::seconds(8);
  std::optional<Duration> hang_timeout{};  // none: a worker may hang for ever
  log::Level log_level = log::Level::kInfo;
  std::string access_log;         // a file; empty: none
  std::string data_dir;           // for the files of /io/disk and of SQLite
  std::string database;           // a URL of PostgreSQL; empty: SQLite
  int database_connections = 4;   // a worker
  std::optional<Url> upstream{};  // none: the embedded backend
  std::string help;               // not empty: asked for, to be printed instead of serving
};

/// Reads flags, the file and the environment. A Problem in one line for the first that is wrong.
Result<ServerOptions> read_options(const std::vector<std::string>& arguments);

}  // namespace lab
