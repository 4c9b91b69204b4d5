// Reads the options of `loadgen lesson`.
#include "loadgen/commands/lesson_options.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/units.hpp"
#include "loadgen/lessons/lessons.hpp"

namespace lab {
namespace {

constexpr std::size_t kUsualRounds = 5;
constexpr std::uint64_t kMostRounds = 1000;

constexpr const char* kFooter =
    "Each lesson says what it predicts, measures it in interleaved rounds on servers that it\n"
    "starts itself, and judges: confirmed (the 95 % interval lies inside what is accepted),\n"
    "refuted (wholly outside) or inconclusive. Round r draws with seed + r - 1.\n"
    "Exit: 0 done, 1 a lesson could not be carried out, 2 usage, 99 a lesson was refuted,\n"
    "130 after Ctrl-C.";

/// What was given, where the options exclude one another.
struct Given {
  std::vector<std::string> words;
  bool quick = false;
  std::optional<std::size_t> rounds;
};

std::string lesson_names() {
  std::string names;
  for (const auto& lesson : lessons())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", lesson.text.id);
  return names;
}

Result<std::string> parse_word(std::string_view text) {
  if (text == "all" || text == "list" || find_lesson(text) != nullptr) return std::string(text);
  return problem("'{}' is neither all nor list nor one of {}", printable(text), lesson_names());
}

CommandLine describe(Given& given, LessonOptions& o) {
  return {
      "loadgen lesson",
      "Predicts, measures and judges what the lesson text claims.",
      {{"LESSON", "NAME...", "", "names of lessons, 'all', or 'list' to see them",
        collector(given.words, parse_word), Occurs::kOften},
       {"--quick", "", "", "one round: strong effects alone are judged",
        switch_to(given.quick, true)},
       {"--rounds", "N", std::to_string(kUsualRounds), "interleaved rounds of each lesson",
        setter(given.rounds, [](std::string_view t) { return parse_whole(t, 1, kMostRounds); })},
       {"--seed", "N", "random", "of arrivals at random times",
        whole(o.seed, 0, std::numeric_limits<std::int64_t>::max())},
       {"--json", "FILE", "", "write every round there; '-': stdout, no text", text(o.json)},
       {"--html", "FILE", "", "write a report with charts there; '-' as above", text(o.html)}},
      kFooter};
}

Result<void> pick_lessons(const Given& given, LessonOptions& o) {
  const auto named = [&](std::string_view word) {
    return std::find(given.words.begin(), given.words.end(), word) != given.words.end();
  };
  if ((named("all") || named("list")) && given.words.size() > 1)
    return problem("LESSON: 'all' and 'list' stand alone");
  o.list = named("list");
  if (o.list && !(o.json.empty() && o.html.empty()))
    return problem("LESSON: 'list' writes no report");
  for (const auto& lesson : lessons()) {
    if (named("all") || named(lesson.text.id)) o.lessons.push_back(&lesson);
  }
  return {};
}

}  // namespace

Result<LessonOptions> parse_lesson_options(const std::vector<std::string>& arguments,
                                           std::uint64_t random_seed) {
  LessonOptions options;
  options.seed = random_seed;
  Given given;
  auto help = read_arguments(describe(given, options), arguments);
  if (!help) return help.error();
  options.help = std::move(*help);
  if (!options.help.empty()) return options;
  if (given.quick && given.rounds) return problem("--rounds: --quick is one round");
  options.rounds = given.rounds.value_or(given.quick ? 1 : kUsualRounds);
  if (const auto picked = pick_lessons(given, options); !picked) return picked.error();
  return options;
}

}  // namespace lab
