// Intervals over rounds, held against what a check accepts.
#include "loadgen/experiment/judgement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace lab {
namespace {

constexpr std::array<std::string_view, 3> kVerdictNames{"confirmed", "refuted", "inconclusive"};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Sound {
  std::vector<double> predicted;
  std::vector<double> measured;
  std::size_t left_out = 0;
  std::string doubt;  // of the last one left out
};

/// The values of the rounds that can be judged.
Sound sound_rounds(const Check& check, const LessonFacts& facts) {
  Sound sound;
  for (std::size_t r = 0; r < facts.rounds.size(); ++r) {
    const auto& round = facts.rounds[r];
    std::string doubt;
    for (const auto arm : arms_of(check.measure)) {
      if (!round[arm].doubt.empty())
        doubt = fmt::format("{}: {}", facts.arms[arm].name, round[arm].doubt);
    }
    const auto value = value_of(check.measure, round);
    if (!value && doubt.empty()) doubt = "there was nothing to measure";
    if (!doubt.empty()) {
      ++sound.left_out;
      sound.doubt = doubt;
      continue;
    }
    sound.predicted.push_back(check.predicted_in(r));
    sound.measured.push_back(*value);
  }
  return sound;
}

/// 95 % over rounds; on logarithms where that can be, as suits rates and latencies.
std::optional<Interval> interval_of(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most) return Interval{*least, *most};
  if (const auto on_logarithms = log_interval(values)) return on_logarithms;
  return mean_over(values).interval;
}

/// What is held against the accepted range: of a near claim the shares of the prediction, since
/// each round may have its own, of a bound the values themselves.
std::vector<double> judged_values(const Check& check, const Sound& sound) {
  if (check.claim != Claim::kNear) return sound.measured;
  std::vector<double> shares;
  for (std::size_t i = 0; i < sound.measured.size(); ++i) {
    const bool both_zero = sound.measured[i] == 0 && sound.predicted[i] == 0;
    shares.push_back(both_zero ? 1 : sound.measured[i] / sound.predicted[i]);
  }
  return shares;
}

Interval accepted_by(const Check& check) {
  switch (check.claim) {
    case Claim::kNear:
      return {1 / (1 + check.tolerance), 1 + check.tolerance};
    case Claim::kAtLeast:
      return {check.predicted.front(), kInfinity};
    case Claim::kAtMost:
      return {-kInfinity, check.predicted.front()};
  }
  return {};
}

bool inside(const Interval& inner, const Interval& outer) {
  return outer.low <= inner.low && inner.high <= outer.high;
}
bool apart(const Interval& a, const Interval& b) { return a.high < b.low || b.high < a.low; }

std::string across_text(const Interval& found, const Interval& accepted) {
  const bool wide = found.high - found.low > accepted.high - accepted.low;
  return wide ? "too noisy: the interval is wider than what is accepted"
              : "the interval lies across the edge of what is accepted";
}

std::string unmeasured_text(const LessonFacts& facts) {
  if (!facts.broken.empty()) return facts.broken;
  if (facts.rounds.empty()) return "no round is whole";
  return fmt::format("cut short: only {} of {} rounds {} whole", facts.rounds.size(),
                     facts.rounds_wanted, facts.rounds.size() == 1 ? "is" : "are");
}

/// Why there are too few rounds to judge, if so.
std::optional<std::string> too_few(const LessonFacts& facts, const Sound& sound) {
  const auto needed = std::min(kFewestSoundRounds, facts.rounds_wanted);
  if (facts.rounds.size() < needed) return unmeasured_text(facts);
  const auto rounds = sound.measured.size();
  if (rounds < needed || rounds <= facts.rounds.size() / 2) return sound.doubt;
  return std::nullopt;
}

void judge_over_rounds(const Check& check, const Sound& sound, CheckSummary& summary) {
  const auto accepted = accepted_by(check);
  const auto found = *interval_of(judged_values(check, sound));
  if (inside(found, accepted)) {
    summary.verdict = Verdict::kConfirmed;
  } else if (apart(found, accepted)) {
    summary.verdict = Verdict::kRefuted;
    summary.reason = "the whole interval lies outside of what is accepted";
  } else {
    summary.verdict = Verdict::kInconclusive;
    summary.reason = across_text(found, accepted);
  }
}

void judge_one_round(const Check& check, const Sound& sound, CheckSummary& summary) {
  if (check.effect != Effect::kStrong) return;
  const auto value = judged_values(check, sound).front();
  const bool holds = accepted_by(check).contains(value);
  summary.verdict = holds ? Verdict::kConfirmed : Verdict::kInconclusive;
  if (!holds) summary.reason = "one round contradicts it, which may be noise; run more";
}

void add_figures(const Check& check, const Sound& sound, CheckSummary& summary) {
  summary.measured = median(sound.measured);
  const bool own_predictions = check.claim == Claim::kNear && check.predicted.size() > 1;
  if (!own_predictions) {
    summary.interval = interval_of(sound.measured);
    return;
  }
  summary.share = interval_of(judged_values(check, sound));
  if (!summary.share) return;
  summary.interval =
      Interval{summary.share->low * summary.predicted, summary.share->high * summary.predicted};
}

CheckSummary summarize(const Check& check, const LessonFacts& facts) {
  const auto sound = sound_rounds(check, facts);
  CheckSummary summary;
  summary.rounds = sound.measured.size();
  summary.left_out = sound.left_out;
  summary.predicted = median(sound.predicted.empty() ? check.predicted : sound.predicted);
  if (sound.measured.empty()) {
    summary.verdict = Verdict::kInconclusive;
    summary.reason = sound.doubt.empty() ? unmeasured_text(facts) : sound.doubt;
    return summary;
  }
  add_figures(check, sound, summary);
  if (auto reason = too_few(facts, sound)) {
    summary.verdict = Verdict::kInconclusive;
    summary.reason = *std::move(reason);
  } else if (facts.rounds_wanted > 1) {
    judge_over_rounds(check, sound, summary);
  } else {
    judge_one_round(check, sound, summary);
  }
  return summary;
}

/// The first check that came out so decides what is said.
bool take_over(Verdict verdict, const LessonFacts& facts, LessonSummary& summary) {
  for (std::size_t i = 0; i < summary.checks.size(); ++i) {
    if (summary.checks[i].verdict != verdict) continue;
    summary.verdict = verdict;
    if (verdict != Verdict::kConfirmed)
      summary.reason = fmt::format("{}: {}", facts.checks[i].what, summary.checks[i].reason);
    return true;
  }
  return false;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  return kVerdictNames[static_cast<std::size_t>(verdict)];
}

LessonSummary judge(const LessonFacts& facts) {
  LessonSummary summary;
  for (const auto& check : facts.checks) summary.checks.push_back(summarize(check, facts));
  for (const auto verdict : {Verdict::kRefuted, Verdict::kInconclusive, Verdict::kConfirmed}) {
    if (take_over(verdict, facts, summary)) return summary;
  }
  summary.reason = "nothing was judged";
  return summary;
}

std::size_t count_verdicts(const std::vector<LessonSummary>& summaries, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(summaries.begin(), summaries.end(),
                    [&](const LessonSummary& s) { return s.verdict == verdict; }));
}

}  // namespace lab
