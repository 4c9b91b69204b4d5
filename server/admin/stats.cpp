// Gathers the rows of /stats.
#include "server/admin/stats.hpp"

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <utility>

#include "common/machine.hpp"
#include "common/net/address.hpp"
#include "common/net/listener.hpp"
#include "server/models/async_loop.hpp"
#include "server/process_end.hpp"

namespace lab {
namespace {

using boost::json::object;

std::uint64_t read(const Counter& counter) { return counter.load(std::memory_order_relaxed); }

object request_stats(const WorkerTotals& sum) {
  object requests{
      {"started", sum.started}, {"finished", sum.finished}, {"lost", sum.lost_requests}};
  for (std::size_t i = 0; i < sum.by_class.size(); ++i)
    requests[fmt::format("{}xx", i + 1)] = sum.by_class[i];
  return requests;
}

object connection_stats(const WorkerSlot& slot, const WorkerTotals& sum) {
  object ended;
  for (std::size_t i = 0; i < kEndings; ++i)
    ended[ending_name(static_cast<Ending>(i))] = sum.endings[i];
  return {{"open", sum.open()},
          {"accepted", sum.accepted},
          {"closed", sum.closed},
          {"lost", sum.lost_connections},
          {"turned_away", read(slot.refused_connections)},
          {"accept_faults", read(slot.accept_faults)},
          {"ended", std::move(ended)}};
}

object loop_stats(const WorkerSlot& slot, TimePoint now) {
  const auto lag = slot.lag.snapshot();
  const auto ms = [](std::uint64_t microseconds) {
    return static_cast<double>(microseconds) / 1000;
  };
  const std::int64_t heartbeat = slot.life().heartbeat;
  const TimePoint beat{Duration(heartbeat)};
  return {{"lag_now_ms", heartbeat == 0 ? 0.0 : to_ms(lag_now(beat, now))},
          {"lag_beats", lag.count()},
          {"lag_p50_ms", ms(lag.percentile(50).value_or(0))},
          {"lag_p99_ms", ms(lag.percentile(99).value_or(0))},
          {"lag_max_ms", ms(lag.max())}};
}

object pool_stats(const PoolTotals& pool, int threads) {
  const auto busy = std::min<std::uint64_t>(pool.inside(), static_cast<std::uint64_t>(threads));
  return {{"threads", threads},
          {"busy", busy},
          {"queued", pool.inside() - busy},
          {"finished", pool.finished},
          {"refused", pool.refused}};
}

object database_stats(const DatabaseTotals& database, int connections) {
  return {{"connections", connections},
          {"busy", database.busy()},
          {"waiting", database.waiting()},
          {"granted", database.granted},
          {"refused", database.refused}};
}

/// A worker that retires beside the one that the row is about.
void add_retiree(object& row, const WorkerLife& life) {
  const pid_t pid = life.pid;
  if (life.state != WorkerState::kRetiring || pid == 0) return;
  object retiree{{"pid", pid}};
  if (const auto facts = read_process(pid)) {
    retiree["threads"] = facts->threads;
    retiree["rss_bytes"] = facts->rss;
    retiree["cpu_s"] = to_seconds(facts->cpu);
  }
  row["retiring"] = std::move(retiree);
}

void add_process(object& row, const WorkerSlot& slot, TimePoint now, ExactMemoryReader* memory) {
  const pid_t pid = slot.life().pid;
  const auto facts = read_process(pid);
  if (pid == 0 || !facts) return;
  row["threads"] = facts->threads;
  row["rss_bytes"] = facts->rss;
  row["peak_rss_bytes"] = facts->peak_rss;
  row["page_table_bytes"] = facts->page_tables;
  row["cpu_s"] = to_seconds(facts->cpu);
  row["switches"] =
      object{{"voluntary", facts->switches_voluntary + read(slot.exited_switches_voluntary)},
             {"involuntary", facts->switches_involuntary + read(slot.exited_switches_involuntary)}};
  if (memory == nullptr) return;
  if (const auto exact = memory->of(pid, now)) {
    row["pss_bytes"] = exact->pss;
    row["private_bytes"] = exact->private_bytes;
  }
}

/// Says nothing of what has not happened yet.
void add_restarts(object& row, const WorkerSlot& slot) {
  row["restarts"] = read(slot.restarts);
  if (row["restarts"] != 0) row["last_restart_ms"] = to_ms(Duration(slot.last_restart.load()));
  if (const int end = slot.last_end; end != WorkerSlot::kNoEnd) row["last_end"] = describe_end(end);
  if (const auto hung = read(slot.hung); hung != 0) row["hung"] = hung;
}

/// Who a worker is and where it stands, never of two: another may be taking its place just now.
std::pair<pid_t, WorkerState> pid_and_state(const WorkerLife& life) {
  for (;;) {
    const pid_t pid = life.pid;
    const WorkerState state = life.state;
    if (life.pid == pid) return {pid, state};
  }
}

}  // namespace

Duration lag_now(TimePoint last_beat, TimePoint now) {
  return std::max<Duration>(Duration::zero(), now - last_beat - AsyncLoop::kBeat);
}

object worker_stats(int index, const WorkerSlot& slot, const ServerOptions& options, TimePoint now,
                    ExactMemoryReader* memory) {
  const auto sum = slot.totals();
  const auto& life = slot.life();
  const auto [pid, state] = pid_and_state(life);
  const TimePoint started{Duration(life.started_at.load())};
  object row{{"slot", index},
             {"pid", pid},
             {"state", worker_state_name(state)},
             {"generation", slot.generation.load()},
             {"uptime_s", to_seconds(now - started)},
             {"in_flight", sum.in_flight()},
             {"requests", request_stats(sum)},
             {"connections", connection_stats(slot, sum)}};
  add_restarts(row, slot);
  add_retiree(row, slot.other_life());
  if (!options.access_log.empty()) row["access_lines_lost"] = read(slot.access_lines_lost);
  row["database"] = database_stats(slot.database_totals(), options.database_connections);
  add_process(row, slot, now, memory);
  if (options.model == ModelKind::kAsync) {
    row["loop"] = loop_stats(slot, now);
    row["pool"] = pool_stats(slot.pool_totals(), options.pool);
  }
  return row;
}

object listen_stats(int listener) {
  const auto queue = listen_queue(listener);
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t length = sizeof memory;
  getsockopt(listener, SOL_SOCKET, SO_MEMINFO, memory.data(), &length);
  return {{"address", local_address(listener).text()},
          {"queue", queue.length},
          {"capacity", queue.capacity},
          {"drops", memory[SK_MEMINFO_DROPS]}};
}

object server_stats(const ServerOptions& options, const Scoreboard& scoreboard,
                    const Listeners& listeners, TimePoint now, ExactMemoryReader* memory) {
  boost::json::array workers;
  for (int i = 0; i < scoreboard.size(); ++i) {
    workers.push_back(worker_stats(i, scoreboard.slot(i), options, now, memory));
  }
  boost::json::array queues;
  for (const auto& listener : listeners.workers) queues.push_back(listen_stats(listener.get()));
  return {{"version", LAB_VERSION},
          {"model", model_name(options.model)},
          {"cores", usable_cores()},
          {"workers_wanted", options.workers},
          {"workers_ready", scoreboard.ready_workers()},
          {"restarts", scoreboard.restarts()},
          {"workers", std::move(workers)},
          {"listen", std::move(queues)}};
}

}  // namespace lab
