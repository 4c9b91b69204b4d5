// Words and lines as every text of client writes them.
#pragma once

#include <string>
#include <string_view>

namespace lab {

/// "1 request", "8 requests".
std::string plural(std::size_t count, std::string_view noun);

/// The text itself, or its beginning and "..." where it is longer than `width` (at least 3).
std::string shortened(std::string_view text, std::size_t width);

/// Lines of at most `width` columns, each with a newline, broken at blanks (or within a word that
/// is too long for a line and has no colour codes). Every line but the first begins with `indent`
/// blanks, fewer than `width`.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

/// "404 Not Found"; the number alone where the name is not known.
std::string status_text(int status);

/// 2xx and 3xx.
constexpr bool is_good(int status) { return status >= 200 && status < 400; }

}  // namespace lab
