// Judges the lines between the chunks of a body from their bytes alone.
#pragma once

#include <cstddef>
#include <string_view>
#include <variant>

#include "common/http/request_head.hpp"

namespace lab {

/// `bytes` stand where a chunk's data is over, or nothing of the body has come (`first`). The
/// length of the CRLF behind the data, the next chunk's header line and, if that chunk is the last,
/// the trailers with their blank line; no value when more must come; or a refusal.
std::variant<std::monostate, std::size_t, Refusal> find_chunk_framing(std::string_view bytes,
                                                                      bool first);

}  // namespace lab
