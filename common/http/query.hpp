// Query strings as decoded name and value pairs, in order.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.hpp"

namespace lab {

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

/// Percent-decodes "a=1&b=2"; '+' is a blank, a name without '=' has an empty value, empty pieces
/// ("a=1&&b=2") are dropped.
Result<QueryPairs> parse_query(std::string_view query);

/// Printable ASCII as it is, everything else as \xNN, cut after `most` bytes: for echoing a peer's
/// text in a message.
std::string printable(std::string_view text, std::size_t most = 64);

}  // namespace lab
