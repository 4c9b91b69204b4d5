// An eventfd whose count does not matter.
#include "server/event_flag.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>

namespace lab {

EventFlag::EventFlag() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!fd_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void EventFlag::raise() const { eventfd_write(fd_.get(), 1); }

void EventFlag::lower() const {
  eventfd_t ignored = 0;
  eventfd_read(fd_.get(), &ignored);
}

}  // namespace lab
