// Each kind of fact is written and read side by side; counts from one table for both directions.
#include "loadgen/report/run_facts_json.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>

#include "common/base64.hpp"
#include "common/http/query.hpp"
#include "loadgen/report/figure_json.hpp"

namespace lab {
namespace json = boost::json;
namespace {

constexpr std::uint64_t kFormat = 1;       // goes up when an older loadgen could not read it
constexpr std::size_t kMostEntries = 100;  // each costs half a megabyte
constexpr std::size_t kLongestName = 200;  // of a worker or of a failure

template <class Facts>
struct CountRow {
  std::string_view name;
  std::uint64_t Facts::*count;
};

constexpr std::array<CountRow<RunResult>, 5> kRunCounts{{
    {"attempted", &RunResult::attempted},
    {"completed", &RunResult::completed},
    {"bytes_received", &RunResult::bytes_received},
    {"waited", &RunResult::waited},
    {"most_waiting", &RunResult::most_waiting},
}};
constexpr std::array<CountRow<EntryFacts>, 2> kEntryCounts{{
    {"due", &EntryFacts::due},
    {"good_in_window", &EntryFacts::good_in_window},
}};
constexpr std::array<CountRow<SecondFacts>, 6> kSecondCounts{{
    {"attempted", &SecondFacts::attempted},
    {"completed", &SecondFacts::completed},
    {"good", &SecondFacts::good},
    {"failed", &SecondFacts::failed},
    {"bytes", &SecondFacts::bytes},
    {"unanswered", &SecondFacts::unanswered},
}};
constexpr std::array<CountRow<ConnectionFacts>, 4> kConnectionCounts{{
    {"opened", &ConnectionFacts::opened},
    {"reopened", &ConnectionFacts::reopened},
    {"stale", &ConnectionFacts::stale},
    {"closed_idle", &ConnectionFacts::closed_idle},
}};

template <class Facts, std::size_t kRows>
json::object counts_json(const Facts& facts, const std::array<CountRow<Facts>, kRows>& rows) {
  json::object object;
  for (const auto& row : rows) object[row.name] = facts.*row.count;
  return object;
}

template <class Facts, std::size_t kRows>
Facts read_counts(const JsonPlace& place, const std::array<CountRow<Facts>, kRows>& rows) {
  Facts facts;
  for (const auto& row : rows) facts.*row.count = place[row.name].whole();
  return facts;
}

template <class Facts, class Write>
json::array array_json(const std::vector<Facts>& facts, Write write) {
  json::array array;
  for (const auto& one : facts) array.push_back(write(one));
  return array;
}

template <class Read>
auto read_array(const JsonPlace& place, Read read) {
  std::vector<decltype(read(place))> all;
  for (const auto& element : place.elements()) all.push_back(read(element));
  return all;
}

// --- histograms ---

/// A sum of whole nanoseconds; Boost.JSON 1.81 reads whole numbers alone without an error in the
/// last digit.
json::value sum_json(double sum) {
  if (sum < 0x1p64 && sum == std::floor(sum)) return static_cast<std::uint64_t>(sum);
  return sum;
}

/// Null when it is empty.
json::value packed_json(const PackedHistogram& packed) {
  if (packed.empty()) return nullptr;
  return json::object{{"counts", base64(packed.counts)},
                      {"min", packed.min},
                      {"max", packed.max},
                      {"sum", sum_json(packed.sum)}};
}

bool can_be_added_up(const Histogram& histogram) {
  std::uint64_t room = kMostInJson;
  for (std::size_t i = 0; i < LatencyBuckets::size(); ++i) {
    if (histogram.count_at(i) > room) return false;
    room -= histogram.count_at(i);
  }
  return true;
}

/// Not empty, its extremes in the outer buckets, its sum possible between them.
bool is_sound(const PackedHistogram& packed, const Histogram& histogram) {
  if (!can_be_added_up(histogram) || histogram.count() == 0) return false;
  if (histogram.min() != packed.min || histogram.max() != packed.max) return false;
  constexpr double kRounding = 1e-6;
  const auto count = static_cast<double>(histogram.count());
  return packed.min <= packed.max &&
         packed.sum >= count * static_cast<double>(packed.min) * (1 - kRounding) &&
         packed.sum <= count * static_cast<double>(packed.max) * (1 + kRounding);
}

/// What was packed and what it unpacks to.
std::pair<PackedHistogram, Histogram> read_both(const JsonPlace& place) {
  if (place.is_null()) return {};
  auto counts = from_base64(place["counts"].text());
  PackedHistogram packed{counts ? std::move(*counts) : "", place["min"].whole(),
                         place["max"].whole(), place["sum"].number()};
  auto histogram = unpack(packed);
  if (histogram && is_sound(packed, *histogram)) return {std::move(packed), std::move(*histogram)};
  place.refuse("a histogram");
  return {};
}

json::value histogram_json(const Histogram& histogram) { return packed_json(pack(histogram)); }
Histogram read_histogram(const JsonPlace& place) { return read_both(place).second; }

json::value latencies_json(const Latencies& latencies) {
  return json::object{{"answered", histogram_json(latencies.answered)},
                      {"unanswered", histogram_json(latencies.unanswered)}};
}
Latencies read_latencies(const JsonPlace& place) {
  return {read_histogram(place["answered"]), read_histogram(place["unanswered"])};
}

// --- entries of the mix ---

OutcomeCounts read_classes(const JsonPlace& place) {
  OutcomeCounts outcomes;
  for (const auto& row : outcome_rows()) outcomes.add(row.outcome, place[row.name].whole());
  return outcomes;
}

json::value entry_json(const EntryFacts& entry) {
  auto object = counts_json(entry, kEntryCounts);
  object["classes"] = outcomes_json(entry.outcomes);
  object["latency"] = latencies_json(entry.latency);
  return object;
}
EntryFacts read_entry(const JsonPlace& place) {
  auto entry = read_counts(place, kEntryCounts);
  entry.outcomes = read_classes(place["classes"]);
  entry.latency = read_latencies(place["latency"]);
  return entry;
}

std::vector<EntryFacts> read_entries(const JsonPlace& place) {
  if (place.elements().size() <= kMostEntries) return read_array(place, read_entry);
  place.refuse(fmt::format("at most {} entries", kMostEntries));
  return {};
}

// --- seconds ---

json::value second_json(const SecondFacts& second) {
  auto object = counts_json(second, kSecondCounts);
  object["latency"] = packed_json(second.latency);
  return object;
}
SecondFacts read_second(const JsonPlace& place) {
  auto second = read_counts(place, kSecondCounts);
  auto [packed, histogram] = read_both(place["latency"]);
  if (second.unanswered > histogram.count()) place["unanswered"].refuse("a part of its latencies");
  second.latency = std::move(packed);
  return second;
}

// --- connections, clients, workers, threads ---

template <class Map>
json::value named_json(const Map& counts) {
  json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}
template <class Map>
Map read_named(const JsonPlace& place) {
  Map counts;
  for (const auto& [name, member] : place.members()) {
    if (printable(name, kLongestName) != name) member.refuse("under a name that can be printed");
    counts[name] = member.whole();
  }
  return counts;
}

json::value connections_json(const ConnectionFacts& facts) {
  auto object = counts_json(facts, kConnectionCounts);
  object["connect_times"] = histogram_json(facts.connect_times);
  object["failures"] = named_json(facts.failures);
  return object;
}
ConnectionFacts read_connections(const JsonPlace& place) {
  auto facts = read_counts(place, kConnectionCounts);
  facts.connect_times = read_histogram(place["connect_times"]);
  facts.failures = read_named<std::map<std::string, std::uint64_t>>(place["failures"]);
  return facts;
}

/// Null when no client was asked.
json::value clients_json(const ClientFacts& facts) {
  if (facts.asked == 0) return nullptr;
  return json::object{{"asked", facts.asked},
                      {"never_answered", facts.never_answered},
                      {"least", facts.least},
                      {"most", facts.most}};
}
ClientFacts read_clients(const JsonPlace& place) {
  if (place.is_null()) return {};
  ClientFacts facts;
  facts.asked = place["asked"].whole(1);
  facts.never_answered = place["never_answered"].whole(0, facts.asked);
  facts.most = place["most"].whole();
  facts.least = place["least"].whole(0, facts.most);
  return facts;
}

json::value thread_json(const ThreadFacts& thread) {
  return json::object{{"cpu_ns", thread.cpu.count()}, {"wall_ns", thread.wall.count()}};
}
Duration read_ns(const JsonPlace& place, std::uint64_t most = kMostInJson) {
  return Duration(static_cast<Duration::rep>(place.whole(0, most)));
}
/// All of them together stay in the range of a Duration, also beside those of other runs.
std::vector<ThreadFacts> read_threads(const JsonPlace& place) {
  auto cpu_left = kMostInJson;
  return read_array(place, [&](const JsonPlace& thread) {
    const ThreadFacts facts{read_ns(thread["cpu_ns"], cpu_left), read_ns(thread["wall_ns"])};
    cpu_left -= static_cast<std::uint64_t>(facts.cpu.count());
    return facts;
  });
}

json::value machine_json(const std::optional<MachineFacts>& facts) {
  if (!facts) return nullptr;
  return json::object{{"busy_ticks", facts->busy_ticks},
                      {"idle_ticks", facts->idle_ticks},
                      {"cores", facts->cores}};
}
std::optional<MachineFacts> read_machine(const JsonPlace& place) {
  if (place.is_null()) return std::nullopt;
  return MachineFacts{place["busy_ticks"].whole(), place["idle_ticks"].whole(),
                      static_cast<int>(place["cores"].whole(1, 1 << 20))};
}

// --- the whole ---

json::value began_json(const std::optional<WallTime>& began) {
  if (!began) return nullptr;
  return began->time_since_epoch().count();
}
std::optional<WallTime> read_began(const JsonPlace& place) {
  if (place.is_null()) return std::nullopt;
  return WallTime(WallTime::duration(static_cast<WallTime::rep>(place.whole())));
}

}  // namespace

json::value run_facts_json(const RunResult& result) {
  auto object = counts_json(result, kRunCounts);
  object["format"] = kFormat;
  object["began_unix_us"] = began_json(result.began);
  object["measured_ns"] = result.measured.count();
  object["entries"] = array_json(result.entries, entry_json);
  object["service"] = latencies_json(result.service);
  object["send_lag"] = histogram_json(result.send_lag);
  object["seconds"] = array_json(result.seconds, second_json);
  object["connections"] = connections_json(result.connections);
  object["clients"] = clients_json(result.clients);
  object["workers"] = named_json(result.workers);
  object["threads"] = array_json(result.threads, thread_json);
  object["machine"] = machine_json(result.machine);
  return object;
}

RunResult read_run_facts(const JsonPlace& place) {
  if (place["format"].whole(0, ~std::uint64_t{0}) != kFormat) {
    place["format"].refuse(fmt::format("{}, which is what this loadgen reads", kFormat));
    return {};
  }
  auto result = read_counts(place, kRunCounts);
  result.began = read_began(place["began_unix_us"]);
  result.measured = read_ns(place["measured_ns"]);
  result.entries = read_entries(place["entries"]);
  result.service = read_latencies(place["service"]);
  result.send_lag = read_histogram(place["send_lag"]);
  result.seconds = read_array(place["seconds"], read_second);
  result.connections = read_connections(place["connections"]);
  result.clients = read_clients(place["clients"]);
  result.workers = read_named<WorkerCounts>(place["workers"]);
  result.threads = read_threads(place["threads"]);
  result.machine = read_machine(place["machine"]);
  if (!check_identity(result)) place["entries"].refuse("one end for each request due");
  return result;
}

}  // namespace lab
