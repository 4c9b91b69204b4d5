// Fetches /stats and adds its rows up.
#include "loadgen/lab/admin_client.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "common/net/fetch.hpp"
#include "common/net/poll.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr Duration kPatience = std::chrono::seconds(5);
constexpr Duration kLookEvery = std::chrono::milliseconds(50);

using boost::json::object;

std::uint64_t count_in(const object& row, std::string_view key) {
  const auto* value = row.if_contains(key);
  if (value == nullptr || !value->is_number()) return 0;
  return value->to_number<std::uint64_t>();
}

void add_pool(const object& pool, ServerSample& sample) {
  sample.pool = static_cast<int>(count_in(pool, "threads"));
  sample.pool_busy += count_in(pool, "busy");
  sample.pool_queued += count_in(pool, "queued");
  sample.pool_refused += count_in(pool, "refused");
}

void add_worker(const object& row, ServerSample& sample) {
  sample.finished += count_in(row.at("requests").as_object(), "finished");
  sample.in_flight += count_in(row, "in_flight");
  sample.threads += static_cast<int>(count_in(row, "threads"));
  sample.memory +=
      row.contains("pss_bytes") ? count_in(row, "pss_bytes") : count_in(row, "rss_bytes");
  sample.private_memory += count_in(row, "private_bytes");
  sample.page_tables += count_in(row, "page_table_bytes");
  if (const auto* cpu = row.if_contains("cpu_s"))
    sample.cpu += from_seconds(cpu->to_number<double>());
  if (const auto* switches = row.if_contains("switches")) {
    sample.switches += count_in(switches->as_object(), "voluntary");
    sample.switches += count_in(switches->as_object(), "involuntary");
  }
  if (const auto* pool = row.if_contains("pool")) add_pool(pool->as_object(), sample);
  if (const auto* connections = row.if_contains("connections"))
    sample.turned_away += count_in(connections->as_object(), "turned_away");
  if (const auto* loop = row.if_contains("loop")) {
    const auto lag = loop->as_object().at("lag_now_ms").to_number<double>();
    sample.lag = std::max(sample.lag, from_seconds(lag / 1000));
  }
}

ServerSample add_up(const object& stats) {
  ServerSample sample;
  sample.at = Clock::now();
  sample.model = stats.at("model").as_string();
  sample.workers = static_cast<int>(count_in(stats, "workers_wanted"));
  sample.cores = static_cast<int>(count_in(stats, "cores"));
  for (const auto& row : stats.at("workers").as_array()) add_worker(row.as_object(), sample);
  for (const auto& queue : stats.at("listen").as_array()) {
    sample.queued += count_in(queue.as_object(), "queue");
    sample.drops += count_in(queue.as_object(), "drops");
  }
  return sample;
}

}  // namespace

Result<ServerSample> sample_server(const Url& admin, MemoryCost cost) {
  const auto url = admin.with_target(cost == MemoryCost::kExact ? "/stats?pss=1" : "/stats");
  const auto fetched = fetch(url, kPatience);
  if (!fetched) return fetched.error();
  if (fetched->reply.status != 200)
    return problem("{} answered {}", url.text(), fetched->reply.status);
  try {
    return add_up(boost::json::parse(fetched->reply.body).as_object());
  } catch (const std::exception& error) {
    return problem("{} is not the /stats of a Concurrency Lab server: {}", url.text(),
                   error.what());
  }
}

Result<void> wait_until_idle(const Url& admin, Duration patience) {
  const auto deadline = Clock::now() + patience;
  for (;;) {
    const auto sample = sample_server(admin, MemoryCost::kCheap);
    if (!sample) return sample.error();
    if (sample->in_flight == 0 && sample->queued == 0) return {};
    if (Clock::now() >= deadline) {
      return problem("{} is still busy after {}: {} requests in flight, {} connections queued",
                     admin.text(), format_setting(patience), sample->in_flight, sample->queued);
    }
    wait_any({}, Clock::now() + kLookEvery);
  }
}

}  // namespace lab
