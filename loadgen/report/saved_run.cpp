// Takes the parts of a report that a run can be merged from; the rest follows from them.
#include "loadgen/report/saved_run.hpp"

#include <boost/json/parse.hpp>

#include "common/http/query.hpp"
#include "loadgen/report/run_facts_json.hpp"
#include "loadgen/report/run_plan_json.hpp"

namespace lab {
namespace json = boost::json;
namespace {

constexpr std::string_view kKind = "loadgen-run";
constexpr std::size_t kLongestNote = 300;

/// A report of another kind, or of a loadgen that kept no facts.
Result<void> check_kind(const json::value& value) {
  const auto* report = value.if_object();
  const auto* kind = report == nullptr ? nullptr : report->if_contains("kind");
  if (kind == nullptr || !kind->is_string()) return problem("is no report of loadgen run");
  if (const auto& name = kind->get_string(); name != kKind) {
    return problem("is a report of kind '{}', not '{}'", printable(name), kKind);
  }
  if (!report->contains("facts")) {
    return problem("has no facts: it was written by an older loadgen");
  }
  return {};
}

std::vector<std::string> read_notes(const JsonPlace& place) {
  std::vector<std::string> notes;
  for (const auto& note : place.elements()) notes.push_back(printable(note.text(), kLongestNote));
  return notes;
}

}  // namespace

Result<SavedRun> parse_saved_run(std::string_view text) {
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  if (error) return problem("is no JSON: {}", error.message());
  if (const auto right = check_kind(value); !right) return right.error();
  JsonFault fault;
  const JsonPlace place(value, fault);
  SavedRun run{read_run_plan(place["plan"]), read_run_facts(place["facts"]),
               read_notes(place["notes"])};
  if (run.result.entries.size() != run.plan.mix.size()) {
    place["facts"]["entries"].refuse("an entry for each of the mix");
  }
  if (const auto sound = fault.result(); !sound) return sound.error();
  return run;
}

}  // namespace lab
