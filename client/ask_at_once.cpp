// A thread a request, all let go at the same moment.
#include "client/ask_at_once.hpp"

#include <algorithm>
#include <future>
#include <system_error>
#include <thread>

#include "client/timed_fetch.hpp"

namespace lab {
namespace {

enum class Go { kAsk, kLeave };

std::optional<Duration> served_time(const ReceivedReply& reply) {
  const auto steps = parse_server_timing(reply.field("Server-Timing"));
  if (steps.empty()) return std::nullopt;
  Duration sum{};
  for (const auto& step : steps) sum += step.took;
  return sum;
}

/// Its moments count from the epoch of the clock.
RequestFacts ask(const Url& url, Duration timeout) {
  RequestFacts facts;
  facts.started = Clock::now().time_since_epoch();
  const auto reply = timed_fetch(url, timeout);
  if (!reply) {
    facts.ended = Clock::now().time_since_epoch();
    facts.failure = reply.error().text;
    return facts;
  }
  facts.started = reply->started.time_since_epoch();
  facts.connected = reply->connected.time_since_epoch();
  facts.first_byte = reply->first_byte.time_since_epoch();
  facts.ended = reply->ended.time_since_epoch();
  facts.served = served_time(reply->reply);
  facts.answerer = parse_answerer(reply->reply.worker);
  facts.status = reply->reply.status;
  return facts;
}

void count_from_first_start(std::vector<RequestFacts>& all) {
  Duration first = Duration::max();
  for (const auto& facts : all) first = std::min(first, facts.started);
  for (auto& facts : all) {
    for (auto* moment : {&facts.started, &facts.connected, &facts.first_byte, &facts.ended}) {
      *moment -= first;
    }
  }
}

}  // namespace

Result<std::vector<RequestFacts>> ask_at_once(const Url& url, std::size_t count, Duration timeout) {
  std::vector<RequestFacts> all(count);
  std::promise<Go> signal;
  {
    const auto go = signal.get_future().share();
    std::vector<std::jthread> threads;
    try {
      for (auto& facts : all) {
        threads.emplace_back([&url, &facts, timeout, go] {
          if (go.get() == Go::kAsk) facts = ask(url, timeout);
        });
      }
    } catch (const std::system_error&) {
      signal.set_value(Go::kLeave);
      return problem("--requests: {} need a thread each, and this process may have only {}", count,
                     threads.size());
    }
    signal.set_value(Go::kAsk);
  }
  count_from_first_start(all);
  return all;
}

}  // namespace lab
