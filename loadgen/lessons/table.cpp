// The table of lessons.
#include <algorithm>
#include <array>

#include "loadgen/lessons/lessons.hpp"

namespace lab {

std::span<const Lesson> lessons() {
  static const std::array kLessons{
      sequential(),        // a row a line
      io_bound(),          //
      cpu_bound(),         //
      gil(),               //
      blocking(),          //
      victims(),           //
      offload(),           //
      not_faster(),        //
      not_parallel(),      //
      keep_alive(),        //
      fake_gains(),        //
      mixed_tail(),        //
      open_loop_lesson(),  //
      hybrid(),            //
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
