// Prints plans. Computes nothing.
#include "loadgen/report/plan_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/plan_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::size_t kResultColumn = 66;

std::string lines_text(const std::vector<PlanLine>& lines) {
  std::size_t width = 0;
  for (const auto& line : lines) width = std::max(width, line.name.size());
  std::string text;
  for (const auto& [name, said] : lines)
    text += wrapped(fmt::format("  {:<{}}  ", name, width), said);
  return text;
}

std::string candidate_line(const CandidateWords& words) {
  return fmt::format("  {:<18}{:>9}{:>7}{:>11}{:>11}{:>8}  {}\n", shortened(words.name, 17),
                     words.instances, words.cores, words.memory, words.rate, words.utilisation,
                     shortened(words.next, 12));
}

std::string candidates_text(const CapacityPlan& plan) {
  std::string text;
  if (plan.plans.size() > 1) {
    text += wrapped(fmt::format("Why {}: ", plan.plans.front().candidate.name), plan.why + ".") +
            candidate_line({"", "instances", "cores", "memory", "each", "target", "binds"});
    for (const auto& one : plan.plans) text += candidate_line(words_of(one));
  }
  for (const auto& [name, why] : plan.left_out)
    text += wrapped("  ", fmt::format("Left out: {}: {}.", name, why));
  return text;
}

std::string row_text(const PlanRow& row) {
  const auto result = quantity_text(row.result, row.unit);
  std::string text;
  if (row.name.size() + 4 < kResultColumn) {
    text = fmt::format("  {:<{}}{:>{}}\n", row.name, kResultColumn - 2, result,
                       kLineWidth - kResultColumn);
  } else {
    text = wrapped("  ", row.name) + fmt::format("{:>{}}\n", result, kLineWidth);
  }
  return text + wrapped("      ", row.formula) + wrapped("    = ", row.numbers);
}

std::string formulas_text(const InstancePlan& plan) {
  std::string text;
  for (const auto part : kPlanParts) {
    const auto rows = rows_of(plan, part);
    if (rows.empty()) continue;
    text += fmt::format("\n{}\n", part_title(part));
    for (const auto& row : rows) text += row_text(row);
  }
  return text;
}

}  // namespace

std::string plan_text(const CapacityPlan& plan) {
  const auto& best = plan.plans.front();
  auto text = plan_title(plan) + "\n\n" + wrapped("", plan_sentence(best));
  text += lines_text(plan_answer(plan));
  for (const auto& remark : best.remarks) text += wrapped("  ", remark);
  if (const auto others = candidates_text(plan); !others.empty()) text += "\n" + others;
  text += "\nAssumed, unless an option says otherwise\n" + lines_text(plan_assumptions(plan));
  return text + formulas_text(best);
}

}  // namespace lab
