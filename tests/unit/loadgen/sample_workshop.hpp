// A workshop that was never held: two lessons with every kind of check, chart and verdict.
#pragma once

#include <string>
#include <vector>

#include "loadgen/experiment/workshop.hpp"

namespace lab {

struct SampleWorkshop {
  Workshop workshop;
  std::vector<LessonSummary> summaries;
};

/// Lesson io-bound over two rounds, confirmed, with bars; lesson crash in one round, with a curve,
/// a timeline and a check that is not judged. `name` is that of the second arm of io-bound, and
/// what its second round is doubted for.
SampleWorkshop sample_workshop(const std::string& name = "thread");

}  // namespace lab
