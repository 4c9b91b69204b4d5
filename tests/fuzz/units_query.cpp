// Fuzzes what people type: units, queries and URLs are read or refused in one line, and what was
// read and printed reads back unchanged.
#include <cmath>
#include <cstdint>
#include <string_view>

#include "common/http/query.hpp"
#include "common/http/url.hpp"
#include "common/units.hpp"
#include "tests/fuzz/require.hpp"

namespace lab::test {
namespace {

template <class T>
bool reads_as(const Result<T>& read, const T& value) {
  return read && *read == value;
}

/// Whether it was read; if not, why not can be shown to people.
template <class T>
bool was_read(const Result<T>& read) {
  if (!read) require_one_line(read.error().text);
  return read.has_value();
}

void check_numbers(std::string_view text) {
  if (const auto count = parse_count(text); was_read(count)) {
    require(reads_as(parse_count(std::to_string(*count)), *count), "a count reads back");
  }
  if (const auto decimal = parse_decimal(text); was_read(decimal)) {
    require(std::isfinite(*decimal) && *decimal >= 0, "a decimal is finite and has no sign");
  }
}

void check_units(std::string_view text) {
  if (const auto duration = parse_duration(text); was_read(duration)) {
    require(*duration >= Duration::zero(), "a duration is not negative");
    require(reads_as(parse_duration(format_setting(*duration)), *duration), "a setting reads back");
    require(!format_duration(*duration).empty(), "a duration prints");
  }
  if (const auto bytes = parse_bytes(text); was_read(bytes)) {
    require(reads_as(parse_bytes(std::to_string(*bytes)), *bytes), "a size reads back");
    require(!format_bytes(*bytes).empty(), "a size prints");
  }
  if (const auto rate = parse_rate(text); was_read(rate)) {
    require(std::isfinite(rate->per_second) && rate->per_second > 0,
            "a rate is finite and above zero");
    require(!format_number(rate->per_second).empty(), "a rate prints");
  }
}

void check_query(std::string_view text) {
  const auto pairs = parse_query(text);
  if (!was_read(pairs)) return;
  std::size_t decoded = 0;
  for (const auto& [name, value] : *pairs) decoded += name.size() + value.size();
  require(decoded <= text.size(), "decoding adds nothing");
}

void check_url(const Result<Url>& url) {
  if (!was_read(url)) return;
  require(!url->host.empty() && url->port != 0 && url->target.starts_with('/'), "a URL is whole");
  require_printable(url->host);
  require(url->target.find_first_of(" \r\n#") == std::string::npos,
          "a target fits into a request line");
}

}  // namespace
}  // namespace lab::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  lab::test::check_numbers(text);
  lab::test::check_units(text);
  lab::test::require_printable(lab::printable(text, 40));
  lab::test::check_query(text);
  lab::test::check_url(lab::parse_url(text));
  lab::test::check_url(lab::parse_full_url(text));
  return 0;
}
