// The table of lessons.
#include <algorithm>
#include <array>

#include "loadgen/lessons/lessons.hpp"

namespace lab {

std::span<const Lesson> lessons() {
  static const std::array kLessons{
      sequential(),
      io_bound(),
      io_real(),
      cpu_bound(),
      gil(),
      blocking(),
      victims(),
      offload(),
      hidden_blocking(),
      not_faster(),
      not_parallel(),
      idle_memory(),
      process_memory(),
      ipc(),
      keep_alive(),
      crash(),
      fake_gains(),
      mixed_tail(),
      open_loop_lesson(),
      backlog(),
      slow_clients(),
      drain(),
      hybrid(),
      self_check(),
  };
  return kLessons;
}

const Lesson* find_lesson(std::string_view id) {
  const auto all = lessons();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Lesson& l) { return l.text.id == id; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace lab
