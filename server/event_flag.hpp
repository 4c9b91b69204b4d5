// A flag that processes and threads can poll for, made before the fork that shares it.
#pragma once

#include "common/net/unique_fd.hpp"

namespace lab {

class EventFlag {
 public:
  /// Lowered. Throws when there is no descriptor to be had.
  EventFlag();

  void raise() const;
  void lower() const;
  /// Readable while the flag is raised.
  int fd() const { return fd_.get(); }
  /// Closes this process's hold on it.
  void forget() { fd_.reset(); }

 private:
  UniqueFd fd_;
};

}  // namespace lab
