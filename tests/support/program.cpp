// Children with stdout and stderr captured.
#include "tests/support/program.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace lab {
namespace {

constexpr Duration kLongestRun = std::chrono::seconds(60);

}  // namespace

ChildProcess start_captured(const std::vector<std::string>& argv) {
  auto child = ChildProcess::start(argv, Stderr::kCapture);
  EXPECT_TRUE(child) << (child ? "" : child.error().text);
  return std::move(*child);
}

std::string scratch_path(const std::string& name) {
  return testing::TempDir() + std::to_string(getpid()) + "_" + name;
}

std::string path_of(const std::string& program) { return LAB_BIN_DIR "/" + program; }

ChildProcess start_program(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<std::string> argv{path_of(program)};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return start_captured(argv);
}

Finished finish(ChildProcess child) {
  Finished done;
  done.out = child.read_rest();
  done.errors = child.read_errors();
  done.code = child.wait(kLongestRun).value_or(-1);
  return done;
}

Finished run_program(const std::string& program, const std::vector<std::string>& arguments) {
  return finish(start_program(program, arguments));
}

bool is_described_by(const std::string& file, const std::string& schema) {
  const auto command = "/usr/bin/python3 " LAB_SOURCE_DIR
                       "/tests/support/validate_json.py " LAB_SOURCE_DIR "/" +
                       schema + " < " + file;
  const int status = std::system(command.c_str());
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace lab
