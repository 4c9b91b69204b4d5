// The frame of every report: one file that needs nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loadgen/experiment/judgement.hpp"
#include "loadgen/report/html/markup.hpp"

namespace lab {

/// What can be jumped to; a page of its own on paper.
struct Section {
  std::string id;     // of letters, digits and '-'
  std::string label;  // in the list of sections
  std::optional<Verdict> verdict = {};
  std::string title;
  Markup body;
};

struct Page {
  std::string title;
  std::string subtitle;
  std::vector<Section> sections;
};

std::string page_html(const Page& page);

/// A verdict by sign, word and colour, so that none of them is needed. `said` is what is to be
/// read.
Markup verdict_mark(const std::optional<Verdict>& verdict, std::string_view said);

}  // namespace lab
