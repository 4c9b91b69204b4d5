// Names, their checksum, and messages on one line.
#include "server/work/database_rows.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

namespace lab {

std::string name_of(std::int64_t key) { return fmt::format("item {}", key); }

void add_row(DatabaseResult& result, std::string_view name) {
  ++result.found;
  const auto* bytes = reinterpret_cast<const Bytef*>(name.data());
  const auto sum = crc32(result.checksum, bytes, static_cast<uInt>(name.size()));
  result.checksum = static_cast<std::uint32_t>(sum);
}

std::string one_line(std::string_view message) {
  std::string line(message);
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace lab
