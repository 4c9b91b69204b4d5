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

struct Ranking {
  std::vector<std::size_t> order;  // indices of the contestants with a figure, best first
  std::vector<std::size_t>
      leaders;  // the best, and whoever ties with it; one round: the best alone
  Certainty certainty = Certainty::kOneRound;
  /// How much better the best is than the first that is no leader, in the median; none without one.
  std::optional<double> lead;
  /// One round: who is behind the best by less than kTooCloseForOneRound.
  std::vector<std::size_t> close;
};

/// `values[i][r]`: contestant i in round r, above zero; empty where it has no figure. With two or
/// more rounds a contestant ties with the best when the 95 % interval of their paired ratio holds
/// 1, or when they differ by less than kNegligible. One round gives an order and claims no tie.
Ranking rank(std::span<const std::vector<double>> values, Better better);

}  // namespace lab
