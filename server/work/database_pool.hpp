// A worker's connections to its database.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "server/work/connection_queue.hpp"
#include "server/work/database_source.hpp"
#include "server/work/postgres.hpp"
#include "server/work/sqlite.hpp"

namespace lab {

/// Those that nobody uses now. `Connection` is a pointer that owns.
template <class Connection>
class KeptConnections {
 public:
  /// The one used last; null when there is none.
  Connection take() {
    const std::lock_guard lock(mutex_);
    if (kept_.empty()) return nullptr;
    auto connection = std::move(kept_.back());
    kept_.pop_back();
    return connection;
  }
  void put(Connection connection) {
    const std::lock_guard lock(mutex_);
    kept_.push_back(std::move(connection));
  }

 private:
  std::mutex mutex_;
  std::vector<Connection> kept_;
};

/// May be used by many threads, each with a place of the queue's. Connections are made when they
/// are needed, so none is older than its process.
class DatabasePool {
 public:
  DatabasePool(DatabaseSource source, int connections, DatabaseCounters& counters);

  const DatabaseSource& source() const { return source_; }
  ConnectionQueue& queue() { return queue_; }
  KeptConnections<std::unique_ptr<SqliteConnection>>& sqlite() { return sqlite_; }
  KeptConnections<PostgresConnection>& postgres() { return postgres_; }

  /// Goes round in the keys that are written over and over.
  std::int64_t next_key_to_write();

  /// Writes to the log what the database says is wrong; seldom, since each request may fail.
  void complain(std::string_view reason);

 private:
  DatabaseSource source_;
  ConnectionQueue queue_;
  KeptConnections<std::unique_ptr<SqliteConnection>> sqlite_;
  KeptConnections<PostgresConnection> postgres_;
  std::atomic<std::uint64_t> writes_;
  std::mutex complaining_;
  TimePoint silent_until_{};
};

}  // namespace lab
