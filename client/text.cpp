// Breaking and shortening of ASCII text, which may be coloured.
#include "client/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/http/message.hpp"

namespace lab {
namespace {

/// Columns on the screen: colour codes take none.
std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\033') {
      at = std::min(text.find('m', at), text.size());
    } else {
      ++count;
    }
  }
  return count;
}

/// Cuts the first word off the front of `text`, and the blank behind it; no more than `room` of a
/// word that is longer.
std::string_view cut_word(std::string_view& text, std::size_t room) {
  auto word = text.substr(0, text.find(' '));
  if (columns(word) > room) word = word.substr(0, room);
  text.remove_prefix(word.size());
  if (text.starts_with(' ')) text.remove_prefix(1);
  return word;
}

}  // namespace

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string shortened(std::string_view text, std::size_t width) {
  if (text.size() <= width) return std::string(text);
  return std::string(text.substr(0, width - 3)) + "...";
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string lines;
  std::size_t used = 0;
  while (!text.empty()) {
    const auto word = cut_word(text, width - indent);
    const auto length = columns(word);
    if (used > 0 && used + 1 + length > width) {
      lines.append("\n").append(indent, ' ');
      used = indent;
    } else if (used > 0) {
      lines += ' ';
      ++used;
    }
    lines += word;
    const bool was_cut = text.data() == word.data() + word.size();
    used = was_cut ? width : used + length;  // nothing goes behind a part of a word
  }
  return lines + "\n";
}

std::string status_text(int status) {
  const auto phrase = reason_phrase(static_cast<Status>(status));
  if (phrase == reason_phrase(static_cast<Status>(0))) return std::to_string(status);
  return fmt::format("{} {}", status, phrase);
}

}  // namespace lab
