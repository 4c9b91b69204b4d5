// Growth, bisection and second tests, each decided anew from all that steps have said.
#include "loadgen/capacity/search.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lab {
namespace {

constexpr std::size_t kMostSteps = 200;  // ends a search whatever its steps say
constexpr double kShrinkFaster = 2;  // exponent: downwards by growth squared, since time is short
constexpr unsigned kEnough = 2;      // steps of the same verdict settle a rate
constexpr double kSlack = 1e-9;      // of comparing ratios

double middle(double a, double b) { return std::sqrt(a * b); }

}  // namespace

std::string_view verdict_name(StepVerdict verdict) {
  constexpr std::array<std::string_view, 5> kNames{"pass", "likely pass", "likely fail", "fail",
                                                   "unknown"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::string_view purpose_name(Purpose purpose) {
  constexpr std::array<std::string_view, 4> kNames{"grow", "shrink", "bisect", "test again"};
  return kNames[static_cast<std::size_t>(purpose)];
}

std::string_view conclusion_name(Conclusion conclusion) {
  return kConclusionNames[static_cast<std::size_t>(conclusion)];
}

// --- what steps at one rate come to ---

/// By the majority; where there is none, the first verdict stands until the next step.
CapacitySearch::Standing CapacitySearch::standing(const Tried& tried) {
  const auto shown = tried.passes + tried.failures + tried.neither;
  if (shown == 0 && tried.unknown >= kEnough) return Standing::kBarred;
  if (shown == 0) return tried.glimpses > 0 ? Standing::kGlimpsed : Standing::kNothing;
  if (2 * tried.passes > shown) return Standing::kPasses;
  if (2 * tried.failures > shown) return Standing::kFails;
  if (shown > 2 || tried.neither == shown) return Standing::kNeither;
  if (tried.first == StepVerdict::kPass) return Standing::kPasses;
  return tried.first == StepVerdict::kFail ? Standing::kFails : Standing::kNeither;
}

bool CapacitySearch::settled(const Tried& tried) {
  return tried.passes >= kEnough || tried.failures >= kEnough ||
         standing(tried) == Standing::kBarred;
}

CapacitySearch::Tried& CapacitySearch::tried_at(double rate) {
  const auto at = std::lower_bound(tried_.begin(), tried_.end(), rate,
                                   [](const Tried& t, double value) { return t.rate < value; });
  if (at != tried_.end() && at->rate == rate) return *at;
  return *tried_.insert(at, Tried{.rate = rate});
}

CapacitySearch::Ends CapacitySearch::ends() const {
  Ends ends;
  for (const auto& tried : tried_) {
    const auto stands = standing(tried);
    if (stands == Standing::kFails || stands == Standing::kBarred) {
      ends.high = &tried;
      break;  // what lies above was offered before this was known
    }
    if (stands == Standing::kPasses) {
      ends.low = &tried;
      ends.lowest_neither = ends.highest_neither = nullptr;
    } else if (stands == Standing::kGlimpsed && ends.lowest_neither == nullptr) {
      ends.low = &tried;
    } else if (stands == Standing::kNeither) {
      if (ends.lowest_neither == nullptr) ends.lowest_neither = &tried;
      ends.highest_neither = &tried;
    }
  }
  return ends;
}

// --- what to do ---

Duration CapacitySearch::pause() const {
  return server_busy_ ? plan_.pause_after_failure : plan_.pause;
}

Offer CapacitySearch::offer(double rate, Purpose purpose) const {
  auto length = plan_.step;
  if (purpose == Purpose::kGrow) length /= 2;
  if (purpose == Purpose::kTestAgain) length *= 2;
  return {rate, length, pause(), purpose, Sample::kNew};
}

/// Arrivals differ by chance, so that it is two roots more. In whole seconds.
Duration CapacitySearch::longest_with(std::uint64_t takes) const {
  if (takes == 0) return plan_.longest;
  const auto requests = static_cast<double>(takes) + 2 * std::sqrt(static_cast<double>(takes));
  const Duration needed =
      std::chrono::ceil<std::chrono::seconds>(from_seconds(requests / under_way_->rate));
  return std::max({plan_.longest, needed, measured_ + plan_.step / 2});
}

/// Twice as much in all: a queue that is slow to build up shows in a long piece, and every piece
/// begins with an idle server. At once as much as it takes where that is more than usual.
Offer CapacitySearch::more() const {
  const auto left = longest_ - measured_;
  const auto length = longest_ > plan_.longest ? left : std::min(measured_, left);
  return {under_way_->rate, length, pause(), under_way_->purpose, Sample::kMore};
}

std::optional<Offer> CapacitySearch::conclude(Conclusion conclusion) {
  conclusion_ = conclusion;
  return std::nullopt;
}

std::optional<Offer> CapacitySearch::next(Duration spent) {
  if (conclusion_) return std::nullopt;
  if (under_way_ && !go_on_) return under_way_;
  auto wish = go_on_ ? std::optional(more()) : wanted();
  if (!wish) return std::nullopt;
  const auto takes = wish->cool_down + plan_.overhead + wish->length;
  if ((steps_ > 0 && spent + takes > plan_.budget) || steps_ >= kMostSteps)
    return conclude(Conclusion::kOutOfTime);
  measured_ = wish->length + (wish->sample == Sample::kMore ? measured_ : Duration::zero());
  go_on_ = false;
  ++steps_;
  under_way_ = wish;
  return wish;
}

void CapacitySearch::tell(StepVerdict verdict, std::uint64_t takes) {
  const bool likely = verdict == StepVerdict::kLikelyPass || verdict == StepVerdict::kLikelyFail;
  const bool glimpse = verdict == StepVerdict::kLikelyPass &&
                       under_way_->purpose == Purpose::kGrow && under_way_->rate < plan_.highest;
  server_busy_ = verdict == StepVerdict::kFail || verdict == StepVerdict::kLikelyFail;
  longest_ = longest_with(verdict == StepVerdict::kLikelyPass ? takes : 0);
  if (likely && !glimpse && measured_ < longest_) {
    go_on_ = true;
    return;
  }
  auto& tried = tried_at(under_way_->rate);
  if (tried.passes + tried.failures + tried.neither == 0) tried.first = verdict;
  tried.passes += verdict == StepVerdict::kPass ? 1 : 0;
  tried.failures += verdict == StepVerdict::kFail ? 1 : 0;
  tried.unknown += verdict == StepVerdict::kUnknown ? 1 : 0;
  tried.glimpses += glimpse ? 1 : 0;
  tried.neither += likely && !glimpse ? 1 : 0;
  under_way_.reset();
}

std::optional<Offer> CapacitySearch::wanted() {
  // A step that the generator limited may have met a busy moment; the next one tells.
  for (const auto& tried : tried_) {
    if (tried.unknown == 1 && standing(tried) == Standing::kNothing)
      return offer(tried.rate, Purpose::kTestAgain);
  }
  const auto found = ends();
  if (auto action = outside(found); action || conclusion_) return action;
  if (auto action = inside(found); action || conclusion_) return action;
  return test_ends(found);
}

/// While one side is not known yet.
std::optional<Offer> CapacitySearch::outside(const Ends& ends) {
  const auto* above = ends.highest_neither != nullptr ? ends.highest_neither : ends.low;
  if (ends.high == nullptr) {
    if (above == nullptr) return offer(std::min(plan_.start, plan_.highest), Purpose::kGrow);
    if (above->rate < plan_.highest) {
      // Closer to a rate that shows neither, since capacity is not far from it.
      const double factor = above == ends.low ? plan_.growth : std::sqrt(plan_.growth);
      return offer(std::min(above->rate * factor, plan_.highest), Purpose::kGrow);
    }
  }
  if (ends.low != nullptr) return std::nullopt;
  const auto* below = ends.lowest_neither != nullptr ? ends.lowest_neither : ends.high;
  if (below->rate <= plan_.lowest) {
    if (standing(*below) == Standing::kFails && !settled(*below)) return test_again(*below);
    return conclude(standing(*below) == Standing::kBarred ? Conclusion::kUnknown
                                                          : Conclusion::kNeverPassed);
  }
  const double down = below->rate / std::pow(plan_.growth, kShrinkFaster);
  return offer(std::max(down, plan_.lowest), Purpose::kShrink);
}

/// Between two ends that are too far apart.
std::optional<Offer> CapacitySearch::inside(const Ends& ends) {
  const double low = ends.low->rate;
  const double high = ends.high != nullptr ? ends.high->rate : 0;
  if (ends.lowest_neither == nullptr) {
    if (high <= low * (plan_.precision + kSlack)) return std::nullopt;
    return offer(middle(low, high), Purpose::kBisect);
  }
  if (high > 0 && high <= low * (plan_.precision + kSlack)) return std::nullopt;
  const double enough = std::sqrt(plan_.precision) + kSlack;
  const double below = ends.lowest_neither->rate / low;
  const double above = high / ends.highest_neither->rate;
  if (std::max(below, above) <= enough) return std::nullopt;
  if (below > above - kSlack)
    return offer(middle(low, ends.lowest_neither->rate), Purpose::kBisect);
  return offer(middle(ends.highest_neither->rate, high), Purpose::kBisect);
}

/// Unless the generator kept it from saying something too often.
std::optional<Offer> CapacitySearch::test_again(const Tried& tried) {
  if (tried.unknown >= kEnough) return conclude(Conclusion::kUnknown);
  return offer(tried.rate, Purpose::kTestAgain);
}

std::optional<Offer> CapacitySearch::test_ends(const Ends& ends) {
  if (!settled(*ends.low)) return test_again(*ends.low);
  if (ends.high == nullptr) return conclude(Conclusion::kNeverFailed);
  if (!settled(*ends.high)) return test_again(*ends.high);
  return conclude(standing(*ends.high) == Standing::kBarred ? Conclusion::kUnknown
                                                            : Conclusion::kBracketed);
}

// --- what was found ---

Bracket CapacitySearch::bracket() const {
  Bracket bracket;
  bracket.conclusion = conclusion_.value_or(Conclusion::kInterrupted);
  const auto found = ends();
  for (const auto& tried : tried_) {
    if (&tried == found.high) break;
    if (standing(tried) != Standing::kPasses) continue;
    bracket.pass = tried.rate;
    bracket.passes = tried.passes;
  }
  for (const auto& tried : tried_) {
    if (standing(tried) != Standing::kFails) continue;
    bracket.fail = tried.rate;
    bracket.failures = tried.failures;
    break;
  }
  if (found.lowest_neither != nullptr) bracket.not_shown = found.lowest_neither->rate;
  return bracket;
}

}  // namespace lab
