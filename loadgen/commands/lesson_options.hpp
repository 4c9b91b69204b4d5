// What `loadgen lesson` is told to do.
#pragma once

#include <string>
#include <vector>

#include "common/result.hpp"
#include "loadgen/experiment/lesson.hpp"

namespace lab {

struct LessonOptions {
  std::vector<const Lesson*> lessons;
  std::size_t rounds = 5;
  std::uint64_t seed = 1;
  std::string json;
  std::string html;
  bool list = false;
  std::string help;  // not empty: asked for, to be printed instead
};

/// `random_seed` is taken where none is given.
Result<LessonOptions> parse_lesson_options(const std::vector<std::string>& arguments,
                                           std::uint64_t random_seed);

}  // namespace lab
