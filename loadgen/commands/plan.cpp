// `loadgen plan`: how many instances, run how. Measures nothing.
#include <fmt/format.h>

#include "common/http/query.hpp"
#include "common/json_file.hpp"
#include "loadgen/commands/command.hpp"
#include "loadgen/commands/plan_options.hpp"
#include "loadgen/commands/report_files.hpp"
#include "loadgen/report/html/plan_html.hpp"
#include "loadgen/report/plan_json.hpp"
#include "loadgen/report/plan_text.hpp"
#include "loadgen/report/plan_words.hpp"

namespace lab {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;  // of a report

/// What there is to plan with, and the question with all its objectives.
struct Ground {
  std::vector<PlanCandidate> candidates;
  std::vector<LeftOut> left_out;
  PlanQuestion question;
};

Result<Ground> read_search(const PlanOptions& options) {
  const auto text = read_text(options.from, kMostBytes);
  if (!text) return problem("--from: {}", text.error().text);
  const auto wrong = [&](const Problem& fault) {
    return problem("--from: '{}': {}", printable(options.from, 200), fault.text);
  };
  const auto saved = parse_saved_capacity(*text);
  if (!saved) return wrong(saved.error());
  auto objectives = objectives_of_search(saved->objectives, options.question.objectives);
  if (!objectives) return wrong(objectives.error());
  if (const auto sound = check_pooled(options.stated, *objectives); !sound) return sound.error();
  auto measured = measured_candidates(*saved, options.stated);
  if (!measured) return measured.error();
  Ground ground{std::move(measured->candidates), std::move(measured->left_out), options.question};
  ground.question.objectives = std::move(*objectives);
  return ground;
}

Result<Ground> ground_of(const PlanOptions& options) {
  if (!options.from.empty()) return read_search(options);
  if (options.work)
    return Ground{pipeline_candidates(*options.work, options.stated.cores.value_or(kUsualCores),
                                      options.http_cpu, options.stated.memory),
                  {},
                  options.question};
  if (const auto sound = check_pooled(options.stated, options.question.objectives); !sound)
    return sound.error();
  auto stated = stated_candidate(options.stated);
  if (!stated) return stated.error();
  return Ground{{std::move(*stated)}, {}, options.question};
}

/// Without a plan there is only where it would go.
std::vector<ReportFile> files_of(const PlanOptions& options, const CapacityPlan* plan) {
  return {{"--json", options.json, [=] { return pretty_json(plan_json(*plan)); }},
          {"--html", options.html, [=] { return plan_html(*plan, LAB_VERSION); }}};
}

Result<void> write_report(const PlanOptions& options, const CapacityPlan& plan) {
  const auto files = files_of(options, &plan);
  if (!any_on_stdout(files)) {
    if (const auto written = write_text("-", plan_text(plan)); !written) return written;
  }
  return write_report_files(files);
}

/// The first that was not met is said on stderr.
int exit_code(const CapacityPlan& plan) {
  for (const auto& judged : plan.expectations) {
    if (judged.met == Met::kYes) continue;
    return fail(
        "plan",
        problem("--expect: {} was not met; {}", printable(judged.text), planned_words(judged)),
        kExitExpectation);
  }
  return kExitGood;
}

}  // namespace

int plan_command(const std::vector<std::string>& arguments) {
  const auto options = parse_plan_options(arguments);
  if (!options) return fail("plan", options.error(), kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  const auto ground = ground_of(*options);
  if (!ground) return fail("plan", ground.error(), kExitUsage);
  if (const auto possible = check_report_files(files_of(*options, nullptr)); !possible)
    return fail("plan", possible.error(), kExitUsage);
  auto plan = plan_capacity(ground->candidates, ground->question, ground->left_out);
  if (!plan) return fail("plan", plan.error(), kExitFailed);
  plan->expectations = judge_plan(options->expectations, plan->plans.front());
  if (const auto written = write_report(*options, *plan); !written)
    return fail("plan", written.error(), kExitFailed);
  return exit_code(*plan);
}

}  // namespace lab
