// SQLite, as a file that all workers use.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "server/job.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace lab {

/// Makes the file, which must not be there yet, with its rows. Nothing of it stays open: no handle
/// may live through a fork.
Result<void> seed_sqlite(const std::string& file);

/// One handle and its prepared statements, for one thread at a time.
class SqliteConnection {
 public:
  /// Null when that fails; the result then says why. Makes no file: a missing one is a fault. The
  /// deadline is as below.
  static std::unique_ptr<SqliteConnection> open(const std::string& file, DatabaseResult& result,
                                                TimePoint deadline);

  /// Looks the rows up and writes the one of `key`. The deadline is for the locks of other writers.
  void carry_out(DatabaseResult& result, std::int64_t key, TimePoint deadline);

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Handle = std::unique_ptr<sqlite3, Close>;
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
  friend Result<void> seed_sqlite(const std::string& file);

  static int open_handle(Handle& handle, const std::string& file, int flags);
  int prepare(TimePoint deadline);
  Statement prepared(std::string_view sql);
  int look_up(DatabaseResult& result, std::int64_t key);
  int write(std::int64_t key);
  void note(DatabaseResult& result, int code);

  Handle handle_;
  Statement look_up_;
  Statement write_;
};

}  // namespace lab
