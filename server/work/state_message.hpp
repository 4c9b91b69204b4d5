// What workers and the admin process tell each other about the shared counter, as bytes. No I/O.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace lab {

/// A number either way, least significant byte first. A worker sends how many to add, 0 or 1; the
/// admin process answers with the counter's value after that.
using StateMessage = std::array<char, 8>;

StateMessage encode_state(std::uint64_t number);

/// Puts messages together from the pieces in which they come.
class StateReader {
 public:
  /// Where the next bytes go: what is missing of the message, never nothing.
  std::span<char> room() { return std::span(bytes_).subspan(filled_); }

  /// `n` bytes have come into room(). The number when they complete the message; the next begins.
  std::optional<std::uint64_t> commit(std::size_t n);

 private:
  StateMessage bytes_{};
  std::size_t filled_ = 0;
};

}  // namespace lab
