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

UniqueFd open_for_appending(const std::string& path) {
  return UniqueFd(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
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

std::string target_of(const Request& request) {
  const auto target = request.query.empty() ? std::string(request.path)
                                            : fmt::format("{}?{}", request.path, request.query);
  std::string escaped;  // what a request line may hold is printable, so this is all of it
  for (const char c : target) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::string access_line(std::string_view host, std::time_t moment, const Request& request,
                        const Reply& reply, Duration took) {
  return fmt::format("{} - - [{}] \"{} {} HTTP/1.{}\" {} {} {}\n", host, log_date(moment),
                     method_name(request.method), target_of(request), request.minor_version,
                     static_cast<int>(reply.status), reply.body_size(), took.count() / 1000);
}

std::string refused_line(std::string_view host, std::time_t moment, Status status) {
  return fmt::format("{} - - [{}] \"-\" {} - -\n", host, log_date(moment),
                     static_cast<int>(status));
}

Result<void> check_access_log(const std::string& path) {
  if (path.empty() || open_for_appending(path)) return {};
  return problem("cannot append to the access log '{}': {}", printable(path, 200),
                 std::strerror(errno));
}

AccessLog::AccessLog(const std::string& path, Counter& lost) : path_(path), lost_(lost) {
  if (path.empty()) return;
  file_ = open_for_appending(path);
  if (!file_) begin_losing(errno);
}

void AccessLog::answered(int socket, const Request& request, const Reply& reply, Duration took) {
  if (path_.empty()) return;
  append(access_line(peer_host(socket), std::time(nullptr), request, reply, took));
}

void AccessLog::refused(int socket, Status status) {
  if (path_.empty()) return;
  append(refused_line(peer_host(socket), std::time(nullptr), status));
}

void AccessLog::append(const std::string& line) {
  const auto written = file_ ? write(file_.get(), line.data(), line.size()) : 0;
  if (written == static_cast<ssize_t>(line.size())) {
    if (losing_ && losing_.exchange(false))
      log::warn("the access log '{}' takes lines again", path_);
    return;
  }
  count(lost_);
  begin_losing(written < 0 ? errno : ENOSPC);
}

void AccessLog::begin_losing(int error) {
  if (losing_.exchange(true)) return;
  log::warn("the access log '{}' loses lines: {}", path_, std::strerror(error));
}

}  // namespace lab
