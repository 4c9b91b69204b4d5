// Bytes as text of the 64 characters that RFC 4648 names, with '=' at the end.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lab {

std::string base64(std::string_view bytes);

/// The bytes; none when the text is not what base64() makes of any: blanks, missing '=', bits that
/// no byte has.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace lab
