// The report of a run held against itself.
#include "tests/support/loadgen_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace lab {
namespace {

constexpr std::array<const char*, 6> kRising{"min", "p50", "p90", "p99", "p99.9", "max"};
constexpr std::int64_t kEnoughAbove = 10;

std::int64_t sum_of(const Classes& classes, std::initializer_list<const char*> names) {
  std::int64_t sum = 0;
  for (const auto* name : names) {
    if (const auto found = classes.find(name); found != classes.end()) sum += found->second;
  }
  return sum;
}

/// Sent = answered + failed + open at the end (+ due and not sent), by class.
void expect_identity(const Run& run) {
  const auto classes = run.classes();
  const auto answered = sum_of(classes, {"2xx", "3xx", "4xx", "5xx"});
  const auto failed = sum_of(classes, {"connect", "timeout", "closed", "protocol"});
  EXPECT_EQ(run.number("/requests/answered"), answered);
  EXPECT_EQ(run.number("/requests/failed"), failed);
  EXPECT_EQ(run.number("/requests/open"), run.count("open"));
  EXPECT_EQ(run.number("/requests/unsent"), run.count("unsent"));
  EXPECT_EQ(run.due(), answered + failed + run.count("open") + run.count("unsent"));
}

void expect_entries_add_up(const Run& run) {
  Classes sum;
  for (std::size_t i = 0; i < run.report.at("entries").as_array().size(); ++i) {
    const auto entry = run.classes("/entries/" + std::to_string(i) + "/classes");
    for (const auto& [name, count] : entry) sum[name] += count;
  }
  EXPECT_EQ(sum, run.classes());
}

std::int64_t above(double percent, std::int64_t count) {
  const auto n = static_cast<double>(count);
  return count - static_cast<std::int64_t>(std::ceil(percent / 100 * n * (1 - 1e-12)));
}

void expect_marks(const Run& run) {
  const auto unanswered = run.due() - run.number("/requests/answered");
  for (const auto* figure : kRising) EXPECT_TRUE(unanswered > 0 || !run.at_least(figure)) << figure;
  EXPECT_EQ(run.at_least("mean"), unanswered > 0);
  EXPECT_EQ(run.at_least("max"), unanswered > 0);
  for (const auto& [figure, percent] :
       {std::pair{"p50", 50.0}, {"p90", 90.0}, {"p99", 99.0}, {"p99.9", 99.9}}) {
    EXPECT_EQ(run.few_samples(figure), above(percent, run.due()) < kEnoughAbove) << figure;
  }
}

void expect_figures(const Run& run) {
  if (run.due() == 0) {
    for (const auto* figure : kRising) {
      EXPECT_TRUE(run.is_null(std::string("/latency/") + figure)) << figure;
    }
    return;
  }
  double last = 0;
  for (const auto* figure : kRising) {
    EXPECT_GE(run.ms(figure), last) << figure;
    last = run.ms(figure);
  }
  EXPECT_GE(run.ms("mean") * 1.001, run.ms("min"));  // percentiles are kept to three digits
  EXPECT_LE(run.ms("mean"), run.ms("max") * 1.001);
  expect_marks(run);
}

/// One, without --rounds.
int rounds_of(const Run& run) {
  return static_cast<int>(run.report.at("rounds").as_array().size());
}

void expect_rates(const Run& run) {
  if (run.measured_s() <= 0) return;
  const auto seconds = run.good_by_second();
  EXPECT_EQ(run.in_window("good_per_s"),
            std::accumulate(seconds.begin(), seconds.end(), std::int64_t{0}));
  EXPECT_GE(run.in_window("completed_per_s"), run.in_window("good_per_s"));
  EXPECT_EQ(static_cast<std::uint64_t>(run.in_window("bytes_per_s")), run.bytes());
  if (run.is_null("/plan/duration_s")) return;
  EXPECT_LE(run.measured_s(), rounds_of(run) * (run.real("/plan/duration_s") + 1e-6));
}

void expect_connections(const Run& run) {
  const auto planned = rounds_of(run) * run.number("/plan/connections");
  EXPECT_GE(run.opened(), 1);
  EXPECT_LE(run.opened() - run.number("/connections/reopened"), planned);
  const auto asked = run.number("/clients/asked");
  EXPECT_LE(asked, planned);
  EXPECT_LE(run.number("/clients/never_answered"), asked);
  if (asked == 0) return;
  EXPECT_LE(run.number("/clients/least_replies"), run.number("/clients/most_replies"));
}

std::string first_missed(const Run& run) {
  for (const auto& judged : run.report.at("expectations").as_array()) {
    if (!judged.at("met").as_bool()) return std::string(judged.at("text").as_string());
  }
  return {};
}

bool lost_a_round(const Run& run) {
  const auto& notes = run.report.at("notes").as_array();
  return std::any_of(notes.begin(), notes.end(), [](const auto& note) {
    return note.as_string().find("could not run") != std::string::npos;
  });
}

void expect_exit_code(const Run& run) {
  if (run.code == 130) return;  // interrupted
  if (const auto missed = first_missed(run); !missed.empty()) {
    EXPECT_EQ(run.code, 99);
    EXPECT_THAT(run.errors, testing::StartsWith("loadgen run: --expect: " + missed + " was not"));
    return;
  }
  EXPECT_EQ(run.errors, "");
  // A good reply may have come in the window to a request of the warm-up, or in the grace.
  const bool good = sum_of(run.classes(), {"2xx", "3xx"}) > 0 || run.in_window("good_per_s") > 0;
  EXPECT_EQ(run.code, good && !lost_a_round(run) ? 0 : 1);
}

/// A generous bound: opening the connections, the run, its grace, and 5 s for a busy machine.
void expect_end_in_time(const Run& run) {
  constexpr double kOpening = 1;
  constexpr double kBusy = 5;
  const auto beside = kOpening + run.real("/plan/warmup_s") + run.real("/plan/grace_s");
  const auto most = rounds_of(run) * beside + run.measured_s() + kBusy;
  EXPECT_LE(to_seconds(run.wall), most);
  EXPECT_GE(to_seconds(run.wall), run.measured_s());
}

}  // namespace

void expect_sound(const Run& run) {
  expect_identity(run);
  expect_entries_add_up(run);
  expect_figures(run);
  expect_rates(run);
  expect_connections(run);
  expect_exit_code(run);
  expect_end_in_time(run);
}

}  // namespace lab
