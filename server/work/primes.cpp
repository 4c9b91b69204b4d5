// A segmented sieve: what it works on fits into the first level of a core's cache.
#include "server/work/primes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lab {
namespace {

constexpr std::uint64_t kSegment = 32 * 1024;

/// The primes up to `most`, which is small.
std::vector<std::uint64_t> small_primes(std::uint64_t most) {
  std::vector<bool> composite(most + 1);
  std::vector<std::uint64_t> primes;
  for (std::uint64_t n = 2; n <= most; ++n) {
    if (composite[n]) continue;
    primes.push_back(n);
    for (auto multiple = n * n; multiple <= most; multiple += n) composite[multiple] = true;
  }
  return primes;
}

class Sieve {
 public:
  explicit Sieve(std::uint64_t most) : most_(most), primes_(small_primes(root_of(most))) {}

  /// How many primes are in [low, low + kSegment), up to the most.
  std::uint64_t count_from(std::uint64_t low) {
    const auto high = std::min(low + kSegment - 1, most_);
    is_prime_.assign(high - low + 1, 1);
    for (const auto prime : primes_) {
      if (prime * prime > high) break;
      cross_out(prime, low, high);
    }
    return static_cast<std::uint64_t>(std::count(is_prime_.begin(), is_prime_.end(), 1));
  }

 private:
  /// A double holds every number up to 2^53 exactly; the caps are far below.
  static std::uint64_t root_of(std::uint64_t n) {
    return static_cast<std::uint64_t>(std::sqrt(static_cast<double>(n)));
  }

  void cross_out(std::uint64_t prime, std::uint64_t low, std::uint64_t high) {
    const auto first = std::max(prime * prime, (low + prime - 1) / prime * prime);
    for (auto multiple = first; multiple <= high; multiple += prime) is_prime_[multiple - low] = 0;
  }

  std::uint64_t most_;
  std::vector<std::uint64_t> primes_;
  std::vector<char> is_prime_;  // of the segment
};

}  // namespace

PrimesResult block(const Primes& primes, Gil* gil) {
  PrimesResult result{primes.most};
  Sieve sieve(primes.most);
  for (std::uint64_t low = 2; low <= primes.most; low += kSegment) {
    result.count += sieve.count_from(low);
    if (gil != nullptr) gil->check();
  }
  return result;
}

}  // namespace lab
