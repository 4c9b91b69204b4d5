// Counting of workers and threads, and of spans that overlap.
#include "client/overview.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace lab {
namespace {

using namespace std::chrono_literals;

/// The part of a span that is sure to lie within the true one.
Span sure_part(const Span& span) {
  const auto error = std::max<Duration>(1ms, (span.end - span.begin) / 10);
  return {span.begin + error, span.end - error};
}

/// Nothing when a span is too short to have a sure part.
std::optional<std::size_t> most_at_once(const std::vector<Span>& spans) {
  std::vector<std::pair<Duration, int>> changes;
  for (const auto& span : spans) {
    const auto sure = sure_part(span);
    if (sure.begin >= sure.end) return std::nullopt;
    changes.emplace_back(sure.begin, 1);
    changes.emplace_back(sure.end, -1);
  }
  std::sort(changes.begin(), changes.end());  // at one moment, ends come first
  int now = 0;
  int most = 0;
  for (const auto& [moment, change] : changes) most = std::max(most, now += change);
  return static_cast<std::size_t>(most);
}

std::optional<Overview::Service> service_of(const std::vector<RequestFacts>& good) {
  if (good.empty()) return std::nullopt;
  Overview::Service service;
  service.shortest = Duration::max();
  std::vector<Span> spans;
  for (const auto& facts : good) {
    const auto span = service_span(facts);
    if (!span) return std::nullopt;
    spans.push_back(*span);
    service.shortest = std::min(service.shortest, *facts.served);
    service.longest = std::max(service.longest, *facts.served);
    service.sum += *facts.served;
  }
  service.most_at_once = most_at_once(spans);
  return service;
}

void count_answerers(const std::vector<RequestFacts>& good, Overview& overview) {
  std::set<int> workers;
  std::set<Answerer> threads;
  for (const auto& facts : good) {
    if (!facts.answerer) return;
    workers.insert(facts.answerer->slot);
    threads.insert(*facts.answerer);
  }
  overview.workers = workers.size();
  overview.threads = threads.size();
}

}  // namespace

std::optional<Span> service_span(const RequestFacts& facts) {
  if (!facts.replied() || !facts.served) return std::nullopt;
  return Span{std::max(facts.connected, facts.first_byte - *facts.served), facts.first_byte};
}

Overview summarize(const std::vector<RequestFacts>& all) {
  std::vector<RequestFacts> good;
  std::copy_if(all.begin(), all.end(), std::back_inserter(good),
               [](const RequestFacts& facts) { return facts.good(); });
  Overview overview;
  overview.asked = all.size();
  overview.good = good.size();
  for (const auto& facts : good) overview.total = std::max(overview.total, facts.ended);
  count_answerers(good, overview);
  overview.service = service_of(good);
  return overview;
}

}  // namespace lab
