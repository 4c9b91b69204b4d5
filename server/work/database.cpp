// A place in the queue first, then a query. The blocking form is for both databases.
#include "server/work/database.hpp"

namespace lab {
namespace {

DatabaseResult begin(const Database& asked, const DatabasePool& pool) {
  DatabaseResult result;
  result.asked = asked;
  result.engine = pool.source().postgres ? "postgresql" : kSqlite;
  return result;
}

TimePoint queue_deadline() { return Clock::now() + kDatabasePatience; }
TimePoint query_deadline(const Database& asked) {
  return Clock::now() + kDatabasePatience + asked.wait;
}

void ask_sqlite(DatabaseResult& result, DatabasePool& pool, TimePoint deadline) {
  ++result.attempts;
  auto connection = pool.sqlite().take();
  if (!connection) connection = SqliteConnection::open(pool.source().file, result, deadline);
  if (!connection) return;
  connection->carry_out(result, pool.next_key_to_write(), deadline);
  if (result.fault != DatabaseFault::kFailed) pool.sqlite().put(std::move(connection));
}

}  // namespace

DatabaseResult block(const Database& asked, DatabasePool& pool, Gil* gil) {
  const GilRelease released(gil);
  auto result = begin(asked, pool);
  if (!pool.queue().enter(queue_deadline())) {
    result.fault = DatabaseFault::kNoConnection;
    return result;
  }
  const Place place(pool.queue());
  if (pool.source().postgres) {
    ask_postgres(result, pool, query_deadline(asked));
  } else {
    ask_sqlite(result, pool, query_deadline(asked));
  }
  if (!result.reason.empty()) pool.complain(result.reason);
  return result;
}

Task<DatabaseResult> await(Database asked, DatabasePool& pool, LoopExecutor loop, Gil* gil) {
  const GilRelease released(gil);
  auto result = begin(asked, pool);
  const bool entered = co_await pool.queue().enter(queue_deadline(), loop);
  if (!entered) {
    result.fault = DatabaseFault::kNoConnection;
    co_return result;
  }
  const Place place(pool.queue());
  co_await ask_postgres(result, pool, query_deadline(asked), loop);
  if (!result.reason.empty()) pool.complain(result.reason);
  co_return result;
}

}  // namespace lab
