// What the targets that fuzz command lines share: words out of bytes, wherever they run.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "common/http/url.hpp"
#include "tests/fuzz/require.hpp"

namespace lab::test {

using Words = std::vector<std::string>;

/// Apart by line ends, or by zeros as in /proc/PID/cmdline where there are any.
inline Words words_in(std::string_view bytes) {
  const char apart = bytes.find('\0') == std::string_view::npos ? '\n' : '\0';
  Words words;
  while (!bytes.empty()) {
    const auto word = bytes.substr(0, bytes.find(apart));
    words.emplace_back(word);
    bytes.remove_prefix(std::min(bytes.size(), word.size() + 1));
  }
  return words;
}

/// LAB_NAME stands for --name, so results would depend on where the fuzzer runs.
inline void forget_environment() {
  Words names;
  for (auto* const* entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (text.starts_with("LAB_")) names.emplace_back(text.substr(0, text.find('=')));
  }
  for (const auto& name : names) unsetenv(name.c_str());
}

/// A subcommand and the check of what its words come to.
struct FuzzedCommand {
  std::string_view name;
  void (*check)(const Words&);
};

/// As main does: the first word chooses; nothing comes of any other.
template <std::size_t N>
void check_subcommand(const std::array<FuzzedCommand, N>& commands, Words words) {
  if (words.empty()) return;
  const auto name = words.front();
  words.erase(words.begin());
  for (const auto& command : commands) {
    if (command.name == name) command.check(words);
  }
}

/// Whether `read` gave options to use; its refusal is a line, its help is not looked at.
template <class Options>
bool has_options(const Options& read) {
  if (!read) require_one_line(read.error().text);
  return read && read->help.empty();
}

template <class T>
bool within(T value, std::type_identity_t<T> least, std::type_identity_t<T> most) {
  return least <= value && value <= most;
}

inline void require_url(const Url& url) {
  require(!url.host.empty() && url.port != 0 && url.target.starts_with('/'), "a URL is whole");
  require_printable(url.host);
}

}  // namespace lab::test
