// The database before the first fork: SQLite's file made, PostgreSQL's table there.
#pragma once

#include <unistd.h>

#include <string>

#include "common/net/unique_fd.hpp"
#include "common/result.hpp"
#include "server/work/database_source.hpp"

namespace lab {

/// A folder that goes with the object which owns it, with all that is in it. A forked child's copy
/// of the object leaves it alone. `held` is a lock on it: what a killed server could not remove,
/// the next one knows by it that nobody needs.
class OwnFolder {
 public:
  OwnFolder() = default;  // none
  OwnFolder(std::string path, UniqueFd held)
      : path_(std::move(path)), held_(std::move(held)), owner_(getpid()) {}
  OwnFolder(OwnFolder&& other) noexcept;
  OwnFolder& operator=(OwnFolder&& other) noexcept;
  ~OwnFolder();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  UniqueFd held_;
  pid_t owner_ = 0;
};

class PreparedDatabase {
 public:
  PreparedDatabase(DatabaseSource source, OwnFolder folder)
      : source_(std::move(source)), folder_(std::move(folder)) {}
  const DatabaseSource& source() const { return source_; }

 private:
  DatabaseSource source_;
  OwnFolder folder_;
};

/// No URL: SQLite, in a folder of its own in `data_dir`. A file that cannot be made there is a
/// warning in the log, and an error of those requests that want it: a server without a writable
/// folder still has all its other endpoints. A PostgreSQL that cannot be used is a problem:
/// somebody asked for it by name.
Result<PreparedDatabase> prepare_database(const std::string& url, const std::string& data_dir);

}  // namespace lab
