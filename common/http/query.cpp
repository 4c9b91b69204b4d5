// Decoding by Boost.URL.
#include "common/http/query.hpp"

#include <fmt/format.h>

#include <boost/url/parse_query.hpp>
#include <boost/url/params_encoded_view.hpp>
#include <boost/url/params_view.hpp>

namespace lab {

Result<QueryPairs> parse_query(std::string_view query) {
  if (query.empty()) return QueryPairs{};
  const auto parsed = boost::urls::parse_query({query.data(), query.size()});
  if (!parsed) return problem("the query '{}' is not well-formed", printable(query));
  boost::urls::encoding_opts plus_is_space;
  plus_is_space.space_as_plus = true;
  QueryPairs pairs;
  for (const auto& param : boost::urls::params_view(*parsed, plus_is_space)) {
    if (param.key.empty() && !param.has_value) continue;
    pairs.emplace_back(param.key, param.value);
  }
  return pairs;
}

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  for (const unsigned char c : text.substr(0, most)) {
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
