// `loadgen lesson`: claims that are predicted, measured and judged.
#include <fmt/format.h>

#include <optional>

#include "common/json_file.hpp"
#include "common/machine.hpp"
#include "loadgen/commands/command.hpp"
#include "loadgen/commands/interrupt.hpp"
#include "loadgen/commands/lesson_options.hpp"
#include "loadgen/commands/report_files.hpp"
#include "loadgen/experiment/runner.hpp"
#include "loadgen/experiment/workshop.hpp"
#include "loadgen/lab/server_process.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/report/html/lesson_html.hpp"
#include "loadgen/report/lesson_json.hpp"
#include "loadgen/report/lesson_text.hpp"
#include "loadgen/report/progress_line.hpp"

namespace lab {
namespace {

/// Says things as they come, since a lesson takes a while; nothing when stdout is for a report.
class Narrator {
 public:
  explicit Narrator(const LessonOptions& options)
      : silent_(options.json == "-" || options.html == "-") {}

  void say(const std::string& text) {
    if (silent_ || lost_) return;
    if (const auto written = write_text("-", text); !written) lost_ = written.error();
  }
  /// Why nobody hears it any more.
  const std::optional<Problem>& lost() const { return lost_; }

 private:
  bool silent_;
  std::optional<Problem> lost_;
};

int list_lessons(const Setting& setting) {
  std::vector<LessonOutline> outlines;
  for (const auto& lesson : lessons()) {
    outlines.push_back({lesson.text, expected_time(lesson.plan(setting), setting)});
  }
  fmt::print("{}", lesson_list_text(outlines));
  return kExitGood;
}

Setting setting_of(const LessonOptions& options) {
  return {usable_cores(), options.rounds, options.seed, usable_cpu_time()};
}

LessonFacts carry_out(const Lesson& lesson, const Setting& setting, const std::string& binary,
                      Narrator& narrator) {
  const auto plan = lesson.plan(setting);
  auto facts = planned_facts(lesson.text, plan, setting);
  narrator.say(lesson_plan_text(facts, expected_time(plan, setting)));
  ProgressLine line(ProgressLine::Show::kWhenTerminal);
  run_lesson(
      plan, binary, setting,
      [&](const LessonProgress& at) {
        line.draw(lesson_progress_text(lesson.text.id, at.arm, at.round, at.rounds, at.left));
        return interrupted() ? GoOn::kNo : GoOn::kYes;
      },
      facts);
  return facts;
}

struct Finished {
  Workshop workshop;
  std::vector<LessonSummary> summaries;
};

/// Without lessons there is only where they would go.
std::vector<ReportFile> files_of(const LessonOptions& options, const Finished* finished) {
  return {{"--json", options.json,
           [=] { return pretty_json(lesson_json(finished->workshop, finished->summaries)); }},
          {"--html", options.html,
           [=] { return lesson_html(finished->workshop, finished->summaries); }}};
}

/// Those that are files, as far as the lessons went: what ends us in the next takes nothing of it.
Result<void> save(const LessonOptions& options, const Finished& finished) {
  auto files = files_of(options, &finished);
  std::erase_if(files, [](const ReportFile& file) { return file.path == "-"; });
  return write_report_files(files);
}

/// What failed is said at once; the rest goes on.
void tell(const Result<void>& result) {
  if (!result) fail("lesson", result.error(), kExitFailed);
}

Finished hold(const LessonOptions& options, const Setting& setting, const std::string& binary,
              Narrator& narrator) {
  Finished finished{{describe_machine(), LAB_VERSION, options.seed, options.rounds, wall_now(), {}},
                    {}};
  narrator.say(workshop_head_text(finished.workshop));
  for (const auto* lesson : options.lessons) {
    if (interrupted() || narrator.lost()) break;
    if (!finished.summaries.empty()) tell(save(options, finished));
    auto facts = carry_out(*lesson, setting, binary, narrator);
    const auto& summary = finished.summaries.emplace_back(judge(facts));
    narrator.say(lesson_result_text(facts, summary));
    if (!facts.broken.empty()) tell(problem("{}: {}", facts.text.id, facts.broken));
    finished.workshop.lessons.push_back(std::move(facts));
  }
  if (finished.summaries.size() > 1)
    narrator.say(workshop_text(finished.workshop, finished.summaries));
  return finished;
}

int exit_code(const Finished& finished) {
  if (interrupted()) return kExitInterrupted;
  for (const auto& lesson : finished.workshop.lessons) {
    if (!lesson.broken.empty()) return kExitFailed;
  }
  const auto refuted = count_verdicts(finished.summaries, Verdict::kRefuted);
  return refuted > 0 ? kExitExpectation : kExitGood;
}

}  // namespace

int lesson_command(const std::vector<std::string>& arguments) {
  const auto options = parse_lesson_options(arguments, random_seed());
  if (!options) return fail("lesson", options.error(), kExitUsage);
  if (!options->help.empty()) {
    fmt::print("{}", options->help);
    return kExitGood;
  }
  const auto setting = setting_of(*options);
  if (options->list) return list_lessons(setting);
  if (const auto possible = check_report_files(files_of(*options, nullptr)); !possible)
    return fail("lesson", possible.error(), kExitUsage);
  watch_interrupts();
  raise_descriptor_limit();  // some lessons hold thousands of connections
  const auto binary = find_server_binary();
  if (!binary) return fail("lesson", binary.error(), kExitFailed);
  Narrator narrator(*options);
  const auto finished = hold(*options, setting, *binary, narrator);
  if (const auto written = write_report_files(files_of(*options, &finished)); !written)
    return fail("lesson", written.error(), kExitFailed);
  if (narrator.lost()) return fail("lesson", *narrator.lost(), kExitFailed);
  return exit_code(finished);
}

}  // namespace lab
