// Reads wait statuses.
#include "server/process_end.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstring>

namespace lab {

std::string describe_end(int wait_status) {
  if (!WIFSIGNALED(wait_status)) return fmt::format("exited with {}", WEXITSTATUS(wait_status));
  const int signal = WTERMSIG(wait_status);
  return fmt::format("was killed by signal {} ({})", signal, strsignal(signal));
}

}  // namespace lab
