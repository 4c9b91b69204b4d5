// Three bytes are four characters.
#include "common/base64.hpp"

#include <algorithm>
#include <cstdint>

namespace lab {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// One to three bytes as a number of 24 bits.
std::uint32_t group_of(std::string_view bytes) {
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    group = (group << 8) | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u);
  }
  return group;
}

/// Of four characters, '=' standing for zero bits; none when one is no character of base64.
std::optional<std::uint32_t> group_of_text(std::string_view four, std::size_t padding) {
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto value = i < 4 - padding ? kAlphabet.find(four[i]) : 0;
    if (value == std::string_view::npos) return std::nullopt;
    group = (group << 6) | static_cast<std::uint32_t>(value);
  }
  return group;
}

std::size_t padding_of(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with('=') ? 1 : 0;
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(3, bytes.size()))) {
    const auto group = group_of(bytes);
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= bytes.size() ? kAlphabet[(group >> (18 - 6 * i)) & 63] : '=';
    }
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (; !text.empty(); text.remove_prefix(4)) {
    const auto padding = text.size() == 4 ? padding_of(text) : 0;
    const auto group = group_of_text(text.substr(0, 4), padding);
    if (!group || (*group & ((1u << (8 * padding)) - 1)) != 0) return std::nullopt;
    for (std::size_t i = 0; i < 3 - padding; ++i) {
      bytes.push_back(static_cast<char>(*group >> (16 - 8 * i)));
    }
  }
  return bytes;
}

}  // namespace lab
