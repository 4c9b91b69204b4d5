// The default matrix.
#include "loadgen/compare/matrix.hpp"

namespace lab {

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

}  // namespace lab
