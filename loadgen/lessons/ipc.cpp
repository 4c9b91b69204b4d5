// ipc: processes talk slowly to each other.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "ipc", "Processes talk slowly to each other.",
    "Threads see the same memory: a counter is one atomic number to all of them, and adding to it "
    "takes nanoseconds. Processes do not: the same line of code counts apart in every worker, and "
    "nobody notices until the sum is wrong. What is to be shared has to be kept somewhere, here in "
    "one more process behind a Unix socket, and each add is a message there and one back: some "
    "system calls and two switches of the processor, thousands of times as long as the add. That "
    "is so in every model; what threads gain is that they need not. Fewer, larger messages help, "
    "and so does not sharing at all."};

constexpr int kClients = 4;  // and as many workers
constexpr int kAdds = 1000;  // a request
constexpr int kRequests = 2;
constexpr int kTotal = kClients * kRequests * kAdds;
constexpr auto kPatience = std::chrono::seconds(10);

struct State {
  double value = 0;
  double took = 0;
};

/// From the reply of /state.
Result<State> state_of(const Client& client) {
  if (!client.good()) return problem("/state answered {}", client.reply().status);
  try {
    const auto body = boost::json::parse(client.reply().body);
    return State{body.at("value").to_number<double>(),
                 body.at("took_ms").to_number<double>() / 1e3};
  } catch (const std::exception& error) {
    return problem("the reply of /state is not understood: {}", error.what());
  }
}

/// Each connection asks, alone, which is timed; then all at once. Where connections hold their
/// workers, each counts in a worker of its own.
Result<Readings> measure(Trial& trial, const std::string& target) {
  Crowd crowd(trial.server.url(), trial.keep_going(), Keep::kEverything);
  const auto deadline = Clock::now() + kPatience;
  const auto settled = crowd.settle(kClients, "/hello", deadline);
  if (!settled) return settled.error();
  double took = 0;
  for (auto& client : crowd.clients()) {
    crowd.ask(client, target);
    crowd.run(deadline);
    if (trial.cut_short()) return Readings();
    const auto state = state_of(client);
    if (!state) return state.error();
    took += state->took;
  }
  for (auto& client : crowd.clients()) crowd.ask(client, target);
  crowd.run(deadline);
  if (trial.cut_short()) return Readings();
  double largest = 0;
  for (const auto& client : crowd.clients()) {
    const auto state = state_of(client);
    if (!state) return state.error();
    largest = std::max(largest, state->value);
  }
  Readings readings;
  readings.set(Quantity::kAddTime, took / (kClients * kAdds));
  readings.set(Quantity::kAddsCounted, largest);
  return readings;
}

LessonPlan plan(const Setting&) {
  LessonPlan plan;
  Chart chart{.kind = ChartKind::kBars,
              .title = "Time of an add to a counter",
              .unit = Unit::kTime,
              .scale = Scale::kLogarithmic};
  const auto add = [&](std::string_view model, const ServerOptionList& options,
                       std::string_view scope) {
    const auto target = fmt::format("/state?scope={}&n={}", scope, kAdds);
    return plan.add({{fmt::format("{}, {}", model, scope), options,
                      fmt::format("{} connections ask for {}, one after another, then all at once",
                                  kClients, target)},
                     std::chrono::milliseconds(500),
                     [target](Trial& trial) { return measure(trial, target); }});
  };
  const auto both = [&](const std::string& model, const ServerOptionList& options,
                        double local_adds, std::string counts) {
    const auto local = add(model, options, "local");
    const auto shared = add(model, options, "shared");
    chart.bars.push_back(
        {plan.arms[local].facts.name, plan.at_most(of(local, Quantity::kAddTime), 100e-9,
                                                   "one instruction on memory: 100 ns at most")});
    chart.bars.push_back({plan.arms[shared].facts.name,
                          plan.at_least(of(shared, Quantity::kAddTime), 2e-6,
                                        "send, switch, answer, switch: 2 us at least")});
    plan.headline = plan.at_least(times(shared, local, Quantity::kAddTime), 100,
                                  "microseconds against nanoseconds: 100 at least");
    plan.exactly(of(local, Quantity::kAddsCounted), local_adds, std::move(counts));
    plan.exactly(of(shared, Quantity::kAddsCounted), kTotal,
                 fmt::format("all adds: {} x {} x {}", kClients, kRequests, kAdds));
  };
  both("thread", thread_server(), kTotal,
       fmt::format("all adds: {} x {} x {}", kClients, kRequests, kAdds));
  both(times_text("process", kClients), process_server(kClients, {"--keep-alive", "on"}),
       1.0 * kTotal / kClients, fmt::format("its own alone: {} x {}", kRequests, kAdds));
  plan.charts = {chart};
  return plan;
}

}  // namespace

Lesson ipc() { return {kText, plan}; }

}  // namespace lab
