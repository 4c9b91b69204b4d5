// Reports in files, for commands that print text otherwise.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "common/result.hpp"

namespace lab {

struct ReportFile {
  const char* option;  // "--json"
  std::string path;    // "-": stdout, in place of the text; empty: none
  std::function<std::string()> text;
};

/// A problem when two go to the same place or one cannot be written: what would be found out only
/// after everything has run.
Result<void> check_report_files(std::span<const ReportFile> files);

/// Whether one of them takes the place of the text.
bool any_on_stdout(std::span<const ReportFile> files);

Result<void> write_report_files(std::span<const ReportFile> files);

}  // namespace lab
