// HTML in pieces: nothing that goes in as text comes out as markup.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "loadgen/report/html/assets.hpp"
#include "loadgen/report/html/table.hpp"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Markup, EscapesWhatHtmlTakesForItsOwn) {
  EXPECT_EQ(plain("<b a='1' c=\"2\"> & ").html(), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt; &amp; ");
  EXPECT_EQ(escaped("täglich\n\t"), "täglich\n\t");
}

TEST(Markup, ReplacesWhatHtmlDoesNotAllowAtAll) {
  EXPECT_EQ(escaped(std::string_view("a\0b\x1b\x7f", 5)), "a\uFFFDb\uFFFD\uFFFD");
}

TEST(Markup, EscapesAttributesAndTextButNotMarkup) {
  const auto bold = element("b", "<1>");
  EXPECT_EQ(element("span", {{"title", "\"><script>"}}, bold).html(),
            "<span title=\"&quot;&gt;&lt;script&gt;\"><b>&lt;1&gt;</b></span>");
}

TEST(Markup, OfDataCannotEndItsScript) {
  const boost::json::value data = boost::json::object{{"a", "</script><!-- <script>"}};
  const auto html = data_script(data).html();
  const auto begin = html.find('>') + 1;
  const auto json = html.substr(begin, html.rfind("</script>") - begin);
  EXPECT_THAT(json, Not(HasSubstr("<")));
  EXPECT_EQ(boost::json::parse(json), data);
}

TEST(Table, TellsEveryCellWhichColumnItIsIn) {
  const auto html =
      table("All & sundry", {{"Name"}, {"Value", Align::kNumber}}, {{plain("a"), plain("1")}})
          .html();
  EXPECT_THAT(html, HasSubstr("<caption>All &amp; sundry</caption>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\" class=\"words\">a</th>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\" data-label=\"Value\">1</td>"));
}

TEST(Assets, AreWholeAndCannotEndTheirElements) {
  EXPECT_THAT(std::string(chart_library_js()), HasSubstr("Chart.js"));
  EXPECT_GT(chart_library_js().size(), 100'000u);
  for (const auto asset : {page_css(), page_js(), charts_js(), chart_library_js()}) {
    EXPECT_FALSE(asset.empty());
    EXPECT_EQ(asset.find("</script"), std::string_view::npos);
  }
}

}  // namespace
}  // namespace lab
