// Made-up results, and the text of their report.
#include "tests/unit/loadgen/sample_runs.hpp"

#include "loadgen/report/run_text.hpp"

namespace lab {

using namespace std::chrono_literals;

LoadPlan plan_of(std::vector<MixEntry> mix) {
  LoadPlan plan;
  plan.server = *parse_url("http://127.0.0.1:8080/");
  plan.mix = std::move(mix);
  plan.duration = 10s;
  plan.warmup = 1s;
  return plan;
}

void add(EntryFacts& entry, Outcome outcome, Duration time, int times) {
  entry.due += static_cast<std::uint64_t>(times);
  for (int i = 0; i < times; ++i) entry.outcomes.add(outcome);
  (is_answer(outcome) ? entry.latency.answered : entry.latency.unanswered)
      .record(static_cast<std::uint64_t>(time.count()), static_cast<std::uint64_t>(times));
}

RunResult closed_result() {
  RunResult result;
  result.measured = 10s;
  EntryFacts entry;
  add(entry, Outcome::k2xx, 2ms, 19'800);
  add(entry, Outcome::k5xx, 1ms, 100);
  add(entry, Outcome::kTimeout, 10s, 96);
  add(entry, Outcome::kOpen, 3s, 4);
  entry.good_in_window = 19'790;
  result.entries = {entry};
  result.attempted = 20'000;
  result.completed = 19'890;
  result.bytes_received = 4'000'000;
  result.connections.opened = 146;
  result.connections.reopened = 96;
  result.connections.connect_times.record(100'000, 146);
  for (int i = 0; i < 48; ++i) result.clients.add(400, 400);
  result.clients.add(0, 0);
  result.clients.add(690, 690);
  result.workers = {{"0/4711", 9'900}, {"1/4712", 9'990}};
  result.threads = {{500ms, 10s}};
  return result;
}

RunResult open_result() {
  RunResult result;
  result.measured = 10s;
  result.entries.resize(2);
  add(result.entries[0], Outcome::k2xx, 20ms, 1'890);
  add(result.entries[0], Outcome::kUnsent, 1s, 10);
  add(result.entries[1], Outcome::k2xx, 60ms, 100);
  result.entries[0].good_in_window = 1'880;
  result.entries[1].good_in_window = 100;
  result.service.answered.record(19'000'000, 1'990);
  result.attempted = 1'950;
  result.completed = 1'980;
  result.waited = 600;
  result.most_waiting = 45;
  result.send_lag.record(90'000, 1'300);
  result.send_lag.record(240'000, 90);
  result.clients.add(1'980, 1'980);
  result.threads = {{2s, 10s}, {2100ms, 10s}};
  result.machine = MachineFacts{1'900, 100, 2};
  return result;
}

RunSummary summary_of_rounds(const LoadPlan& plan, const RunResult& result) {
  auto summary = summarize(plan, result);
  summary.rounds = {
      {4s, 2000, Figure{2ms}, Figure{9ms}, 0, RoundEnd::kWhole},
      {4s, 2010, Figure{2100us}, Figure{9500us, Bound::kExact, Support::kFew}, 3, RoundEnd::kWhole},
      {2s, 1900, Figure{2ms}, Figure{1s, Bound::kAtLeast}, 1204, RoundEnd::kInterrupted}};
  summary.across_rounds = across_rounds(summary.rounds);
  return summary;
}

std::string text_of(const LoadPlan& plan, const RunResult& result,
                    const std::vector<std::string>& notes) {
  return run_text(plan, result, summarize(plan, result), notes);
}

}  // namespace lab
