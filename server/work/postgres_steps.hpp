// Connecting to PostgreSQL and asking it, step by step and without waiting.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "server/work/postgres.hpp"

namespace lab {

/// A connection that is being made, or whose message says why there is none; null without memory.
PostgresConnection begin_postgres(const DatabaseSource& source);

class PostgresConnecting {
 public:
  explicit PostgresConnecting(pg_conn* connection) : connection_(connection) {}

  /// The event to wait for (POLLIN, POLLOUT), or 0 when it is over.
  short go_on();
  int socket() const;
  const std::string& reason() const { return reason_; }  // empty: it is connected

 private:
  short fail();

  pg_conn* connection_;
  bool begun_ = false;
  std::string reason_;
};

/// A query on a connection that nothing else runs on.
class PostgresQuery {
 public:
  PostgresQuery(pg_conn* connection, const std::string& sql);

  /// As above.
  short go_on();
  int socket() const;
  const std::string& reason() const { return reason_; }      // empty: it went well
  std::string_view sql_state() const { return sql_state_; }  // of the reason, if the server gave it

  bool lost() const { return lost_; }    // the connection
  bool begun() const { return begun_; }  // an answer has come

  /// The first column of a row of the last answer.
  std::string_view value(int row) const;
  void add_rows_to(DatabaseResult& result) const;

 private:
  short fail();
  void take(PostgresAnswer answer);

  pg_conn* connection_;
  PostgresAnswer last_;
  std::string reason_;
  std::string sql_state_;
  bool flushed_ = false;
  bool lost_ = false;
  bool begun_ = false;
};

}  // namespace lab
