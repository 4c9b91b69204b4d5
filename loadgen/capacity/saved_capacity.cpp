// Takes the brackets out of a report of loadgen capacity.
#include "loadgen/capacity/saved_capacity.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

#include "common/http/query.hpp"
#include "common/json_place.hpp"

namespace lab {
namespace json = boost::json;
namespace {

constexpr std::string_view kKind = "loadgen-capacity";
constexpr std::size_t kLongestName = 200;
constexpr double kLeastLatency = 1e-6;      // seconds
constexpr double kLongestLatency = 86'400;  // seconds; below what a Duration holds
constexpr double kMostMemory = 1e15;        // bytes
constexpr double kLeastConfidence = 0.5;    // below it nothing was shown
constexpr double kMostConfidence = 0.999999;
constexpr double kMostPerSecond = 1e6;  // more than loadgen asks for
constexpr unsigned kMostCount = 1'000'000;

Result<void> check_kind(const json::value& value) {
  const auto* report = value.if_object();
  const auto* kind = report == nullptr ? nullptr : report->if_contains("kind");
  if (kind == nullptr || !kind->is_string()) return problem("is no report of loadgen capacity");
  if (const auto& name = kind->get_string(); name != kKind)
    return problem("is a report of kind '{}', not '{}'", printable(name), kKind);
  return {};
}

/// What `read` makes of it, unless it is null.
template <class Read>
auto unless_null(const JsonPlace& place, Read read) -> std::optional<decltype(read(place))> {
  if (place.is_null()) return std::nullopt;
  return read(place);
}

double number_within(const JsonPlace& place, double least, double most) {
  const double number = place.number();
  if (number >= least && number <= most) return number;
  place.refuse(fmt::format("a number from {} to {}", least, most));
  return least;
}

unsigned count(const JsonPlace& place, unsigned least) {
  return static_cast<unsigned>(place.whole(least, kMostCount));
}

Duration seconds(const JsonPlace& place) {
  return from_seconds(number_within(place, 0, kLongestLatency));
}

/// `names` in the order of `Named`.
template <class Named, std::size_t N>
Named one_of(const JsonPlace& place, const std::array<std::string_view, N>& names) {
  const auto found = std::find(names.begin(), names.end(), place.text());
  if (found != names.end()) return static_cast<Named>(found - names.begin());
  place.refuse(fmt::format("one of {}", fmt::join(names, ", ")));
  return {};
}

Model read_model(const JsonPlace& place) {
  const auto name = place.text();
  const auto model = find_model(name);
  if (!model) place.refuse("process, thread, async or null");
  return model.value_or(Model::kProcess);
}

/// The least that a rate can be: a plan divides by it.
double rate(const JsonPlace& place) { return number_within(place, 1e-3, kMostPerSecond); }

/// Who passed has replies, and so latencies.
void read_latency(const JsonPlace& place, SavedServer& server) {
  if (!server.pass_per_s) return;
  const auto latency = [](const JsonPlace& at) {
    return from_seconds(number_within(at, kLeastLatency, kLongestLatency));
  };
  server.p50 = latency(place["p50_s"]);
  server.p99 = latency(place["p99_s"]);
  if (server.p99 < server.p50) place["p99_s"].refuse("a number of at least p50_s");
}

void check_bracket(const JsonPlace& place, const SavedServer& server) {
  if (server.pass_per_s && server.fail_per_s && *server.fail_per_s <= *server.pass_per_s)
    place["fail_per_s"].refuse("a number above pass_per_s");
}

/// At the lowest rate that was offered, where hardly anybody waits; `otherwise` where no step
/// tells.
Duration median_alone(const JsonPlace& steps, Duration otherwise) {
  std::optional<double> lowest;
  auto alone = otherwise;
  for (const auto& step : steps.elements()) {
    const double rate = step["per_s"].number();
    const auto p50 = step["latency"]["p50"];
    if (p50.is_null() || (lowest && rate >= *lowest)) continue;
    lowest = rate;
    alone = from_seconds(number_within(p50["ms"], 0, kLongestLatency * 1000) / 1000);
  }
  return std::min(alone, otherwise);
}

SavedServer read_server(const JsonPlace& place) {
  SavedServer server;
  server.name = printable(place["name"].text(), kLongestName);
  server.model = unless_null(place["model"], read_model);
  server.workers = unless_null(place["workers"], [](const auto& at) { return count(at, 1); });
  server.cores = unless_null(place["cores"],
                             [](const auto& at) { return number_within(at, 0.01, kMostCount); });
  server.pass_per_s = unless_null(place["pass_per_s"], rate);
  server.fail_per_s = unless_null(place["fail_per_s"], rate);
  check_bracket(place, server);
  server.confidence = number_within(place["confidence"], kLeastConfidence, kMostConfidence);
  server.conclusion = one_of<Conclusion>(place["conclusion"], kConclusionNames);
  server.limit = one_of<FirstLimit>(place["limit"], kLimitNames);
  read_latency(place["latency_at_pass"], server);
  server.alone = place.has("steps") ? median_alone(place["steps"], server.p50) : server.p50;
  server.cpu = unless_null(place["cpu_s_per_request"], seconds);
  server.memory = unless_null(place["rss_bytes"],
                              [](const auto& at) { return number_within(at, 1, kMostMemory); });
  server.connections =
      unless_null(place["connections"], [](const auto& at) { return count(at, 0); }).value_or(0);
  return server;
}

std::vector<Expectation> read_objectives(const JsonPlace& place) {
  std::vector<Expectation> objectives;
  for (const auto& element : place.elements()) {
    const auto objective = parse_expectation(element.text());
    if (objective) {
      objectives.push_back(*objective);
    } else {
      element.refuse("an objective such as p99<100ms");
    }
  }
  return objectives;
}

}  // namespace

Result<SavedCapacity> parse_saved_capacity(std::string_view text) {
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  if (error) return problem("is no JSON: {}", error.message());
  if (const auto right = check_kind(value); !right) return right.error();
  JsonFault fault;
  const JsonPlace place(value, fault);
  SavedCapacity saved{read_objectives(place["slo"]), {}};
  for (const auto& server : place["servers"].elements())
    saved.servers.push_back(read_server(server));
  if (saved.servers.empty()) place["servers"].refuse("a list of at least one server");
  if (const auto sound = fault.result(); !sound) return sound.error();
  return saved;
}

}  // namespace lab
