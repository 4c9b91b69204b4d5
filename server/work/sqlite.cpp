// Lookups and writes with prepared statements, in WAL mode.
#include "server/work/sqlite.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "server/work/database_rows.hpp"

namespace lab {
namespace {

// A file that is not whole yet needs no protection; afterwards readers and a writer go on side by
// side.
constexpr std::string_view kSeed =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    "WITH RECURSIVE keys(id) AS (VALUES(1) UNION ALL SELECT id + 1 FROM keys WHERE id < {}) "
    "INSERT INTO items SELECT id, 'item ' || id FROM keys;"
    "COMMIT; PRAGMA journal_mode = WAL;";

// In WAL mode a commit that waits for no disk loses the last ones with the power, and nothing else.
constexpr const char* kSettings = "PRAGMA synchronous = NORMAL;";

int run(sqlite3* handle, const char* sql) {
  return sqlite3_exec(handle, sql, nullptr, nullptr, nullptr);
}

/// At least one: none would turn its waiting off.
int ms_until(TimePoint deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 1));
}

DatabaseFault fault_of(int code) {
  switch (code & 0xff) {  // the rest tells more of the same
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DatabaseFault::kBusy;
    case SQLITE_FULL:
      return DatabaseFault::kFull;
    default:
      return DatabaseFault::kFailed;
  }
}

std::string_view column_text(sqlite3_stmt* statement) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement, 0))};
}

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }
void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

/// There is a handle also of what failed: it knows why.
int SqliteConnection::open_handle(Handle& handle, const std::string& file, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  handle.reset(opened);
  return code;
}

Result<void> seed_sqlite(const std::string& file) {
  SqliteConnection::Handle handle;
  int code =
      SqliteConnection::open_handle(handle, file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  const auto sql = fmt::format(kSeed, kSeededRows);
  if (code == SQLITE_OK) code = run(handle.get(), sql.c_str());
  if (code != SQLITE_OK) return problem("{}", sqlite3_errmsg(handle.get()));
  return {};
}

std::unique_ptr<SqliteConnection> SqliteConnection::open(const std::string& file,
                                                         DatabaseResult& result,
                                                         TimePoint deadline) {
  auto connection = std::make_unique<SqliteConnection>();
  int code = open_handle(connection->handle_, file, SQLITE_OPEN_READWRITE);
  if (code == SQLITE_OK) code = connection->prepare(deadline);
  if (code == SQLITE_OK) return connection;
  connection->note(result, code);
  return nullptr;
}

/// It reads the tables' definitions, so it may have to wait for a lock.
int SqliteConnection::prepare(TimePoint deadline) {
  sqlite3_busy_timeout(handle_.get(), ms_until(deadline));
  if (const int code = run(handle_.get(), kSettings); code != SQLITE_OK) return code;
  look_up_ = prepared("SELECT name FROM items WHERE id = ?1");
  if (!look_up_) return sqlite3_errcode(handle_.get());
  write_ = prepared("INSERT OR REPLACE INTO items (id, name) VALUES (?1, ?2)");
  return write_ ? SQLITE_OK : sqlite3_errcode(handle_.get());
}

SqliteConnection::Statement SqliteConnection::prepared(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                     SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  return Statement(statement);
}

/// SQLITE_DONE when it went well, whether there is such a row or not.
int SqliteConnection::look_up(DatabaseResult& result, std::int64_t key) {
  auto* statement = look_up_.get();
  sqlite3_bind_int64(statement, 1, key);
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) {
    add_row(result, column_text(statement));
    code = SQLITE_DONE;
  }
  sqlite3_reset(statement);
  return code;
}

int SqliteConnection::write(std::int64_t key) {
  auto* statement = write_.get();
  const auto name = name_of(key);
  sqlite3_bind_int64(statement, 1, key);
  sqlite3_bind_text(statement, 2, name.data(), static_cast<int>(name.size()), nullptr);
  const int code = sqlite3_step(statement);
  sqlite3_reset(statement);  // it keeps no pointer into `name` that it would follow
  sqlite3_clear_bindings(statement);
  return code;
}

void SqliteConnection::note(DatabaseResult& result, int code) {
  if (code == SQLITE_DONE) return;
  result.fault = fault_of(code);
  result.reason = one_line(sqlite3_errmsg(handle_.get()));
}

void SqliteConnection::carry_out(DatabaseResult& result, std::int64_t key, TimePoint deadline) {
  sqlite3_busy_timeout(handle_.get(), ms_until(deadline));
  const auto rows = result.asked.rows;
  int code = SQLITE_DONE;
  for (std::uint64_t i = 0; i < rows && code == SQLITE_DONE; ++i) {
    code = look_up(result, key_to_find(i, rows));
  }
  sqlite3_busy_timeout(handle_.get(), ms_until(deadline));  // each statement's wait begins anew
  if (code == SQLITE_DONE) code = write(key);
  note(result, code);
}

}  // namespace lab
