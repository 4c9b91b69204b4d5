// Tables that scroll inside their frame, or become cards where there is no room for columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loadgen/report/html/markup.hpp"

namespace lab {

enum class Align { kText, kNumber };

struct Column {
  std::string_view heading;
  Align align = Align::kText;
};

/// The first cell of a row is its heading.
using TableRow = std::vector<Markup>;

/// `caption` says what it holds, to those who hear it before they see it.
Markup table(std::string_view caption, const std::vector<Column>& columns,
             const std::vector<TableRow>& rows);

struct Fact {
  std::string_view name;
  Markup value;
};
/// Names and values, one below the other.
Markup fact_list(const std::vector<Fact>& facts);

/// A value with a word beneath it, smaller; just the value where there is no word.
Markup with_note(std::string_view value, std::string_view note);

}  // namespace lab
