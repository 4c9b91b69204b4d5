// Asks the kernel about affinity, cgroup quota and limits.
#include "common/machine.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
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

}  // namespace

int cores_of_quota(std::string_view cpu_max) {
  const auto space = cpu_max.find(' ');
  if (space == std::string_view::npos) return 0;
  auto period_text = cpu_max.substr(space + 1);
  period_text = period_text.substr(0, period_text.find('\n'));
  const auto quota = parse_count(cpu_max.substr(0, space));
  const auto period = parse_count(period_text);
  if (!quota || !period || *period == 0) return 0;
  return static_cast<int>(std::ceil(static_cast<double>(*quota) / static_cast<double>(*period)));
}

int usable_cores() {
  const int quota = cores_of_quota(read_file(cgroup_folder() + "/cpu.max"));
  const int affinity = cores_of_affinity();
  return std::max(1, quota > 0 ? std::min(quota, affinity) : affinity);
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
