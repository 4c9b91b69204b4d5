// A line for every request that was answered, in a file that all workers append to.
#pragma once

#include <atomic>
#include <ctime>
#include <optional>
#include <string>

#include "common/clock.hpp"
#include "common/http/message.hpp"
#include "common/net/unique_fd.hpp"
#include "common/result.hpp"
#include "server/scoreboard.hpp"

namespace lab {

struct AccessEntry {
  std::string_view host;  // of the client, or "-"
  std::time_t moment = 0;
  const Request& request;  // without a path when nobody knows what it asked for
  Status status = Status::kOk;
  std::uint64_t body_bytes = 0;    // of the reply; none of a reply to HEAD
  std::optional<Duration> took{};  // from the whole request to its reply, which is still to be sent
};

/// Apache's Common Log Format and the microseconds that the reply took to make, "-" for a request
/// that HTTP refused:
/// `127.0.0.1 - - [26/Nov/2026:05:42:19 +0000] "GET /io?ms=50 HTTP/1.1" 200 312 50087`
std::string access_line(const AccessEntry& entry);

/// Whether lines can be appended to `path`; made when it is not there.
Result<void> check_access_log(const std::string& path);

/// May be used by many threads. Nothing here waits, and a line that is lost costs no request: it is
/// counted, and said once until lines go through again.
class AccessLog {
 public:
  /// A file that cannot be opened loses its lines, not the worker.
  AccessLog(const std::string& path, Counter& lost);

  void append(const AccessEntry& entry);

 private:
  void lose(int error);

  std::string path_;
  Counter& lost_;
  UniqueFd file_;
  std::atomic<bool> losing_{false};
  std::atomic<bool> torn_{false};  // the last line lacks its end
};

/// What one connection says in the log.
class ConnectionLog {
 public:
  /// No log: says nothing. The client is asked for its name now, since it may go at any time.
  ConnectionLog(AccessLog* log, int socket);

  void answered(const Request& request, const Reply& reply, Duration took) const;
  /// A request that did not get as far as to be handled.
  void refused(const Request& request, Status status, std::uint64_t body_bytes) const;

 private:
  AccessLog* log_;
  std::string host_;
};

}  // namespace lab
