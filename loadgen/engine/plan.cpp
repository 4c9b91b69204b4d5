// Fits a plan and splits it over threads.
#include "loadgen/engine/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lab {
namespace {

template <class Count>
Count part(Count whole, unsigned index, unsigned of) {
  return whole / of + (index < whole % of ? 1 : 0);
}

std::string number_of(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::vector<std::string> fit(LoadPlan& plan) {
  std::vector<std::string> notes;
  if (plan.requests && *plan.requests < plan.connections) {
    notes.push_back(fmt::format("{} instead of {}: there is no request for the others",
                                number_of(*plan.requests, "connection"), plan.connections));
    plan.connections = static_cast<unsigned>(*plan.requests);
  }
  if (plan.connections < plan.threads) {
    notes.push_back(fmt::format("{} instead of {}: there is no connection for the others",
                                number_of(plan.connections, "thread"), plan.threads));
    plan.threads = plan.connections;
  }
  return notes;
}

std::vector<Share> split(const LoadPlan& plan) {
  std::vector<Share> shares;
  for (unsigned i = 0; i < plan.threads; ++i) {
    Share share{i, plan.threads, part(plan.connections, i, plan.threads), std::nullopt};
    if (plan.requests) share.requests = part(*plan.requests, i, plan.threads);
    shares.push_back(share);
  }
  return shares;
}

}  // namespace lab
