// Which rate to offer next to find a server's capacity, and what has been found: no clock, no load.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/clock.hpp"

namespace lab {

/// What a step said. "Likely": its figures say so, but so few requests could say it by chance.
/// kUnknown: the generator limited it, so it says nothing about the server.
enum class StepVerdict { kPass, kLikelyPass, kLikelyFail, kFail, kUnknown };
/// "pass", "likely pass", "likely fail", "fail", "unknown".
std::string_view verdict_name(StepVerdict verdict);

struct SearchPlan {
  double start = 10;        // a second
  double lowest = 1;        // a server that cannot do this much can do nothing
  double highest = 1e6;     // not to be exceeded
  double growth = 2;        // from one rate to the next until one fails
  double precision = 1.05;  // the bracket is narrow enough when fail / pass is at most that
  Duration step = std::chrono::seconds(5);  // half of it on the way up, twice at a second test
  Duration longest =
      std::chrono::seconds(20);  // that a step is prolonged to until it says something
  Duration budget = std::chrono::minutes(2);
  Duration overhead{};  // a step takes besides its length and its pause: warm-up, grace
  Duration pause = std::chrono::milliseconds(500);  // for the server to become idle
  Duration pause_after_failure = std::chrono::seconds(5);
};

/// What a step is for.
enum class Purpose { kGrow, kShrink, kBisect, kTestAgain };
/// "grow", "shrink", "bisect", "test again".
std::string_view purpose_name(Purpose purpose);

/// kMore: the step goes on; what it measured before and this are one sample.
enum class Sample { kNew, kMore };

/// The next action: let the server become idle for `cool_down` at most, then offer `rate`.
struct Offer {
  double rate = 0;  // a second
  Duration length{};
  Duration cool_down{};
  Purpose purpose = Purpose::kGrow;
  Sample sample = Sample::kNew;

  friend bool operator==(const Offer&, const Offer&) = default;
};

enum class Conclusion {
  kBracketed,    // narrow enough, and both ends were tested again
  kNeverFailed,  // the highest rate passes
  kNeverPassed,  // the lowest rate fails
  kUnknown,      // the generator was the limit above `pass`, or whenever an end was tested again
  kOutOfTime,
  kInterrupted
};
/// In their order.
inline constexpr std::array<std::string_view, 6> kConclusionNames{
    "bracketed", "never_failed", "never_passed", "unknown", "out_of_time", "interrupted"};
std::string_view conclusion_name(Conclusion conclusion);

struct Bracket {
  Conclusion conclusion = Conclusion::kInterrupted;
  std::optional<double> pass = {};       // the highest rate that was shown to pass
  std::optional<double> fail = {};       // the lowest above it that was shown to fail
  std::optional<double> not_shown = {};  // the lowest between them that was shown to do neither
  unsigned passes = 0;                   // steps that say so
  unsigned failures = 0;
};

/// Grows the rate until a step fails, bisects what is between (in factors), and then tests both
/// ends again.
///
/// One step may be unlucky, so an end is settled by two steps against at most one: it was found by
/// one, is tested again, and where the second step contradicts the first, a third decides. A rate
/// that turns out to belong to the other side moves that end, and the search goes on from there. A
/// rate that shows neither, however long it is offered, is no end: the search closes in on it from
/// both sides, to the root of the precision on each.
class CapacitySearch {
 public:
  explicit CapacitySearch(const SearchPlan& plan) : plan_(plan) {}

  /// What to do next, after `spent` of the budget; none: the search is over, since all is known or
  /// since the next step would outlast the budget (the first one may). Asked again without news in
  /// between it says the same.
  std::optional<Offer> next(Duration spent);
  /// How the offer that next() gave went. Where so few requests could not pass whatever they met, a
  /// likely pass is told with how many it `takes`, and the step goes on until there are as many, or
  /// the search is over where the budget does not hold them: a lower rate shows even less.
  void tell(StepVerdict verdict, std::uint64_t takes = 0);

  /// As far as it is known; kInterrupted before next() has said that the search is over.
  Bracket bracket() const;

 private:
  /// What steps at one rate said.
  struct Tried {
    double rate = 0;
    unsigned passes = 0;
    unsigned failures = 0;
    unsigned neither = 0;
    unsigned unknown = 0;
    unsigned glimpses = 0;  // passes of steps too short to show it, on the way up
    StepVerdict first = StepVerdict::kUnknown;
  };
  enum class Standing { kPasses, kFails, kNeither, kBarred, kGlimpsed, kNothing };
  struct Ends {
    const Tried* low = nullptr;   // passes, or seemed to on the way up
    const Tried* high = nullptr;  // fails, or barred by the generator
    const Tried* lowest_neither = nullptr;
    const Tried* highest_neither = nullptr;
  };

  static Standing standing(const Tried& tried);
  static bool settled(const Tried& tried);
  Tried& tried_at(double rate);
  Ends ends() const;
  std::optional<Offer> wanted();
  std::optional<Offer> outside(const Ends& ends);
  std::optional<Offer> inside(const Ends& ends);
  std::optional<Offer> test_again(const Tried& tried);
  std::optional<Offer> test_ends(const Ends& ends);
  std::optional<Offer> conclude(Conclusion conclusion);
  Duration pause() const;
  Offer offer(double rate, Purpose purpose) const;
  Duration longest_with(std::uint64_t takes) const;
  Offer more() const;

  SearchPlan plan_;
  std::vector<Tried> tried_;  // by rate, ascending
  std::optional<Offer> under_way_;
  Duration measured_{};  // all pieces of the step under way
  Duration longest_{};   // that they may become
  bool go_on_ = false;   // with it
  bool server_busy_ = false;
  std::size_t steps_ = 0;
  std::optional<Conclusion> conclusion_;
};

}  // namespace lab
