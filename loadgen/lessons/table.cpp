// The table of lessons.
#include <algorithm>
#include <array>

#include "loadgen/lessons/lessons.hpp"

namespace lab {

std::span<const Lesson> lessons() {
  static const std::array kLessons{
      io_bound(),        //
      cpu_bound(),       //
      blocking(),        //
      victims(),         //
      idle_memory(),     //
      process_memory(),  //
      ipc(),             //
      crash(),           //
      backlog(),         //
      slow_clients(),    //
      drain(),           //
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
