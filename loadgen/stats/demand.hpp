// What a concurrency model allows: throughput and latency predicted from a request's demands alone.
#pragma once

#include <optional>
#include <string_view>

#include "common/clock.hpp"

namespace lab {

enum class Model { kProcess, kThread, kAsync };
/// "process", "thread", "async".
std::string_view model_name(Model model);
std::optional<Model> find_model(std::string_view name);

/// Mean demands of one request. Each part happens once a request, one after another.
struct Demand {
  Duration wait{};         // well-behaved waiting: an event loop lets go of its thread
  Duration hold{};         // waiting that holds the serving thread in every model
  Duration pool{};         // waiting or work that an event loop hands to its pool
  Duration cpu{};          // computing, on the serving thread
  Duration pool_cpu = {};  // the part of `pool` that computes

  Duration total() const { return wait + hold + pool + cpu; }
  Duration computing() const { return cpu + pool_cpu; }
};

/// CPU time that HTTP itself takes a request, whatever it asks for: 10 to 50 us were measured here
/// (`loadgen compare --workloads hello,io`), most of it the kernel's. Taken alike for all models.
inline constexpr Duration kUsualHttp = std::chrono::microseconds(25);

/// How a server runs.
struct Deployment {
  Model model = Model::kProcess;
  int workers = 1;
  int cores = 1;  // that it may use
  int pool = 4;   // threads a worker, async only
};

/// What runs out first.
enum class Bottleneck { kClients, kCores, kWorkers, kLoop, kPool };

struct Prediction {
  double per_second = 0;
  Duration latency{};
  Bottleneck bottleneck = Bottleneck::kClients;
};

/// The least of what each resource allows, in a closed loop of `connections` clients without think
/// time (bottleneck law; latency by Little's law): clients N/R, cores k/(S+C), process workers
/// w/R, event loops w/(H+S), pools w*p/P, with R the total, H hold, P pool, C what of it computes
/// and S cpu. A long-run
/// bound: it leaves out what HTTP itself costs, and a short window can lie a little above it.
/// Nothing when the request demands nothing.
std::optional<Prediction> predict(const Demand& demand, const Deployment& deployment,
                                  unsigned connections);

}  // namespace lab
