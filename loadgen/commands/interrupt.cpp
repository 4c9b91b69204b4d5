// A signal handler that does no more than a handler may.
#include "loadgen/commands/interrupt.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "loadgen/commands/command.hpp"

namespace lab {
namespace {

std::atomic<bool> flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_interrupt(int) {
  if (flag.exchange(true)) _exit(kExitInterrupted);
}

}  // namespace

void watch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return flag.load(); }

}  // namespace lab
