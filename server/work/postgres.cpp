// The same conversation twice: with poll, and with co_await.
#include "server/work/postgres.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <string>
#include <string_view>
#include <utility>

#include "common/net/poll.hpp"
#include "server/work/database_pool.hpp"
#include "server/work/database_rows.hpp"
#include "server/work/postgres_steps.hpp"
#include "server/work/watched.hpp"

namespace lab {
namespace {

/// Fills in what came of connecting. Whether there is a connection now.
bool note(DatabaseResult& result, const PostgresConnecting& connecting, bool in_time) {
  if (in_time && connecting.reason().empty()) return true;
  result.fault = in_time ? DatabaseFault::kUnreachable : DatabaseFault::kTimedOut;
  result.reason = in_time ? connecting.reason() : "there was no connecting to it";
  return false;
}

/// Likewise of a query. Whether it went well.
bool note(DatabaseResult& result, const PostgresQuery& query, bool in_time) {
  if (in_time && query.reason().empty()) return true;
  result.fault = in_time ? fault_of_sql_state(query.sql_state()) : DatabaseFault::kTimedOut;
  result.reason = query.reason();
  return false;
}

/// A kept connection that had ended before, and only now tells so.
bool is_stale(const PostgresQuery& read, bool kept, bool in_time) {
  return kept && in_time && read.lost() && !read.begun();
}

/// One that nothing has come on: not its end either, nor a last word of a server that shuts down.
PostgresConnection take_kept(DatabasePool& pool) {
  for (;;) {
    auto connection = pool.postgres().take();
    if (!connection || is_quiet(PQsocket(connection.get()))) return connection;
  }
}

// --- Blocking -----------------------------------------------------------------------------------

/// PQexec would do the same, but it knows no deadline. False when that has passed, also with a
/// server that never pauses and so is always ready.
template <class Steps>
bool carry_out(Steps& steps, TimePoint deadline) {
  while (const short event = steps.go_on()) {
    if (!wait_in_time(steps.socket(), event, deadline)) return false;
  }
  return true;
}

// --- Coroutine ----------------------------------------------------------------------------------

/// The socket is watched anew for each wait, since libpq may change it while it connects.
template <class Steps>
Task<bool> carry_out(Steps& steps, TimePoint deadline, LoopExecutor loop) {
  while (const short event = steps.go_on()) {
    if (Clock::now() >= deadline) co_return false;
    Watched socket(loop, steps.socket(), deadline);
    const bool in_time = co_await socket.wait(event);
    if (!in_time) co_return false;
  }
  co_return true;
}

// --- Seeding ------------------------------------------------------------------------------------

constexpr std::string_view kCount = "SELECT count(*) FROM items WHERE id BETWEEN 1 AND {}";
constexpr std::string_view kNoSuchTable = "42P01";

// Several statements in one query are one transaction, with whose end the lock goes.
constexpr std::string_view kSeed =
    "SELECT pg_advisory_xact_lock(7160);"
    "CREATE TABLE IF NOT EXISTS items (id bigint PRIMARY KEY, name text NOT NULL);"
    "INSERT INTO items (id, name) SELECT id, 'item ' || id FROM generate_series(1, {}) AS id "
    "ON CONFLICT (id) DO NOTHING";

/// Whoever may read and write, but not create, can use a table that is complete.
Result<bool> is_seeded(pg_conn* connection, TimePoint deadline) {
  PostgresQuery query(connection, fmt::format(kCount, kSeededRows));
  if (!carry_out(query, deadline)) return problem("it does not answer");
  if (query.sql_state() == kNoSuchTable) return false;
  if (!query.reason().empty()) return problem("{}", query.reason());
  return query.value(0) == std::to_string(kSeededRows);
}

Result<void> seed(pg_conn* connection, TimePoint deadline) {
  PostgresQuery query(connection, fmt::format(kSeed, kSeededRows));
  if (!carry_out(query, deadline)) return problem("it does not answer");
  if (query.reason().empty()) return {};
  return problem("the table items cannot be made: {}", query.reason());
}

}  // namespace

DatabaseFault fault_of_sql_state(std::string_view state) {
  if (state == "53100") return DatabaseFault::kFull;
  if (state == "57014") return DatabaseFault::kTimedOut;  // a statement_timeout of the server's
  for (const std::string_view others_were_first : {"40001", "40P01", "55P03"}) {
    if (state == others_were_first) return DatabaseFault::kBusy;
  }
  return DatabaseFault::kBroken;
}

Result<void> seed_postgres(const DatabaseSource& source, TimePoint deadline) {
  const auto connection = begin_postgres(source);
  PostgresConnecting connecting(connection.get());
  if (!carry_out(connecting, deadline)) return problem("there is no connecting to it");
  if (!connecting.reason().empty()) return problem("{}", connecting.reason());
  const auto seeded = is_seeded(connection.get(), deadline);
  if (!seeded) return seeded.error();
  return *seeded ? Result<void>() : seed(connection.get(), deadline);
}

void ask_postgres(DatabaseResult& result, DatabasePool& pool, TimePoint deadline) {
  auto connection = take_kept(pool);
  for (bool kept = connection != nullptr;; kept = false) {
    if (!kept) {
      connection = begin_postgres(pool.source());
      PostgresConnecting connecting(connection.get());
      const bool in_time = carry_out(connecting, deadline);
      if (!note(result, connecting, in_time)) return;
    }
    ++result.attempts;
    PostgresQuery read(connection.get(), sql_to_read(result.asked));
    bool in_time = carry_out(read, deadline);
    if (is_stale(read, kept, in_time)) continue;
    if (!note(result, read, in_time)) return;
    read.add_rows_to(result);
    PostgresQuery write(connection.get(), sql_to_write(pool.next_key_to_write()));
    in_time = carry_out(write, deadline);
    if (note(result, write, in_time)) pool.postgres().put(std::move(connection));
    return;
  }
}

Task<> ask_postgres(DatabaseResult& result, DatabasePool& pool, TimePoint deadline,
                    LoopExecutor loop) {
  auto connection = take_kept(pool);
  for (bool kept = connection != nullptr;; kept = false) {
    if (!kept) {
      connection = begin_postgres(pool.source());
      PostgresConnecting connecting(connection.get());
      const bool in_time = co_await carry_out(connecting, deadline, loop);
      if (!note(result, connecting, in_time)) co_return;
    }
    ++result.attempts;
    PostgresQuery read(connection.get(), sql_to_read(result.asked));
    bool in_time = co_await carry_out(read, deadline, loop);
    if (is_stale(read, kept, in_time)) continue;
    if (!note(result, read, in_time)) co_return;
    read.add_rows_to(result);
    PostgresQuery write(connection.get(), sql_to_write(pool.next_key_to_write()));
    in_time = co_await carry_out(write, deadline, loop);
    if (note(result, write, in_time)) pool.postgres().put(std::move(connection));
    co_return;
  }
}

}  // namespace lab
