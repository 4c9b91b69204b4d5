// The bottleneck law over the resources of each model.
#include "loadgen/stats/demand.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace lab {
namespace {

/// Requests a second that `servers` parallel servers finish at `demand` each; no demand, no limit.
double capacity(double servers, Duration demand) {
  if (demand <= Duration::zero()) return std::numeric_limits<double>::infinity();
  return servers / to_seconds(demand);
}

constexpr std::array<std::string_view, 3> kModelNames{"process", "thread", "async"};

struct Resource {
  Bottleneck name;
  double per_second;
};

}  // namespace

std::string_view model_name(Model model) { return kModelNames[static_cast<std::size_t>(model)]; }

std::optional<Model> find_model(std::string_view name) {
  const auto found = std::find(kModelNames.begin(), kModelNames.end(), name);
  if (found == kModelNames.end()) return std::nullopt;
  return static_cast<Model>(found - kModelNames.begin());
}

std::optional<Prediction> predict(const Demand& demand, const Deployment& deployment,
                                  unsigned connections) {
  const auto none = std::numeric_limits<double>::infinity();
  const bool process = deployment.model == Model::kProcess;
  const bool async = deployment.model == Model::kAsync;
  const double workers = deployment.workers;
  // In this order: of equal limits the first is named.
  const std::array<Resource, 5> resources{
      {{Bottleneck::kClients, capacity(connections, demand.total())},
       {Bottleneck::kCores, capacity(deployment.cores, demand.computing())},
       {Bottleneck::kWorkers, process ? capacity(workers, demand.total()) : none},
       {Bottleneck::kLoop, async ? capacity(workers, demand.hold + demand.cpu) : none},
       {Bottleneck::kPool, async ? capacity(workers * deployment.pool, demand.pool) : none}}};
  const auto least =
      std::min_element(resources.begin(), resources.end(),
                       [](const auto& a, const auto& b) { return a.per_second < b.per_second; });
  if (least->per_second == none) return std::nullopt;
  return Prediction{least->per_second, from_seconds(connections / least->per_second), least->name};
}

}  // namespace lab
