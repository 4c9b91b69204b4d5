// Reads /proc and the CPU clocks of other processes.
#include "server/admin/process_facts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace lab {
namespace {

constexpr Duration kExactAge = std::chrono::seconds(1);

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();  // fails, where an iterator throws, when the process ends meanwhile
  if (!file || !text) return std::nullopt;
  return std::move(text).str();
}

/// Exact, where /proc/PID/stat has ticks of 10 ms.
Duration cpu_of(pid_t pid) {
  clockid_t clock{};
  timespec t{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0) return {};
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

/// /proc/PID/status tells of the main thread alone, so every thread is asked.
void add_switches(pid_t pid, ProcessFacts& facts) {
  std::error_code ended;
  for (std::filesystem::directory_iterator task(fmt::format("/proc/{}/task", pid), ended), end;
       !ended && task != end; task.increment(ended)) {
    const auto status = read_file(task->path().string() + "/status");
    if (!status) continue;
    facts.switches_voluntary += number_after(*status, "\nvoluntary_ctxt_switches").value_or(0);
    facts.switches_involuntary += number_after(*status, "nonvoluntary_ctxt_switches").value_or(0);
  }
}

}  // namespace

std::optional<std::uint64_t> number_after(std::string_view text, std::string_view name) {
  const auto at = text.find(fmt::format("{}:", name));
  if (at == std::string_view::npos) return std::nullopt;
  const auto line =
      text.substr(at + name.size() + 1, text.find('\n', at + 1) - at - name.size() - 1);
  const auto first = line.find_first_of("0123456789");
  if (first == std::string_view::npos) return std::nullopt;
  std::uint64_t value = 0;
  std::from_chars(line.data() + first, line.data() + line.size(), value);
  return line.ends_with("kB") ? value * 1024 : value;
}

std::optional<ProcessFacts> read_process(pid_t pid) {
  const auto status = read_file(fmt::format("/proc/{}/status", pid));
  if (!status) return std::nullopt;
  ProcessFacts facts;
  facts.threads = static_cast<int>(number_after(*status, "Threads").value_or(0));
  facts.rss = number_after(*status, "VmRSS").value_or(0);
  facts.peak_rss = number_after(*status, "VmHWM").value_or(0);
  facts.page_tables = number_after(*status, "VmPTE").value_or(0);
  facts.cpu = cpu_of(pid);
  add_switches(pid, facts);
  return facts;
}

std::optional<ExactMemory> read_exact_memory(pid_t pid) {
  const auto rollup = read_file(fmt::format("/proc/{}/smaps_rollup", pid));
  if (!rollup) return std::nullopt;
  return ExactMemory{number_after(*rollup, "Pss").value_or(0),
                     number_after(*rollup, "Private_Clean").value_or(0) +
                         number_after(*rollup, "Private_Dirty").value_or(0)};
}

std::optional<ExactMemory> ExactMemoryReader::of(pid_t pid, TimePoint now) {
  std::erase_if(recent_, [&](const auto& entry) { return now - entry.second.at >= kExactAge; });
  auto found = recent_.find(pid);
  if (found == recent_.end())
    found = recent_.emplace(pid, Reading{now, read_exact_memory(pid)}).first;
  return found->second.memory;
}

}  // namespace lab
