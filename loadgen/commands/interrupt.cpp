// A signal handler that does no more than a handler may.
#include "loadgen/commands/interrupt.hpp"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

#include "loadgen/commands/command.hpp"

namespace lab {
namespace {

/// timeout(1) signals a program and its group: two signals at once are one wish.
constexpr std::int64_t kTogether = 300'000'000;  // nanoseconds

std::atomic<std::int64_t> first_at{0};  // zero: not yet
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

extern "C" void on_interrupt(int) {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  const auto now = std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
  std::int64_t none = 0;
  if (first_at.compare_exchange_strong(none, now)) return;
  if (now - none > kTogether) _exit(kExitInterrupted);
}

}  // namespace

void watch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return first_at.load() != 0; }

}  // namespace lab
