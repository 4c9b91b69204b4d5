// A database query: waits for one of the worker's connections, looks rows up by their keys and
// writes one. SQLite has no coroutine form: it is a library that works in the calling thread.
#pragma once

#include "server/gil.hpp"
#include "server/job.hpp"
#include "server/task.hpp"
#include "server/work/database_pool.hpp"

namespace lab {

/// How long a request waits for a connection. And how much longer than it was asked to wait the
/// database may then take, connecting included.
inline constexpr Duration kDatabasePatience = std::chrono::seconds(5);

/// Both read, and then write; a failure is in the result. A kept connection to PostgreSQL that ends
/// before a row has come is replaced by a new one, once: nothing was written then. What fails later
/// is not tried again, since the write may have been done. Both give the lock up, if there is one,
/// which the calling thread must hold.
DatabaseResult block(const Database& asked, DatabasePool& pool, Gil* gil);
/// PostgreSQL alone.
Task<DatabaseResult> await(Database asked, DatabasePool& pool, LoopExecutor loop, Gil* gil);

}  // namespace lab
