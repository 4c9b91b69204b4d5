// The tables.
#include "loadgen/compare/matrix.hpp"

namespace lab {
namespace {

constexpr std::string_view kComputing =
    "It computes, for how long depends on the machine: processes, threads and an event loop a core "
    "have all cores for it, one event loop has one.";

}  // namespace

using std::chrono::milliseconds;

const std::vector<ServerKind>& server_kinds() {
  static const std::vector<ServerKind> kKinds{
      {"process", Model::kProcess, {"--model", "process", "--workers", "auto"}},
      {"thread", Model::kThread, {"--model", "thread"}},
      {"async", Model::kAsync, {"--model", "async"}},
      {"hybrid", Model::kAsync, {"--model", "async", "--workers", "auto"}}};
  return kKinds;
}

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> kWorkloads{
      {"hello", "the cheapest request: what HTTP itself costs", {{1, "/hello"}}, 64, {}, {}},
      {"io",
       "every request waits 50 ms, as for a database",
       {{1, "/io?ms=50"}},
       200,
       {.wait = milliseconds(50)},
       {}},
      {"cpu",
       "every request computes for 5 ms",
       {{1, "/cpu?ms=5"}},
       16,
       {.cpu = milliseconds(5)},
       {}},
      {"blocking",
       "one request in ten makes a blocking call of 50 ms",
       {{90, "/io?ms=50"}, {10, "/block?ms=50"}},
       200,
       {.wait = milliseconds(45), .hold = milliseconds(5)},
       {}},
      {"offloaded",
       "the same, with the blocking calls handed to a pool",
       {{90, "/io?ms=50"}, {10, "/io?ms=50&via=pool"}},
       200,
       {.wait = milliseconds(45), .pool = milliseconds(5)},
       {"--pool", "16"}},
      {"mix",
       "40 ms of waiting and 2 ms of computing",
       {{1, "/mix?io=40&cpu=2"}},
       100,
       {.wait = milliseconds(40), .cpu = milliseconds(2)},
       {}}};
  return kWorkloads;
}

const std::vector<Workload>& real_workloads() {
  static const std::vector<Workload> kWorkloads{
      {"network",
       "every request calls another server, which takes 50 ms",
       {{1, "/io/network?ms=50"}},
       100,
       {.wait = milliseconds(50)},
       {}},
      {"database",
       "every request reads a hundred rows by their keys and writes one",
       {{1, "/io/database?rows=100"}},
       32,
       {},
       {},
       "SQLite computes here, a writer at a time, and an event loop hands it to its pool; "
       "PostgreSQL computes elsewhere, for as many at a time as have a connection."},
      {"disk",
       "every request writes a file, forces it to the disk and reads it",
       {{1, "/io/disk?kb=64"}},
       32,
       {},
       {},
       "The disk sets the pace; processes wait for as many files at a time as there are workers, "
       "event loops for as many as their pools have threads."},
      {"primes",
       "every request counts the primes up to a million",
       {{1, "/cpu/primes?n=1000000"}},
       16,
       {},
       {},
       kComputing},
      {"compress",
       "every request compresses 256 KiB of text with zlib",
       {{1, "/cpu/compress?kb=256"}},
       16,
       {},
       {},
       kComputing},
      {"infer",
       "every request runs 100 inputs through a layer of a neural network",
       {{1, "/cpu/infer?n=100"}},
       16,
       {},
       {},
       kComputing}};
  return kWorkloads;
}

}  // namespace lab
