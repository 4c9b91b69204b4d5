// What `loadgen advise` was asked to do.
#pragma once

#include <string>
#include <vector>

#include "common/result.hpp"
#include "loadgen/advise/outlook.hpp"
#include "loadgen/stats/pipeline.hpp"

namespace lab {

enum class Checking { kNo, kYes };

struct AdviseOptions {
  Pipeline pipeline;
  Situation situation;               // its cores are for the caller to fill in
  std::vector<std::string> servers;  // from candidate_names(), each once; empty: all
  Checking check = Checking::kNo;
  int rounds = 3;
  Duration duration = std::chrono::seconds(2);
  std::string json;  // a path, "-", or empty
  std::string html;  // likewise
  std::string help;  // not empty: print it and do nothing
};

Result<AdviseOptions> parse_advise_options(const std::vector<std::string>& arguments);

}  // namespace lab
