// What a fault server has read and sent, for the test that waits for it.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"

namespace lab {

/// Shared by the threads of a fault server and its test.
class FaultLog {
 public:
  /// Where a request stands among all of the server.
  struct Entry {
    std::uint64_t number = 0;  // from 1
    Duration since_first{};
  };
  Entry add_request(std::string bytes);
  /// ::send, counted before anybody can act on the bytes.
  ssize_t send(int socket, std::string_view bytes);

  std::uint64_t requests() const;
  std::uint64_t bytes_sent() const;
  std::string last_request() const;
  std::vector<TimePoint> arrivals() const;

  void wait_for_requests(std::uint64_t count) const;
  void wait_for_bytes(std::uint64_t count) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::uint64_t bytes_sent_ = 0;
  std::string last_request_;
  std::vector<TimePoint> arrivals_;
};

}  // namespace lab
