// Abort, pause for ever, and memory that nobody gives back.
#include "server/work/chaos.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>
#include <new>

namespace lab {

void block(const Crash&) {
  prctl(PR_SET_DUMPABLE, 0);  // RLIMIT_CORE would not keep a core from a program that collects them
  std::abort();
}

void block(const Hang&, Gil* gil) {
  const GilRelease released(gil);
  for (;;) pause();
}

LeakResult block(const Leak& leak, Resources& worker) {
  if (leak.bytes > 0) {
    // Not from the allocator, which may have memory left that was touched before.
    void* memory =
        mmap(nullptr, leak.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (std::size_t at = 0; at < leak.bytes; at += page) {
      static_cast<volatile char*>(memory)[at] = 1;
      if (worker.gil != nullptr) worker.gil->check();
    }
  }
  return {leak.bytes, worker.leaked.fetch_add(leak.bytes) + leak.bytes};
}

}  // namespace lab
