// Collects or counts what a reply consists of.
#include "common/http/reply_parser.hpp"

#include <boost/beast/core/string.hpp>
#include <limits>

namespace lab {
namespace {

constexpr std::uint32_t kMostHeader = 1024 * 1024;  // of a server we do not control

}  // namespace

std::string_view ReceivedReply::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (boost::beast::iequals(key, name)) return value;
  }
  return {};
}

ReplyParser::ReplyParser(ReceivedReply& reply, Keep keep) : reply_(reply), keep_(keep) {
  header_limit(kMostHeader);
  body_limit(boost::none);
  eager(true);
}

void ReplyParser::on_field_impl(boost::beast::http::field, Text name, Text value, Error&) {
  if (keep_ == Keep::kEverything) reply_.fields.emplace_back(name, value);
  if (reply_.worker.empty() && boost::beast::iequals(name, "X-Worker")) reply_.worker = value;
}

std::size_t ReplyParser::take(Text piece) {
  reply_.body_bytes += piece.size();
  if (keep_ == Keep::kEverything) reply_.body.append(piece.data(), piece.size());
  return piece.size();
}

}  // namespace lab
