// What a request asks for, as data: steps to carry out and how, and what came of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/system/error_code.hpp>

#include "common/clock.hpp"
#include "server/model.hpp"

namespace lab {

/// Waits as I/O does: no CPU time.
struct Wait {
  Duration time{};
  friend bool operator==(const Wait&, const Wait&) = default;
};
/// Burns exactly this much CPU time of the thread that runs it.
struct Burn {
  Duration cpu{};
  friend bool operator==(const Burn&, const Burn&) = default;
};
/// Asks the upstream server to wait that long.
struct Network {
  Duration wait{};
  friend bool operator==(const Network&, const Network&) = default;
};
/// Counts the primes up to `most`.
struct Primes {
  std::uint64_t most = 0;
  friend bool operator==(const Primes&, const Primes&) = default;
};
/// Compresses that much text.
struct Compress {
  std::uint64_t bytes = 0;
  friend bool operator==(const Compress&, const Compress&) = default;
};
/// Runs that many inputs through a layer of a neural network.
struct Infer {
  std::uint64_t vectors = 0;
  friend bool operator==(const Infer&, const Infer&) = default;
};
/// Writes that much into a file, forces it to the disk and reads it back.
struct Disk {
  std::uint64_t bytes = 0;
  friend bool operator==(const Disk&, const Disk&) = default;
};
/// Looks that many rows of the database up by their keys, and writes one.
struct Database {
  std::uint64_t rows = 0;
  Duration wait{};  // in the database, before it answers; PostgreSQL alone can
  friend bool operator==(const Database&, const Database&) = default;
};
/// Whose counter: the worker's own, or the one that the admin process keeps for all workers.
enum class StateScope { kLocal, kShared };
std::string_view scope_name(StateScope scope);
std::optional<StateScope> find_scope(std::string_view name);

/// Adds one to a counter, `adds` times; no times: reads it.
struct State {
  StateScope scope = StateScope::kLocal;
  std::uint64_t adds = 0;
  friend bool operator==(const State&, const State&) = default;
};
/// Takes memory from the worker for the rest of its life.
struct Leak {
  std::uint64_t bytes = 0;
  friend bool operator==(const Leak&, const Leak&) = default;
};
/// Ends the worker at once, without a reply.
struct Crash {
  friend bool operator==(const Crash&, const Crash&) = default;
};
/// Stops the serving thread for ever.
struct Hang {
  friend bool operator==(const Hang&, const Hang&) = default;
};
using Work = std::variant<Wait, Burn, Network, Primes, Compress, Infer, Disk, Database, State, Leak,
                          Crash, Hang>;

/// "wait", "cpu", "state", ...: as replies and Server-Timing call it.
std::string_view work_name(const Work& work);
/// Of work that is measured in time.
std::optional<Duration> asked_time(const Work& work);

/// How an event loop runs a step: let go of the thread, hold it, or hand the step to the offload
/// pool. The blocking models hold their thread whatever this says.
enum class Via { kAwait, kBlock, kPool };
std::string_view via_name(Via via);
std::optional<Via> find_via(std::string_view name);

struct Step {
  Work work;
  Via via = Via::kBlock;
  friend bool operator==(const Step&, const Step&) = default;
};
using Job = std::vector<Step>;

/// What the steps ask for together, one after another.
Duration asked_time(const Job& job);

/// How far the adding got.
struct StateResult {
  State asked;
  std::uint64_t added = 0;  // for sure; with an error, at most one more
  std::uint64_t value = 0;  // of the counter after them
  boost::system::error_code error{};
};
struct LeakResult {
  std::uint64_t bytes = 0;
  std::uint64_t total = 0;  // of this worker, these included
};
struct NetworkResult {
  Network asked;
  int status = 0;    // of the upstream's reply
  int attempts = 0;  // two where a kept connection was stale
  boost::system::error_code error{};
};
struct PrimesResult {
  std::uint64_t most = 0;
  std::uint64_t count = 0;
};
struct CompressResult {
  std::uint64_t bytes = 0;
  std::uint64_t compressed = 0;  // bytes that came of them; versions of zlib may differ
  std::uint32_t checksum = 0;    // CRC-32 of the text
};
struct InferResult {
  std::uint64_t vectors = 0;
  std::uint64_t checksum = 0;  // FNV-1a over all outputs, word by word
};
struct DiskResult {
  std::uint64_t bytes = 0;
  std::uint32_t checksum = 0;  // CRC-32 of what was read back
  boost::system::error_code error{};
};
/// Why a database did not do what it was asked for.
enum class DatabaseFault {
  kNone,
  kNoConnection,  // all are busy, for too long
  kUnreachable,   // there was no connecting to it
  kTimedOut,
  kBroken,  // it said no, or its connection ended
  kBusy,    // another writes to the file, for too long
  kFull,
  kFailed  // the file cannot be used
};
inline constexpr std::string_view kSqlite = "sqlite";

struct DatabaseResult {
  Database asked;
  std::string_view engine{};   // kSqlite or "postgresql"
  std::uint64_t found = 0;     // rows
  std::uint32_t checksum = 0;  // CRC-32 of their names, in the order of their keys
  int attempts = 0;            // two where a kept connection was stale
  DatabaseFault fault = DatabaseFault::kNone;
  std::string reason{};  // in the database's words, on one line
};
/// What a step came to, besides its time.
using StepResult = std::variant<std::monostate, NetworkResult, PrimesResult, CompressResult,
                                InferResult, DiskResult, DatabaseResult, StateResult, LeakResult>;

struct StepOutcome {
  std::string_view work;  // work_name()
  Via ran = Via::kBlock;  // how it really ran
  std::optional<Duration> asked{};
  Duration took{};  // wall time, queueing for the pool included
  Duration cpu{};   // of the thread that ran it; zero when awaited
  StepResult result{};
};

/// Why a job did not get done: its next step found no place in the pool, or its last one failed.
enum class JobFault {
  kNone,
  kPoolFull,
  kStateFailed,
  kDiskFailed,
  kNetworkFailed,
  kDatabaseFailed
};

struct Outcome {
  Identity who;
  std::vector<StepOutcome> steps;
  JobFault fault = JobFault::kNone;
};

}  // namespace lab
