// Foreign JSON is read or refused by name; the first fault is the one that is told.
#include "common/json_place.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace lab {
namespace {

/// What reading `text` finds wrong, by a reader that gets the root.
template <class Read>
std::string fault_of(const char* text, Read read) {
  JsonFault fault;
  const auto value = boost::json::parse(text);
  read(JsonPlace(value, fault));
  return fault.result() ? "" : fault.result().error().text;
}

TEST(JsonPlace, ReadsWhatIsThere) {
  JsonFault fault;
  const auto value =
      boost::json::parse(R"({"a":[1,2.5,"x",true,null],"b":{"c":18446744073709551615}})");
  const JsonPlace root(value, fault);
  const auto a = root["a"].elements();
  ASSERT_EQ(a.size(), 5u);
  EXPECT_EQ(a[0].whole(), 1u);
  EXPECT_EQ(a[0].number(), 1);
  EXPECT_EQ(a[1].number(), 2.5);
  EXPECT_EQ(a[2].text(), "x");
  EXPECT_TRUE(a[3].flag());
  EXPECT_TRUE(a[4].is_null());
  EXPECT_TRUE(root.has("b"));
  EXPECT_FALSE(root.has("d"));
  EXPECT_EQ(root["b"].members()[0].first, "c");
  EXPECT_EQ(root["b"]["c"].whole(0, ~std::uint64_t{0}), ~std::uint64_t{0});
  EXPECT_TRUE(fault.result());
}

TEST(JsonPlace, NamesThePlaceOfAFault) {
  const char* text = R"({"a":[{"b":-1}]})";
  EXPECT_EQ(fault_of(text, [](JsonPlace root) { root["a"].elements()[0]["b"].whole(0, 9); }),
            "a[0].b is not a whole number from 0 to 9");
  EXPECT_EQ(fault_of(text, [](JsonPlace root) { root["a"].elements()[0]["c"].text(); }),
            "a[0].c is missing");
  EXPECT_EQ(fault_of(text, [](JsonPlace root) { root["a"]["b"].text(); }), "a is not an object");
  EXPECT_EQ(fault_of("7", [](JsonPlace root) { root["a"]; }), "the whole is not an object");
}

TEST(JsonPlace, TellsTheFirstFaultAlone) {
  EXPECT_EQ(fault_of("{}",
                     [](JsonPlace root) {
                       root["a"]["b"].elements();
                       root["c"].flag();
                     }),
            "a is missing");
}

TEST(JsonPlace, GivesZeroWhereThereIsNoValue) {
  JsonFault fault;
  const boost::json::value value = "text";
  const JsonPlace root(value, fault);
  EXPECT_EQ(root.whole(), 0u);
  EXPECT_EQ(root.number(), 0);
  EXPECT_FALSE(root.flag());
  EXPECT_TRUE(root.elements().empty());
  EXPECT_TRUE(root.members().empty());
}

}  // namespace
}  // namespace lab
