// Who wins a row of servers, from the figure of each in each round.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lab {

enum class Better { kHigher, kLower };

/// Differences below this are called a tie even when the rounds can tell them apart: nobody chooses
/// a model for them.
inline constexpr double kNegligible = 0.03;

/// In one round, differences below this are noise as likely as not.
inline constexpr double kTooCloseForOneRound = 0.05;

/// How sure the order is.
enum class Certainty { kTested, kOneRound };

/// A contestant's figure in each round, none where it could not be had. No request served is a
/// figure too: zero.
using Rounds = std::vector<std::optional<double>>;

struct Ranking {
  std::vector<std::size_t>
      order;  // indices of the contestants above zero in the median, best first
  /// The front of the order: the best and whoever ties with it; of one round the best alone.
  std::vector<std::size_t> leaders;
  Certainty certainty = Certainty::kOneRound;
  /// Of one round: who follows by less than kTooCloseForOneRound.
  std::vector<std::size_t> close;
  /// How much better the best is, in the median, than the first behind those; none without one.
  std::optional<double> lead;
};

/// `rounds[i][r]`: contestant i in round r. Medians take every round; a test pairs rounds in which
/// both have a figure above zero. With two or more of them a contestant ties with the best when the
/// 95 % interval of the paired ratio holds 1, or when they differ by less than kNegligible; whoever
/// is behind somebody that does not tie does not either. One round gives an order and claims no
/// tie.
Ranking rank(std::span<const Rounds> rounds, Better better);

}  // namespace lab
