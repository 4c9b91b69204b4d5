// Cuts bodies into pieces.
#include "common/http/reply_output.hpp"

#include <algorithm>
#include <utility>

#include "common/http/limits.hpp"

namespace lab {

void ReplyOutput::begin(std::string head) { begin(std::move(head), std::string(), WithBody::kNo); }

void ReplyOutput::begin(std::string head, decltype(Reply::body) body, WithBody with) {
  piece_ = std::move(head);
  at_ = body_at_ = 0;
  filler_ = 0;
  body_.clear();
  if (with == WithBody::kNo) return;
  if (const auto* filler = std::get_if<Filler>(&body)) {
    filler_ = filler->bytes;
  } else {
    body_ = std::move(std::get<std::string>(body));
  }
  if (body_.size() <= kReplyPiece) piece_.append(std::exchange(body_, {}));
}

bool ReplyOutput::written(std::size_t n) {
  at_ += n;
  if (at_ < piece_.size()) return false;
  next_piece();
  return piece_.empty();
}

void ReplyOutput::next_piece() {
  at_ = 0;
  piece_.clear();
  if (filler_ > 0) {
    piece_.assign(std::min<std::uint64_t>(filler_, kReplyPiece), 'x');
    filler_ -= piece_.size();
  } else if (body_at_ < body_.size()) {
    piece_.assign(body_, body_at_, kReplyPiece);
    body_at_ += piece_.size();
  }
}

void ReplyOutput::release() {
  for (auto* text : {&piece_, &body_}) std::string().swap(*text);  // assigning keeps the capacity
}

}  // namespace lab
