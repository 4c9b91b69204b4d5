// A line for every request that was answered, in a file that all workers append to.
#pragma once

#include <atomic>
#include <ctime>
#include <string>

#include "common/clock.hpp"
#include "common/http/message.hpp"
#include "common/net/unique_fd.hpp"
#include "common/result.hpp"
#include "server/scoreboard.hpp"

namespace lab {

/// Apache's Common Log Format with the microseconds behind it that the answer took (%D):
/// `127.0.0.1 - - [26/Nov/2026:05:42:19 +0000] "GET /io?ms=50 HTTP/1.1" 200 312 50087`
std::string access_line(std::string_view host, std::time_t moment, const Request& request,
                        const Reply& reply, Duration took);

/// The same of a request that HTTP itself refused: nobody knows what it asked for.
std::string refused_line(std::string_view host, std::time_t moment, Status status);

/// Whether lines can be appended to `path`; made when it is not there.
Result<void> check_access_log(const std::string& path);

/// May be used by many threads. A line is written whole, with one write(), and its failure is never
/// its request's: it is counted, and said once until lines go through again.
class AccessLog {
 public:
  /// No path: does nothing. A file that cannot be opened loses its lines, not the worker.
  AccessLog(const std::string& path, Counter& lost);

  void answered(int socket, const Request& request, const Reply& reply, Duration took);
  void refused(int socket, Status status);

 private:
  void append(const std::string& line);
  void begin_losing(int error);

  std::string path_;
  Counter& lost_;
  UniqueFd file_;
  std::atomic<bool> losing_{false};
};

}  // namespace lab
