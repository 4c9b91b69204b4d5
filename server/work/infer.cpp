// Integer dot products over weights that are made up once.
#include "server/work/infer.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace lab {
namespace {

constexpr std::size_t kWidth = 256;  // of inputs and outputs
constexpr std::uint64_t kFnvBasis = 14695981039346656037u, kFnvPrime = 1099511628211u;

using Vector = std::array<std::int8_t, kWidth>;

/// Numbers from -128 to 127 (Knuth's MMIX generator, the highest bits).
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::int8_t next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::int8_t>(state_ >> 56);
  }
  void fill(Vector& vector) {
    for (auto& number : vector) number = next();
  }

 private:
  std::uint64_t state_;
};

using Weights = std::array<Vector, kWidth>;

const Weights& weights() {
  static const auto made = [] {
    auto rows = std::make_unique<Weights>();
    Numbers numbers(1);
    for (auto& row : *rows) numbers.fill(row);
    return rows;
  }();
  return *made;
}

std::int32_t neuron(const Vector& row, const Vector& input) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < kWidth; ++i) sum += row[i] * input[i];
  return std::max(sum, 0);
}

}  // namespace

InferResult block(const Infer& infer, Gil* gil) {
  const GilRelease released(gil);
  InferResult result{infer.vectors, kFnvBasis};
  Numbers numbers(2);
  Vector input{};
  for (std::uint64_t i = 0; i < infer.vectors; ++i) {
    numbers.fill(input);
    for (const auto& row : weights()) {
      result.checksum =
          (result.checksum ^ static_cast<std::uint64_t>(neuron(row, input))) * kFnvPrime;
    }
  }
  return result;
}

}  // namespace lab
