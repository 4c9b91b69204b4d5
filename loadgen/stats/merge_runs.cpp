// Compares plans, adds them up, and says what the sum does not.
#include "loadgen/stats/merge_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr double kSameLength = 0.01;  // windows that differ by less are as good as equal

// --- what runs must or should have in common ---

std::string mix_words(const LoadPlan& plan) {
  std::string words;
  for (const auto& entry : plan.mix) {
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", entry.weight, entry.target);
  }
  return words;
}

std::string loop_words(const LoadPlan& plan) {
  if (!plan.open_loop) return "closed";
  return plan.open_loop->arrivals == ArrivalKind::kPoisson ? "open, Poisson" : "open, uniform";
}

struct Trait {
  std::string_view name;
  std::string (*of)(const LoadPlan&);
};

constexpr std::array<Trait, 4> kShared{{
    {"method", [](const LoadPlan& plan) { return std::string(method_name(plan.method)); }},
    {"mix", mix_words},
    {"loop", loop_words},
    {"keep-alive",
     [](const LoadPlan& plan) {
       return std::string(plan.keep_alive == KeepAlive::kOn ? "on" : "off");
     }},
}};

constexpr std::array<Trait, 5> kNoted{{
    {"server", [](const LoadPlan& plan) { return plan.server.origin(); }},
    {"warm-up", [](const LoadPlan& plan) { return format_setting(plan.warmup); }},
    {"timeout", [](const LoadPlan& plan) { return format_setting(plan.timeout); }},
    {"end",
     [](const LoadPlan& plan) { return std::string(plan.requests ? "by requests" : "by time"); }},
    {"seed",
     [](const LoadPlan& plan) { return plan.open_loop ? fmt::format("{}", plan.seed) : ""; }},
}};

/// "B.json: method POST, where A.json has GET"; none when they are alike.
std::optional<std::string> difference(const Trait& trait, const NamedRun& first,
                                      const NamedRun& other) {
  const auto expected = trait.of(first.run.plan);
  const auto found = trait.of(other.run.plan);
  if (found == expected) return std::nullopt;
  return fmt::format("{}: {} {}, where {} has {}", other.name, trait.name, printable(found, 200),
                     first.name, printable(expected, 200));
}

Result<void> check_shared(const NamedRun& first, const NamedRun& other) {
  for (const auto& trait : kShared) {
    if (const auto found = difference(trait, first, other)) return problem("{}", *found);
  }
  return {};
}

/// No run is there twice, under whatever names.
Result<void> check_distinct(std::span<const NamedRun> runs) {
  for (auto one = runs.begin(); one != runs.end(); ++one) {
    const auto same = std::find_if(runs.begin(), one, [&](const NamedRun& earlier) {
      return one->run.result.began && earlier.run.result == one->run.result;
    });
    if (same != one) return problem("{}: the same run as {}", one->name, same->name);
  }
  return {};
}

// --- one plan ---

std::optional<std::uint64_t> sum_if_both(std::optional<std::uint64_t> a,
                                         std::optional<std::uint64_t> b) {
  return a && b ? std::optional(*a + *b) : std::nullopt;
}

void add(LoadPlan& plan, const LoadPlan& other) {
  plan.connections += other.connections;
  plan.threads += other.threads;
  plan.requests = sum_if_both(plan.requests, other.requests);
  plan.duration = std::max(plan.duration, other.duration);
  if (plan.open_loop) plan.open_loop->rate.per_second += other.open_loop->rate.per_second;
}

// --- notes ---

std::string source_note(const NamedRun& one) {
  const auto& [plan, result, notes] = one.run;
  const auto when = result.began ? " from " + format_wall_time(*result.began) : std::string();
  return fmt::format("{}: {}{}, connections {}, threads {}", one.name,
                     format_duration(result.measured), when, plan.connections, plan.threads);
}

WallTime end_of(const NamedRun& one) {
  return *one.run.result.began + std::chrono::floor<WallTime::duration>(one.run.result.measured);
}

bool began_before(const NamedRun& a, const NamedRun& b) {
  return *a.run.result.began < *b.run.result.began;
}
bool ended_before(const NamedRun& a, const NamedRun& b) { return end_of(a) < end_of(b); }
bool shorter(const NamedRun& a, const NamedRun& b) {
  return a.run.result.measured < b.run.result.measured;
}

/// Whether the windows were open at the same time, as far as the machines' clocks agree.
std::vector<std::string> time_notes(std::span<const NamedRun> runs) {
  for (const auto& one : runs) {
    if (!one.run.result.began) {
      return {fmt::format("{}: its window never began, so nothing says that they met", one.name)};
    }
  }
  const auto [first, last] = std::minmax_element(runs.begin(), runs.end(), began_before);
  const auto ended = std::min_element(runs.begin(), runs.end(), ended_before);
  std::vector<std::string> notes;
  const auto apart = *last->run.result.began - *first->run.result.began;
  notes.push_back(fmt::format("windows began {} apart; each run's seconds count from its own begin",
                              format_duration(apart)));
  if (ended != last && *last->run.result.began >= end_of(*ended)) {
    notes.push_back(fmt::format("! {}, {} not measured at the same time: rates do not add up",
                                ended->name, last->name));
  }
  return notes;
}

std::vector<std::string> length_notes(std::span<const NamedRun> runs) {
  const auto [least, most] = std::minmax_element(runs.begin(), runs.end(), shorter);
  const auto shortest = to_seconds(least->run.result.measured);
  const auto longest = to_seconds(most->run.result.measured);
  if (longest - shortest <= kSameLength * longest) return {};
  return {fmt::format("! windows of {} to {}: rates divide by the longer and are too low",
                      format_duration(least->run.result.measured),
                      format_duration(most->run.result.measured))};
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::vector<std::string> merge_notes(std::span<const NamedRun> runs) {
  std::vector<std::string> notes;
  for (const auto& one : runs) notes.push_back(source_note(one));
  for (const auto& one : runs) {
    for (const auto& trait : kNoted) {
      if (auto found = difference(trait, runs.front(), one)) notes.push_back(std::move(*found));
    }
    if (runs.size() > 1 && one.run.result.machine) {
      notes.push_back(one.name +
                      ": beside the server; only its own report tells of the shared cores");
    }
    for (const auto& note : one.run.notes) notes.push_back(one.name + ": " + note);
  }
  if (runs.size() > 1) {
    append(notes, time_notes(runs));
    append(notes, length_notes(runs));
  }
  return notes;
}

}  // namespace

Result<SavedRun> merge_runs(const std::vector<NamedRun>& runs) {
  if (const auto distinct = check_distinct(runs); !distinct) return distinct.error();
  auto all = runs.front().run;
  all.notes = merge_notes(runs);
  for (const auto& other : std::span(runs).subspan(1)) {
    if (const auto alike = check_shared(runs.front(), other); !alike) return alike.error();
    add(all.plan, other.run.plan);
    all.result.merge(other.run.result);
  }
  // The threads of several machines are not on the cores of one.
  if (runs.size() > 1) all.result.machine.reset();
  return all;
}

}  // namespace lab
