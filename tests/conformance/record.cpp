// Counts and renders; what a family is about stands here, everything else comes from the cases.
#include "tests/conformance/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

namespace lab::test {
namespace {

struct Family {
  std::string_view name, about;
};
constexpr std::array kFamilies{
    Family{"S1", "who is asked: `Host`, and targets that name a host"},
    Family{"S2", "where a body ends: lengths, codings, chunks, trailers"},
    Family{"S3", "request lines: methods, targets, versions"},
    Family{"S4", "header lines: folds, blanks, control characters"},
    Family{"S5", "limits on lines, headers, bodies and chunk framing"},
    Family{"S6", "`Expect`"},
    Family{"S7", "`HEAD`"},
    Family{"S8", "pipelining, keep-alive, `Connection`"},
    Family{"S9", "the stream ends, also inside a request"},
};

/// What the last request of a case gets.
std::string last_answer(const Case& one) {
  const bool none = one.after == After::kWaiting || one.answers.empty();
  return none ? "none" : std::to_string(one.answers.back().status);
}

/// "200: 5, 400: 13"
std::string last_answers(const std::vector<Case>& cases) {
  std::map<std::string, int> counts;
  for (const auto& one : cases) ++counts[last_answer(one)];
  std::string text;
  for (const auto& [answer, count] : counts) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", answer, count);
  }
  return text;
}

/// Places between two bytes.
std::size_t cuts_of(const std::vector<Case>& cases) {
  std::size_t cuts = 0;
  for (const auto& one : cases) cuts += std::max<std::size_t>(one.bytes.size(), 1) - 1;
  return cuts;
}

std::string row(std::string_view name, std::string_view about, const std::vector<Case>& cases) {
  const auto closed = std::count_if(cases.begin(), cases.end(),
                                    [](const Case& one) { return one.after == After::kClosed; });
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, about, cases.size(), cuts_of(cases),
                     last_answers(cases), closed);
}

}  // namespace

std::string conformance_record(const std::vector<Case>& cases) {
  std::string text =
      "| family | about | cases | cuts | right answers: cases | closed |\n"
      "|---|---|---|---|---|---|\n";
  for (const auto& family : kFamilies) {
    std::vector<Case> members;
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(members),
                 [&](const Case& one) { return one.family == family.name; });
    text += row(family.name, family.about, members);
  }
  return text + row("all", "", cases);
}

}  // namespace lab::test
