// Standard output: writing to it, and what it can show if it is a terminal.
#pragma once

#include <cstddef>
#include <string_view>

#include "client/marks.hpp"
#include "common/result.hpp"

namespace lab {

/// All of `text`, at once; a Problem when stdout does not take it.
Result<void> write_stdout(std::string_view text);

/// Whether stdout is a terminal.
bool on_terminal();

/// Colours when stdout is a terminal that has them and NO_COLOR does not forbid them.
Colours terminal_colours();

/// Columns to fill: those of the terminal, else of the variable COLUMNS, else 80; always from
/// kLeastWidth to kMostWidth.
std::size_t terminal_width();

/// The decision of terminal_width(): `of_terminal` is 0 when there is none, `columns` the variable.
std::size_t choose_width(std::size_t of_terminal, std::string_view columns);

}  // namespace lab
