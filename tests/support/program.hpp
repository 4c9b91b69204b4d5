// The programs as they are built, run to their end.
#pragma once

#include <string>
#include <vector>

#include "common/child_process.hpp"

namespace lab {

/// How a program ended and all it said.
struct Finished {
  ExitCode code = -1;  // -1: it did not end
  std::string out;
  std::string errors;
};

/// Starts argv[0] with stdout and stderr captured.
ChildProcess start_captured(const std::vector<std::string>& argv);

/// The path of `program` ("loadgen") of this build.
std::string path_of(const std::string& program);
ChildProcess start_program(const std::string& program, const std::vector<std::string>& arguments);

Finished finish(ChildProcess child);

Finished run_program(const std::string& program, const std::vector<std::string>& arguments);

/// A path for a file of this process alone, since several builds may be tested at once.
std::string scratch_path(const std::string& name);

/// Whether the JSON in `file` is what the schema, a path from the root of the sources, describes.
bool is_described_by(const std::string& file, const std::string& schema);

}  // namespace lab
