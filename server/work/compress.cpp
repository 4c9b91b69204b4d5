// Text made word by word goes through deflate piece by piece.
#include "server/work/compress.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <span>

namespace lab {
namespace {

constexpr std::size_t kPiece = 16 * 1024;

/// Words in an order that a linear congruential generator makes up (Knuth's MMIX).
class Text {
 public:
  /// The next bytes of the text.
  void fill(std::span<char> room) {
    for (auto& byte : room) byte = next();
  }

 private:
  char next() {
    if (at_ == word_.size()) {
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;
      word_ = kWords[state_ >> 60];
      at_ = 0;
      return ' ';
    }
    return word_[at_++];
  }

  static constexpr std::array<std::string_view, 16> kWords{
      "process", "thread", "coroutine", "waits", "for",   "the",    "event",   "loop",
      "while",   "a",      "lock",      "holds", "every", "socket", "blocked", "again"};

  std::uint64_t state_ = 1;
  std::string_view word_ = kWords[0];
  std::size_t at_ = 0;
};

/// A deflate stream whose output is counted and thrown away.
class Deflater {
 public:
  Deflater() {
    if (deflateInit(&stream_, Z_DEFAULT_COMPRESSION) != Z_OK) throw std::bad_alloc();
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void put(std::span<char> piece, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(piece.data());
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(room_.data());
      stream_.avail_out = static_cast<uInt>(room_.size());
      deflate(&stream_, flush);
    } while (stream_.avail_out == 0);
  }

  std::uint64_t total_out() const { return stream_.total_out; }

 private:
  z_stream stream_{};
  std::array<char, kPiece> room_;
};

}  // namespace

CompressResult block(const Compress& compress, Gil* gil) {
  const GilRelease released(gil);
  CompressResult result{compress.bytes};
  Text text;
  Deflater deflater;
  std::array<char, kPiece> room;
  auto checksum = crc32(0, nullptr, 0);
  for (auto left = compress.bytes; left > 0;) {
    const auto piece =
        std::span(room).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece)));
    text.fill(piece);
    checksum = crc32(checksum, reinterpret_cast<const Bytef*>(piece.data()),
                     static_cast<uInt>(piece.size()));
    deflater.put(piece, Z_NO_FLUSH);
    left -= piece.size();
  }
  deflater.put({}, Z_FINISH);
  result.compressed = deflater.total_out();
  result.checksum = static_cast<std::uint32_t>(checksum);
  return result;
}

}  // namespace lab
