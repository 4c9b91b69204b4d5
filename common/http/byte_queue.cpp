// Growing and compacting of the byte queue.
#include "common/http/byte_queue.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace lab {

std::span<char> ByteQueue::prepare(std::size_t least) {
  const auto held = size();
  if (capacity_ - end_ < least) {
    if (capacity_ - held >= least) {
      std::memmove(room_.get(), room_.get() + begin_, held);
    } else {
      const auto capacity = std::max(2 * held, held + least);
      std::unique_ptr<char[]> grown(new char[capacity]);
      if (held > 0) std::memcpy(grown.get(), room_.get() + begin_, held);
      room_ = std::move(grown);
      capacity_ = capacity;
    }
    begin_ = 0;
    end_ = held;
  }
  return {room_.get() + end_, capacity_ - end_};
}

void ByteQueue::consume(std::size_t n) {
  assert(n <= size());
  begin_ += n;
  if (empty()) begin_ = end_ = 0;
}

void ByteQueue::release() {
  if (!empty()) return;
  room_.reset();
  capacity_ = begin_ = end_ = 0;
}

}  // namespace lab
