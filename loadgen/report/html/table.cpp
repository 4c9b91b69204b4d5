// Tables and lists of facts.
#include "loadgen/report/html/table.hpp"

namespace lab {
namespace {

std::string_view class_of(const Column& column) {
  return column.align == Align::kNumber ? "number" : "words";
}

Markup head(const std::vector<Column>& columns) {
  Markup cells;
  for (const auto& column : columns)
    cells += element("th", {{"scope", "col"}, {"class", class_of(column)}}, column.heading);
  return element("thead", element("tr", cells));
}

Markup body_row(const std::vector<Column>& columns, const TableRow& row) {
  Markup cells;
  for (std::size_t i = 0; i < row.size(); ++i) {
    // The heading beside the value, for when cells stand below one another.
    const Attributes attributes{{"class", class_of(columns[i])},
                                {"data-label", columns[i].heading}};
    cells += i == 0 ? element("th", {{"scope", "row"}, {"class", "words"}}, row[i])
                    : element("td", attributes, row[i]);
  }
  return element("tr", cells);
}

}  // namespace

Markup table(std::string_view caption, const std::vector<Column>& columns,
             const std::vector<TableRow>& rows) {
  Markup body;
  for (const auto& row : rows) body += body_row(columns, row);
  const auto content = element("caption", caption) + head(columns) + element("tbody", body);
  // What scrolls must be reachable by keyboard.
  return element(
      "div", {{"class", "scroll"}, {"role", "group"}, {"tabindex", "0"}, {"aria-label", caption}},
      element("table", content));
}

Markup fact_list(const std::vector<Fact>& facts) {
  Markup items;
  for (const auto& fact : facts)
    items += element("div", element("dt", fact.name) + element("dd", fact.value));
  return element("dl", items);
}

Markup with_note(std::string_view value, std::string_view note) {
  if (note.empty()) return plain(value);
  return plain(value) + plain(" ") + element("small", note);
}

}  // namespace lab
