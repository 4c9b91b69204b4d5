// Checks files before and writes them after.
#include "loadgen/commands/report_files.hpp"

#include <algorithm>

#include "common/http/query.hpp"
#include "common/json_file.hpp"

namespace lab {

Result<void> check_report_files(std::span<const ReportFile> files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const auto& other : files.subspan(i + 1)) {
      if (!other.path.empty() && other.path == files[i].path)
        return problem("{}: '{}' is where {} goes", other.option, printable(other.path, 200),
                       files[i].option);
    }
  }
  for (const auto& file : files) {
    if (const auto writable = check_writable(file.path); !writable)
      return problem("{}: {}", file.option, writable.error().text);
  }
  return {};
}

bool any_on_stdout(std::span<const ReportFile> files) {
  return std::any_of(files.begin(), files.end(),
                     [](const ReportFile& file) { return file.path == "-"; });
}

Result<void> write_report_files(std::span<const ReportFile> files) {
  Result<void> all;
  for (const auto& file : files) {
    if (file.path.empty()) continue;
    const auto written = write_text(file.path, file.text());
    if (!written && all) all = written.error();
  }
  return all;
}

}  // namespace lab
