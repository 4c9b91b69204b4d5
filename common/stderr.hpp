// What people are told beside the output. Nobody can be told that this failed, so it never does.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string_view>
#include <utility>

namespace lab {

/// Lets go what cannot be written (a reader that left, a full disk): a report in progress goes on.
inline void put_to_stderr(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

template <class... Values>
void print_to_stderr(fmt::format_string<Values...> format, Values&&... values) {
  put_to_stderr(fmt::format(format, std::forward<Values>(values)...));
}

}  // namespace lab
