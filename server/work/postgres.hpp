// PostgreSQL by libpq, without waiting: each of these steps says which event of its socket to wait
// for. So the blocking and the coroutine form are the same steps, with another way to wait.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "server/job.hpp"
#include "server/task.hpp"
#include "server/work/database_source.hpp"

struct pg_conn;
struct pg_result;

namespace lab {

class DatabasePool;

struct ClosePostgres {
  void operator()(pg_conn* connection) const;
  void operator()(pg_result* answer) const;
};
using PostgresConnection = std::unique_ptr<pg_conn, ClosePostgres>;
using PostgresAnswer = std::unique_ptr<pg_result, ClosePostgres>;

/// Reads the URL and resolves the name in it, or that of PGHOST. What is wrong is a problem in one
/// line, which shows no password.
Result<DatabaseSource> read_postgres_url(const std::string& url);

/// Makes the table `items` with its rows, unless it is there: connects, waits and disconnects.
/// Servers that start at the same time do it one after another.
Result<void> seed_postgres(const DatabaseSource& source, TimePoint deadline);

/// The query that waits and reads, and the one that writes.
std::string sql_to_read(const Database& asked);
std::string sql_to_write(std::int64_t key);

/// What an SQLSTATE means to the client; kBroken for those that mean nothing to it.
DatabaseFault fault_of_sql_state(std::string_view state);

/// Over a connection of the pool's, which is given back when nothing failed on it. The caller has a
/// place in the pool's queue.
void ask_postgres(DatabaseResult& result, DatabasePool& pool, TimePoint deadline);
Task<> ask_postgres(DatabaseResult& result, DatabasePool& pool, TimePoint deadline,
                    LoopExecutor loop);

}  // namespace lab
