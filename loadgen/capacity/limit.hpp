// What of a server ran out first, from what its admin port told while it failed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/clock.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

enum class FirstLimit { kCpu, kLoop, kWorkers, kPool, kListenQueue, kConnections, kUnknown };
/// In their order.
inline constexpr std::array<std::string_view, 7> kLimitNames{
    "cpu", "loop", "workers", "pool", "listen_queue", "connections", "unknown"};
std::string_view limit_name(FirstLimit limit);

/// How full a server was while a step was measured, from several looks at its admin port.
struct ServerFill {
  Model model = Model::kProcess;
  int workers = 0;
  int cores = 0;            // that it may use
  int looks = 0;            // inside the window
  double cpu_share = 0;     // of all workers together; 1 is one core
  double workers_busy = 0;  // share of looks at which every worker had a request, 0 to 1
  double pool_full = 0;     // share of looks at which every pool thread worked and more waited
  double queue_seen = 0;    // share of looks at which connections waited to be accepted
  Duration lag{};           // of loops: the median of the looks
  std::uint64_t refused_by_pool = 0;
  std::uint64_t drops = 0;        // of connections, since their queue was full
  std::uint64_t turned_away = 0;  // connections, above a worker's limit
};

/// The one that everything else waits for: a core that is used up explains a late loop and busy
/// workers, these explain a queue of connections. kUnknown where nothing was seen to be full, or
/// nothing was seen.
FirstLimit find_limit(const std::optional<ServerFill>& fill);

}  // namespace lab
