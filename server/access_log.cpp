// Formats lines and appends them.
#include "server/access_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "common/http/query.hpp"
#include "common/log.hpp"
#include "common/net/address.hpp"

namespace lab {
namespace {

/// Without O_NONBLOCK a FIFO would hold up whoever opens it, and a slow reader whoever writes.
UniqueFd open_for_appending(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  return UniqueFd(open(path.c_str(), kFlags, 0644));
}

/// "26/Nov/2026:05:42:19 +0000". Not strftime: its names of months follow the locale.
std::string log_date(std::time_t moment) {
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm t{};
  gmtime_r(&moment, &t);
  return fmt::format("{:02}/{}/{}:{:02}:{:02}:{:02} +0000", t.tm_mday,
                     kMonths[static_cast<std::size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour,
                     t.tm_min, t.tm_sec);
}

/// What a request line may hold is printable, so these two are all that must be escaped.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string request_line(const Request& request) {
  if (request.path.empty()) return "-";
  return fmt::format("{} {}{}{} HTTP/1.{}", method_name(request.method), escaped(request.path),
                     request.query.empty() ? "" : "?", escaped(request.query),
                     request.minor_version);
}

}  // namespace

std::string access_line(const AccessEntry& entry) {
  const auto took = entry.took ? std::to_string(entry.took->count() / 1000) : "-";
  return fmt::format("{} - - [{}] \"{}\" {} {} {}\n", entry.host, log_date(entry.moment),
                     request_line(entry.request), static_cast<int>(entry.status), entry.body_bytes,
                     took);
}

Result<void> check_access_log(const std::string& path) {
  if (path.empty() || open_for_appending(path)) return {};
  return problem("cannot append to the access log '{}': {}", printable(path, 200),
                 std::strerror(errno));
}

AccessLog::AccessLog(const std::string& path, Counter& lost)
    : path_(path), lost_(lost), file_(open_for_appending(path)) {
  if (!file_) {
    losing_ = true;
    log::warn("the access log '{}' cannot be opened: {}", path_, std::strerror(errno));
  }
}

void AccessLog::append(const AccessEntry& entry) {
  if (!file_) return lose(EBADF);
  const auto line = (torn_.exchange(false) ? "\n" : "") + access_line(entry);
  const auto written = write(file_.get(), line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) {
    if (losing_ && losing_.exchange(false))
      log::warn("the access log '{}' takes lines again", path_);
    return;
  }
  torn_ = written > 0;
  lose(written < 0 ? errno : ENOSPC);
}

void AccessLog::lose(int error) {
  count(lost_);
  if (losing_.exchange(true)) return;
  log::warn("the access log '{}' loses lines: {}", path_, std::strerror(error));
}

ConnectionLog::ConnectionLog(AccessLog* log, int socket)
    : log_(log), host_(log == nullptr ? std::string() : peer_host(socket)) {}

void ConnectionLog::answered(const Request& request, const Reply& reply, Duration took) const {
  if (log_ == nullptr) return;
  const auto bytes = request.method == Method::kHead ? 0 : reply.body_size();
  log_->append({host_, std::time(nullptr), request, reply.status, bytes, took});
}

void ConnectionLog::refused(const Request& request, Status status, std::uint64_t body_bytes) const {
  if (log_ == nullptr) return;
  log_->append({host_, std::time(nullptr), request, status, body_bytes, {}});
}

}  // namespace lab
