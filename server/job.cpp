// Names of the parts of a job.
#include "server/job.hpp"

#include <array>

namespace lab {
namespace {

constexpr std::array<std::string_view, 3> kVias{"await", "block", "pool"};
constexpr std::array<std::string_view, 2> kScopes{"local", "shared"};
// In the order of Work's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<Work>> kWorks{
    "wait", "cpu",      "network", "primes", "compress", "infer",
    "disk", "database", "state",   "leak",   "crash",    "hang"};

template <class Enum, std::size_t N>
std::optional<Enum> find_in(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view scope_name(StateScope scope) { return kScopes[static_cast<std::size_t>(scope)]; }
std::optional<StateScope> find_scope(std::string_view name) {
  return find_in<StateScope>(kScopes, name);
}

std::string_view work_name(const Work& work) { return kWorks[work.index()]; }

std::optional<Duration> asked_time(const Work& work) {
  if (const auto* wait = std::get_if<Wait>(&work)) return wait->time;
  if (const auto* burn = std::get_if<Burn>(&work)) return burn->cpu;
  if (const auto* call = std::get_if<Network>(&work)) return call->wait;
  if (const auto* database = std::get_if<Database>(&work)) return database->wait;
  return std::nullopt;
}

Duration asked_time(const Job& job) {
  Duration sum{};
  for (const auto& step : job) sum += asked_time(step.work).value_or(Duration::zero());
  return sum;
}

std::string_view via_name(Via via) { return kVias[static_cast<std::size_t>(via)]; }
std::optional<Via> find_via(std::string_view name) { return find_in<Via>(kVias, name); }

}  // namespace lab
