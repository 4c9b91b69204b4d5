// Numbers to bytes and back.
#include "server/work/state_message.hpp"

namespace lab {

StateMessage encode_state(std::uint64_t number) {
  StateMessage bytes{};
  for (auto& byte : bytes) {
    byte = static_cast<char>(number & 0xff);
    number >>= 8;
  }
  return bytes;
}

std::optional<std::uint64_t> StateReader::commit(std::size_t n) {
  filled_ += n;
  if (filled_ < bytes_.size()) return std::nullopt;
  filled_ = 0;
  std::uint64_t number = 0;
  for (std::size_t i = bytes_.size(); i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes_[i]);
  }
  return number;
}

}  // namespace lab
