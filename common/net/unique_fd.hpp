// Sole ownership of a file descriptor.
#pragma once

#include <utility>

namespace lab {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  /// Closes what is held and takes over `fd` (-1: nothing).
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

/// Another descriptor of the same open file. Throws when there is none to be had.
UniqueFd duplicate(int fd);

}  // namespace lab
