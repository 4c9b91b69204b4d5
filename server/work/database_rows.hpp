// What is in the database, whichever it is, so that both give the same answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/job.hpp"

namespace lab {

/// Keys 1 to this have a row each from the start.
inline constexpr std::int64_t kSeededRows = 10'000;
/// So many keys behind them are written over and over: what requests write takes bounded room.
inline constexpr std::int64_t kWrittenRows = 10'000;

/// The i-th of `rows` keys to look up: in their order, and spread over all that are there.
constexpr std::int64_t key_to_find(std::uint64_t i, std::uint64_t rows) {
  return 1 + static_cast<std::int64_t>(i * static_cast<std::uint64_t>(kSeededRows) / rows);
}

/// The name in the row of that key: "item 1" and so on.
std::string name_of(std::int64_t key);

/// Counts a row that was found.
void add_row(DatabaseResult& result, std::string_view name);

/// A message of the database's without its line breaks.
std::string one_line(std::string_view message);

}  // namespace lab
