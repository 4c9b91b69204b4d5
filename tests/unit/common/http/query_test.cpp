// Queries become decoded pairs, in order and with repetitions.
#include "common/http/query.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(Query, DecodesPairsInOrder) {
  const std::pair<std::string_view, QueryPairs> table[] = {
      {"", {}},
      {"a=1", {{"a", "1"}}},
      {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
      {"b=2&a=1&b=3", {{"b", "2"}, {"a", "1"}, {"b", "3"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"=1", {{"", "1"}}},
      {"=", {{"", ""}}},
      {"&", {}},
      {"&&a=1&&b=2&", {{"a", "1"}, {"b", "2"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"a=1+2%2B3", {{"a", "1 2+3"}}},
      {"%61%20+=%3D%26", {{"a  ", "=&"}}},
      {"do=io:20,cpu:5@pool", {{"do", "io:20,cpu:5@pool"}}},
      {"a=%00", {{"a", std::string(1, '\0')}}},
      {"a=%C3%A9", {{"a", "\xc3\xa9"}}},
      {"a=?/", {{"a", "?/"}}},
  };
  for (const auto& [query, pairs] : table) {
    const auto parsed = parse_query(query);
    ASSERT_TRUE(parsed) << query;
    EXPECT_EQ(*parsed, pairs) << query;
  }
}

TEST(Query, RefusesBrokenEncoding) {
  for (const std::string_view query : {"a=%", "a=%4", "a=%zz", "%=1", "a=%4g&b=1", "%%"}) {
    const auto parsed = parse_query(query);
    ASSERT_FALSE(parsed) << query;
    EXPECT_TRUE(parsed.error().text.starts_with("the query '")) << parsed.error().text;
    for (const char c : parsed.error().text) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << "printable only";
  }
}

TEST(Printable, ShowsEveryByteAndCutsLongTexts) {
  EXPECT_EQ(printable("abc ~"), "abc ~");
  EXPECT_EQ(printable(std::string_view("a\r\n\0\x1b\x7f\xff", 7)),
            "a\\x0d\\x0a\\x00\\x1b\\x7f\\xff");
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdefg", 6), "abcdef...");
  EXPECT_EQ(printable(""), "");
}

}  // namespace
}  // namespace lab
