// How a child process ended, in words.
#pragma once

#include <string>

namespace lab {

/// Goes on after the name of the child: "was killed by signal 9 (Killed)", "exited with 1".
/// `wait_status` is what waitpid gave.
std::string describe_end(int wait_status);

}  // namespace lab
