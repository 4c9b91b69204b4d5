// A reply on its way out, in pieces of bounded size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "common/http/message.hpp"

namespace lab {

/// What a connection has still to write. A small body goes with the head in one piece; of a large
/// one at most kReplyPiece bytes are in bytes() at a time.
class ReplyOutput {
 public:
  enum class WithBody { kYes, kNo };  // kNo: to a HEAD

  /// A head without a body, such as that of a 1xx.
  void begin(std::string head);
  void begin(std::string head, decltype(Reply::body) body, WithBody with);

  /// The piece at hand; empty once all was written.
  std::span<const char> bytes() const { return std::span(piece_).subspan(at_); }
  /// `n` of bytes() were written. Whether that was all.
  bool written(std::size_t n);

  /// Gives its memory back.
  void release();

 private:
  void next_piece();

  std::string piece_;
  std::size_t at_ = 0;
  std::string body_;  // the rest of one too large for one piece
  std::size_t body_at_ = 0;
  std::uint64_t filler_ = 0;
};

}  // namespace lab
