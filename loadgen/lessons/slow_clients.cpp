// slow-clients: slow clients cost each model something else.
#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lab/memory_gauge.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "slow-clients", "Slow clients cost each model something else.",
    "A client on a bad line, or a malicious one, sends its request a byte at a time. Somebody has "
    "to wait for the rest. A worker process does nothing else meanwhile: with 40 such clients "
    "ahead and 4 workers, a good request waits for ten header timeouts, one after another. In the "
    "thread model each costs a thread, with its stack; in async a few KiB, since a coroutine that "
    "waits for bytes is data. There a good request notices nothing. A timeout for the whole head "
    "bounds the cost in every model. Servers of processes are therefore put behind a proxy that "
    "collects requests first."};

constexpr int kSlow = 40;
constexpr int kWorkers = 4;
constexpr auto kHeaderTimeout = std::chrono::milliseconds(500);
constexpr auto kByteEvery = std::chrono::milliseconds(25);
constexpr auto kPatience = std::chrono::seconds(15);
constexpr int kBatches = (kSlow + kWorkers - 1) / kWorkers;
constexpr double kTolerance = 0.1;
constexpr double kFewKiB = 8 * 1024;
constexpr std::string_view kHeader = "GET /hello HTTP/1.1\r\nX-Slow: ";

/// One more byte from each that is still waited for.
void dribble(Crowd& crowd, std::size_t sent) {
  const auto byte = sent < kHeader.size() ? kHeader.substr(sent, 1) : std::string_view("a");
  for (auto& client : crowd.clients()) {
    if (client.under_way()) client.add(byte);
  }
}

/// Serves the slow ones, byte by byte, until the good client has its reply.
void run(Crowd& slow, Crowd& good, const KeepGoing& keep_going) {
  const auto deadline = Clock::now() + kPatience;
  const auto leave = [](Client& client) { client.close(); };
  std::size_t sent = 1;
  auto next_byte = Clock::now() + kByteEvery;
  while (good.clients().front().under_way() && Clock::now() < deadline && keep_going()) {
    constexpr auto kTurn = std::chrono::milliseconds(1);
    good.look(Clock::now() + kTurn);
    slow.look(Clock::now() + kTurn, leave);
    if (Clock::now() < next_byte) continue;
    dribble(slow, sent++);
    next_byte += kByteEvery;
  }
}

Result<Readings> measure(Trial& trial) {
  const auto keep_going = trial.keep_going();
  MemoryGauge gauge(trial.server.admin(), keep_going);
  const auto before = gauge.read();
  if (!before) return before.error();
  if (!gauge.wait()) return Readings();

  Crowd slow(trial.server.url(), keep_going);
  for (int i = 0; i < kSlow; ++i) slow.add().ask(std::string(kHeader.substr(0, 1)));
  Crowd good(trial.server.url(), keep_going);
  good.join(1, "/hello");
  run(slow, good, keep_going);
  const auto during = gauge.read();
  if (!during) return during.error();

  Readings readings;
  const auto& client = good.clients().front();
  if (client.good())
    readings.set(Quantity::kGoodRequest, to_seconds(client.ended_at() - client.asked_at()));
  readings.set(Quantity::kMoreThreads, during->threads - before->threads);
  const auto memory = [](const ServerSample& s) {
    return static_cast<double>(s.private_memory + s.page_tables);
  };
  readings.set(Quantity::kConnectionMemory, (memory(*during) - memory(*before)) / (kSlow + 1));
  return readings;
}

Arm arm_of(std::string name, ServerOptionList options, Duration waits) {
  return {{std::move(name), std::move(options),
           fmt::format("{} connections send a header a byte at a time; then a good client asks for "
                       "/hello",
                       kSlow)},
          waits + std::chrono::milliseconds(1350),
          measure};
}

LessonPlan plan(const Setting&) {
  const ServerOptionList timeout{"--header-timeout", format_setting(kHeaderTimeout)};
  const auto wait = kBatches * kHeaderTimeout;
  LessonPlan plan;
  const auto process =
      plan.add(arm_of(times_text("process", kWorkers), process_server(kWorkers, timeout), wait));
  const auto thread = plan.add(arm_of("thread", thread_server(timeout), {}));
  const auto async = plan.add(arm_of("async", async_server(timeout), {}));

  Chart chart{.kind = ChartKind::kBars,
              .title = "How long a good request takes behind 40 slow clients",
              .unit = Unit::kTime,
              .scale = Scale::kLogarithmic};
  chart.bars.push_back({plan.arms[process].facts.name,
                        plan.near(of(process, Quantity::kGoodRequest), to_seconds(wait),
                                  fmt::format("ceil({} / {}) x header timeout = {} x {}", kSlow,
                                              kWorkers, kBatches, format_setting(kHeaderTimeout)),
                                  kTolerance)});
  for (const auto arm : {thread, async}) {
    const auto check = plan.at_most(of(arm, Quantity::kGoodRequest), to_seconds(kHeaderTimeout) / 5,
                                    "nobody is in its way: a fifth of one header timeout at most");
    chart.bars.push_back({plan.arms[arm].facts.name, check});
  }
  plan.headline = plan.at_least(times(process, async, Quantity::kGoodRequest), 20,
                                "whole header timeouts against none: 20 at least");
  plan.exactly(of(process, Quantity::kMoreThreads), 0, "a worker has one thread");
  plan.exactly(of(thread, Quantity::kMoreThreads), kSlow + 1,
               fmt::format("one for each connection: {} slow ones and the good one", kSlow));
  plan.exactly(of(async, Quantity::kMoreThreads), 0, "one loop for all");
  plan.at_most(of(async, Quantity::kConnectionMemory), kFewKiB,
               "a coroutine and half a header: two pages at most");
  plan.charts = {chart};
  return plan;
}

}  // namespace

Lesson slow_clients() { return {kText, plan}; }

}  // namespace lab
