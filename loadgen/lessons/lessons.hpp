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
Lesson sequential();
Lesson io_bound();
Lesson io_real();
Lesson cpu_bound();
Lesson gil();
Lesson blocking();
Lesson victims();
Lesson offload();
Lesson hidden_blocking();
Lesson not_faster();
Lesson not_parallel();
Lesson idle_memory();
Lesson process_memory();
Lesson ipc();
Lesson keep_alive();
Lesson crash();
Lesson fake_gains();
Lesson mixed_tail();
Lesson open_loop_lesson();
Lesson backlog();
Lesson slow_clients();
Lesson drain();
Lesson hybrid();
Lesson self_check();

}  // namespace lab
