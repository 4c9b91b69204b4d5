// Each part of a plan is written and read side by side.
#include "loadgen/report/run_plan_json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace lab {
namespace json = boost::json;
namespace {

constexpr std::uint64_t kMostConnections = 1'000'000'000;  // of many machines together
constexpr std::uint64_t kMostThreads = 1'000'000;
constexpr std::size_t kMostEntries = 100;
constexpr double kHighestRate = 1e9;
constexpr double kLongest = 1e7;  // seconds

// --- durations ---

json::value seconds_json(const std::optional<Duration>& time) {
  if (!time) return nullptr;
  return to_seconds(*time);
}

Duration read_seconds(const JsonPlace& place) {
  const auto seconds = place.number();
  if (seconds <= kLongest) return from_seconds(seconds);
  place.refuse(fmt::format("a time of at most {:g} seconds", kLongest));
  return {};
}

template <class Read>
auto unless_null(const JsonPlace& place, Read read) {
  return place.is_null() ? std::nullopt : std::optional(read(place));
}

// --- closed or open loop ---

json::value loop_json(const LoadPlan& plan) {
  if (!plan.open_loop) return {{"kind", "closed"}};
  const bool uniform = plan.open_loop->arrivals == ArrivalKind::kUniform;
  return json::object{{"kind", "open"},
                      {"rate", plan.open_loop->rate.per_second},
                      {"arrivals", uniform ? "uniform" : "poisson"}};
}

Rate read_rate(const JsonPlace& place) {
  const auto rate = place.number();
  if (rate <= 0 || rate > kHighestRate) place.refuse("a rate above zero that can be sent");
  return {rate};
}

ArrivalKind read_arrivals(const JsonPlace& place) {
  const auto name = place.text();
  if (name != "uniform" && name != "poisson") place.refuse("'uniform' or 'poisson'");
  return name == "poisson" ? ArrivalKind::kPoisson : ArrivalKind::kUniform;
}

std::optional<OpenLoop> read_loop(const JsonPlace& place) {
  const auto kind = place["kind"];
  const auto name = kind.text();
  if (name == "open") return OpenLoop{read_rate(place["rate"]), read_arrivals(place["arrivals"])};
  if (name != "closed") kind.refuse("'closed' or 'open'");
  return std::nullopt;
}

// --- what is asked for, and of whom ---

json::value mix_json(const std::vector<MixEntry>& mix) {
  json::array array;
  for (const auto& entry : mix) {
    array.push_back(json::object{{"weight", entry.weight}, {"target", entry.target}});
  }
  return array;
}

MixEntry read_entry(const JsonPlace& place) {
  MixEntry entry{place["weight"].number(), place["target"].text()};
  const auto url = parse_url("http://mix" + entry.target);
  if (entry.weight <= 0) place["weight"].refuse("above zero");
  if (!url || url->target != entry.target) place["target"].refuse("a path and query");
  return entry;
}

std::vector<MixEntry> read_mix(const JsonPlace& place) {
  const auto places = place.elements();
  if (places.empty() || places.size() > kMostEntries) {
    place.refuse(fmt::format("a mix of 1 to {} entries", kMostEntries));
    return {};
  }
  std::vector<MixEntry> mix;
  mix.reserve(places.size());
  for (const auto& entry : places) mix.push_back(read_entry(entry));
  return mix;
}

Url read_server(const JsonPlace& place) {
  const auto url = parse_full_url(place.text());
  if (url) return *url;
  place.refuse("the URL of a server");
  return {};
}

Method read_method(const JsonPlace& place) {
  static constexpr std::array kMethods{Method::kGet,   Method::kHead,   Method::kPost,
                                       Method::kPut,   Method::kDelete, Method::kOptions,
                                       Method::kPatch, Method::kTrace,  Method::kConnect};
  const auto name = place.text();
  const auto* found = std::find_if(kMethods.begin(), kMethods.end(),
                                   [&](Method method) { return method_name(method) == name; });
  if (found != kMethods.end()) return *found;
  place.refuse("a method");
  return {};
}

}  // namespace

json::value run_plan_json(const LoadPlan& plan) {
  json::object object{{"server", plan.server.origin()},
                      {"method", method_name(plan.method)},
                      {"mix", mix_json(plan.mix)},
                      {"loop", loop_json(plan)},
                      {"connections", plan.connections},
                      {"threads", plan.threads},
                      {"keep_alive", plan.keep_alive == KeepAlive::kOn},
                      {"duration_s", seconds_json(plan.duration)},
                      {"warmup_s", to_seconds(plan.warmup)},
                      {"timeout_s", to_seconds(plan.timeout)},
                      {"grace_s", to_seconds(plan.grace)},
                      {"seed", plan.seed}};
  object["requests"] = plan.requests ? json::value(*plan.requests) : json::value(nullptr);
  return object;
}

LoadPlan read_run_plan(const JsonPlace& place) {
  LoadPlan plan;
  plan.server = read_server(place["server"]);
  plan.method = read_method(place["method"]);
  plan.mix = read_mix(place["mix"]);
  plan.open_loop = read_loop(place["loop"]);
  plan.connections = static_cast<unsigned>(place["connections"].whole(1, kMostConnections));
  plan.threads = static_cast<unsigned>(place["threads"].whole(1, kMostThreads));
  plan.keep_alive = place["keep_alive"].flag() ? KeepAlive::kOn : KeepAlive::kOff;
  plan.duration = unless_null(place["duration_s"], read_seconds);
  plan.warmup = read_seconds(place["warmup_s"]);
  plan.timeout = read_seconds(place["timeout_s"]);
  plan.grace = read_seconds(place["grace_s"]);
  plan.seed = place["seed"].whole(0, ~std::uint64_t{0});
  plan.requests =
      unless_null(place["requests"], [](const JsonPlace& requests) { return requests.whole(); });
  return plan;
}

}  // namespace lab
