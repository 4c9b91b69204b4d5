// How figures of capacity searches are written and what is said of them, the same in text and HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loadgen/capacity/facts.hpp"

namespace lab {

/// The figures of one server.
struct CapacityWords {
  std::string pass;  // "412"; "-" for none
  std::string fail;
  std::string limit;  // "event loop"
  std::string p99;    // at the pass
  std::string cpu_per_request;
  std::string steps;
  std::string took;
};
CapacityWords words_of(const ServerCapacity& server);

/// The figures of one step.
struct StepWords {
  std::string rate;  // "412/s"
  std::string verdict;
  std::string p50;
  std::string p99;
  std::string errors;  // "0%"
  std::string measured;
  std::string purpose;
  std::string why;  // what of the step did not pass: "p99<100ms: measured 143ms"; or empty
};
StepWords words_of(const SearchStepFacts& step);

/// "event loop", "workers", ..., "not known".
std::string_view limit_text(FirstLimit limit);
/// "p99<100ms and errors<0.1%".
std::string objectives_text(const Objectives& objectives);
/// What the search of a server came to, a sentence or two.
std::string conclusion_text(const ServerCapacity& server, const CapacityReport& report);
/// A sentence each: what else is to be known of a server's figures.
std::vector<std::string> capacity_remarks(const ServerCapacity& server);

struct CapacityLegend {
  std::string_view name;
  std::string_view meaning;
};
std::vector<CapacityLegend> capacity_legend();

}  // namespace lab
