// Splits queries; Boost.URL decodes the pieces. (Its parse_query() of 1.81 reads past the end of a
// view that no zero byte follows, so the splitting is ours.)
#include "common/http/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/url/encoding_opts.hpp>
#include <boost/url/pct_string_view.hpp>
#include <optional>

namespace lab {
namespace {

std::optional<std::string> decode(std::string_view text) {
  const auto encoded = boost::urls::make_pct_string_view({text.data(), text.size()});
  if (!encoded) return std::nullopt;
  boost::urls::encoding_opts form;
  form.space_as_plus = true;
  return encoded->decode(form);
}

}  // namespace

Result<QueryPairs> parse_query(std::string_view query) {
  QueryPairs pairs;
  const auto whole = query;
  while (!query.empty()) {
    const auto piece = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), piece.size() + 1));
    if (piece.empty()) continue;
    const auto equals = piece.find('=');
    const auto name = decode(piece.substr(0, equals));
    const auto value = decode(equals == std::string_view::npos ? "" : piece.substr(equals + 1));
    if (!name || !value)
      return problem("the query '{}' has a broken percent-encoding", printable(whole));
    pairs.emplace_back(*name, *value);
  }
  return pairs;
}

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  for (const char letter : text.substr(0, most)) {
    const auto c = static_cast<unsigned char>(letter);
    if (c >= 0x20 && c < 0x7f) {
      out += static_cast<char>(c);
    } else {
      out += fmt::format("\\x{:02x}", c);
    }
  }
  if (text.size() > most) out += "...";
  return out;
}

}  // namespace lab
