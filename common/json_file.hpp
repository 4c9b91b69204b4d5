// JSON as text that people read too: numbers without needless exponents, indented or on one line.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "common/result.hpp"

namespace lab {

/// The value as indented text with a final newline.
std::string pretty_json(const boost::json::value& value);

/// The value on one line, without a newline.
std::string compact_json(const boost::json::value& value);

/// Whether write_text() could write there: makes the file where there is none, and leaves what one
/// holds. "-" and an empty path are fine.
Result<void> check_writable(const std::string& path);

/// The whole file at `path`; a problem when it cannot be read or has more than `most` bytes.
Result<std::string> read_text(const std::string& path, std::size_t most);

/// Writes `text` to the file at `path`, or to stdout when `path` is "-".
Result<void> write_text(const std::string& path, const std::string& text);

}  // namespace lab
