// What a capacity search found: every step of every server, and what they come to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/machine.hpp"
#include "loadgen/capacity/limit.hpp"
#include "loadgen/capacity/step.hpp"
#include "loadgen/lab/server_use.hpp"

namespace lab {

/// One step, with all pieces it was prolonged by.
struct SearchStepFacts {
  Offer offer;  // its last
  unsigned pieces = 1;
  Duration measured{};  // of all pieces
  unsigned connections = 0;
  RunSummary load;  // likewise
  StepJudgement judgement;
  std::optional<ServerFill> fill;  // of its last piece; none without an admin port
  std::optional<ServerUse> use;    // likewise
};

/// How a server runs, by its admin port.
struct ServerIdentity {
  Model model = Model::kProcess;
  int workers = 0;
  int cores = 0;
};

struct ServerCapacity {
  std::string name;
  std::string url;
  std::optional<ServerIdentity> identity;
  Bracket bracket;
  std::vector<SearchStepFacts> steps;
  Duration spent{};
  unsigned never_idle = 0;  // waits for an idle server, before a step or a piece, that were in vain
  std::string trouble;      // what ended the search before its time; empty: nothing did

  /// The last step that passed at the bracket's pass; null without one.
  const SearchStepFacts* at_pass() const;
  /// The first step that failed at the bracket's fail, of those that saw how full the server was if
  /// there is one; null without one.
  const SearchStepFacts* first_failure() const;
  FirstLimit limit() const;
};

struct CapacityReport {
  MachineText machine;
  WallTime began{};
  SearchPlan search;
  std::uint64_t seed = 1;
  unsigned threads = 1;  // of the generator
  Objectives objectives;
  std::string workload;  // "io:40,cpu:2"; empty where a URL says what is asked for
  std::string target;    // "/work?do=io:40,cpu:2"
  std::vector<ServerCapacity> servers;
};

}  // namespace lab
