// Bytes that were read and not yet used; owns no memory while it is empty and released.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace lab {

class ByteQueue {
 public:
  std::string_view data() const { return {room_.get() + begin_, end_ - begin_}; }
  std::span<char> writable_data() { return {room_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  std::size_t size() const { return end_ - begin_; }

  /// Room of at least `least` bytes behind the data; moves or grows what is held.
  std::span<char> prepare(std::size_t least);
  /// The first `n` bytes of what prepare() gave now count as data.
  void commit(std::size_t n) { end_ += n; }
  void consume(std::size_t n);
  /// Gives the memory back when there is no data.
  void release();

 private:
  std::unique_ptr<char[]> room_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace lab
