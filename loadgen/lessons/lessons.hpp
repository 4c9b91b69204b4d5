// The lessons: each claims something, predicts it in numbers, and can fail.
#pragma once

#include <span>
#include <string_view>

#include "loadgen/experiment/lesson.hpp"

namespace lab {

/// THE table, in the order of a workshop.
std::span<const Lesson> lessons();
const Lesson* find_lesson(std::string_view id);

/// A row and a file each.
Lesson io_bound();
Lesson cpu_bound();
Lesson blocking();
Lesson victims();
Lesson self_check();
Lesson idle_memory();
Lesson process_memory();
Lesson ipc();
Lesson crash();
Lesson backlog();
Lesson slow_clients();
Lesson drain();

}  // namespace lab
