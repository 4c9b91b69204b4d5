// Asks the kernel about affinity, cgroup quota and limits.
#include "common/machine.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/units.hpp"

namespace lab {
namespace {

int cores_of_affinity() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The folder of our cgroup (v2), as it is mounted; a container sees itself as the root.
std::string cgroup_folder() {
  const auto line = read_file("/proc/self/cgroup");
  const auto start = line.rfind("::");
  if (start == std::string::npos) return "/sys/fs/cgroup";
  return "/sys/fs/cgroup" + line.substr(start + 2, line.find('\n', start) - start - 2);
}

/// Takes the first word off `text`, which ends at blanks.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

/// The numbers of a line such as "cpu  1 2 3 4 5 6 7 8 9 10".
std::optional<MachineTime> parse_cpu_line(std::string_view line) {
  // user, nice, system, idle, iowait, irq, softirq, steal; guest time behind them is in user's.
  std::array<std::uint64_t, 8> ticks{};
  take_word(line);
  for (auto& tick : ticks) {
    const auto number = parse_count(take_word(line));
    if (!number) return std::nullopt;
    tick = *number;
  }
  const auto [user, nice, system, idle, iowait, irq, softirq, steal] = ticks;
  return MachineTime{user + nice + system + irq + softirq + steal, idle + iowait, 0};
}

/// The value behind "`name`<blanks>: " in a text like /proc/cpuinfo; empty when there is none.
std::string value_in(std::string_view text, std::string_view name) {
  const auto start = text.find(name);
  const auto colon = text.find(": ", start);
  if (start == std::string_view::npos || colon == std::string_view::npos) return {};
  return std::string(text.substr(colon + 2, text.find('\n', colon) - colon - 2));
}

bool is_core(std::string_view line) {
  return line.starts_with("cpu") && line.size() > 3 &&
         std::isdigit(static_cast<unsigned char>(line[3])) != 0;
}

}  // namespace

double cores_of_quota(std::string_view cpu_max) {
  const auto space = cpu_max.find(' ');
  if (space == std::string_view::npos) return 0;
  auto period_text = cpu_max.substr(space + 1);
  period_text = period_text.substr(0, period_text.find('\n'));
  const auto quota = parse_count(cpu_max.substr(0, space));
  const auto period = parse_count(period_text);
  if (!quota || !period || *period == 0) return 0;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

double usable_cpu_time() {
  const auto quota = cores_of_quota(read_file(cgroup_folder() + "/cpu.max"));
  const double affinity = cores_of_affinity();
  return quota > 0 ? std::min(quota, affinity) : affinity;
}

int usable_cores() { return std::max(1, static_cast<int>(std::ceil(usable_cpu_time()))); }

std::optional<MachineTime> parse_machine_time(std::string_view proc_stat) {
  std::optional<MachineTime> time;
  int cores = 0;
  while (!proc_stat.empty()) {
    const auto line = proc_stat.substr(0, proc_stat.find('\n'));
    proc_stat.remove_prefix(std::min(proc_stat.size(), line.size() + 1));
    if (line.starts_with("cpu ")) time = parse_cpu_line(line);
    if (is_core(line)) ++cores;
  }
  if (!time || cores == 0) return std::nullopt;
  time->cores = cores;
  return time;
}

std::optional<MachineTime> machine_time() { return parse_machine_time(read_file("/proc/stat")); }

MachineText describe_machine() {
  utsname name{};
  uname(&name);
  return {value_in(read_file("/proc/cpuinfo"), "model name"),
          fmt::format("{} {} {}", name.sysname, name.release, name.machine), usable_cores()};
}

std::uint64_t raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

Result<std::string> program_folder() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return problem("cannot find the folder of this program: {}", error.message());
  return path.parent_path().string();
}

}  // namespace lab
