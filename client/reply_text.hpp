// One reply and its times as text for a person.
#pragma once

#include <string>

#include "client/timed_fetch.hpp"

namespace lab {

/// Status and header lines, with bytes that are not printable shown as \xNN.
std::string head_text(const ReceivedReply& reply);

/// Connect, wait, transfer and their total; what the server says of its own time, and who answered.
std::string times_text(const TimedReply& timed);

/// Whether a terminal should see the body: text (no control characters) of at most 64 KiB.
bool is_readable(std::string_view body);

}  // namespace lab
