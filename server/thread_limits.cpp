// Reads limits, and how much of each is taken.
#include "server/thread_limits.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace lab {
namespace {

using Limits = std::vector<ThreadLimit>;
using Count = std::optional<std::uint64_t>;

/// What a file begins with; none for a word such as "max".
Count number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  if (file >> number) return number;
  return std::nullopt;
}

Count finite(rlim_t limit) { return limit == RLIM_INFINITY ? std::nullopt : Count(limit); }

void add(Limits& limits, std::string name, Count taken, Count most) {
  if (taken && most && *most > 0) limits.push_back({std::move(name), *taken, *most});
}

/// From "0.31 1.00 1.40 1/94 13162": 94.
Count threads_of_machine() {
  std::ifstream file("/proc/loadavg");
  double load = 0;
  std::uint64_t running = 0, all = 0;
  char slash = 0;
  if (file >> load >> load >> load >> running >> slash >> all) return all;
  return std::nullopt;
}

Count memory_maps() {
  std::ifstream file("/proc/self/maps");
  if (!file) return std::nullopt;
  const std::istreambuf_iterator<char> begin(file), end;
  return static_cast<std::uint64_t>(std::count(begin, end, '\n'));
}

void add_address_space(Limits& limits) {
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  const auto pages = number_in("/proc/self/statm");
  if (!pages) return;
  add(limits, "bytes of address space of this process (ulimit -v)",
      *pages * static_cast<std::uint64_t>(getpagesize()), finite(limit.rlim_cur));
}

/// The threads of one process if it is our user's.
std::uint64_t threads_if_ours(const std::filesystem::path& process) {
  std::ifstream status(process / "status");
  std::uint64_t user = 0, threads = 0;
  for (std::string word; status >> word;) {
    if (word == "Uid:") status >> user;  // the real one comes first
    if (word == "Threads:") status >> threads;
  }
  return user == getuid() ? threads : 0;
}

std::uint64_t threads_of_user() {
  std::uint64_t threads = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const auto name = entry.path().filename().string();
    if (std::isdigit(static_cast<unsigned char>(name[0])) != 0)
      threads += threads_if_ours(entry.path());
  }
  return threads;
}

/// The superuser is not bound by it.
void add_user(Limits& limits) {
  rlimit limit{};
  getrlimit(RLIMIT_NPROC, &limit);
  if (geteuid() == 0 || limit.rlim_cur == RLIM_INFINITY) return;
  add(limits, "threads of this user (ulimit -u)", threads_of_user(), finite(limit.rlim_cur));
}

/// A cgroup and those around it.
void add_cgroups(Limits& limits, const std::string& root, std::filesystem::path group) {
  for (;;) {
    const auto folder = root + group.string();
    add(limits, fmt::format("threads of cgroup {} (pids.max)", group.string()),
        number_in(folder + "/pids.current"), number_in(folder + "/pids.max"));
    if (group == group.parent_path()) return;
    group = group.parent_path();
  }
}

/// Lines are "0::/a/group" (version 2) and "8:pids:/a/group" (version 1).
void add_cgroups(Limits& limits) {
  constexpr std::string_view kUnified = "0::", kPids = ":pids:";
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(kUnified)) {
      add_cgroups(limits, "/sys/fs/cgroup", line.substr(kUnified.size()));
    } else if (const auto at = line.find(kPids); at != std::string::npos) {
      add_cgroups(limits, "/sys/fs/cgroup/pids", line.substr(at + kPids.size()));
    }
  }
}

double share(const ThreadLimit& limit) {
  return static_cast<double>(limit.taken) / static_cast<double>(limit.most);
}

}  // namespace

std::vector<ThreadLimit> thread_limits() {
  Limits limits;
  const auto threads = threads_of_machine();
  add(limits, "threads of this machine (kernel.threads-max)", threads,
      number_in("/proc/sys/kernel/threads-max"));
  add(limits, "threads of this machine (kernel.pid_max)", threads,
      number_in("/proc/sys/kernel/pid_max"));
  add(limits, "memory maps of this process (vm.max_map_count)", memory_maps(),
      number_in("/proc/sys/vm/max_map_count"));
  add_address_space(limits);
  add_user(limits);
  add_cgroups(limits);
  return limits;
}

std::string nearest_limit(const std::vector<ThreadLimit>& limits) {
  const auto nearest =
      std::max_element(limits.begin(), limits.end(),
                       [](const auto& a, const auto& b) { return share(a) < share(b); });
  if (nearest == limits.end()) return "the system tells of no limit";
  return fmt::format("the nearest limit: {} of {} {}", nearest->taken, nearest->most,
                     nearest->name);
}

}  // namespace lab
