// fork, exec and pidfd.
#include "common/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "common/net/poll.hpp"

namespace lab {
namespace {

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Pipe make_pipe() {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return {};
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

/// Runs in the child between fork and exec: nothing but system calls.
[[noreturn]] void become(char* const* argv, int out, int err, int report) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpgid(0, 0);
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(null, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  if (err != STDERR_FILENO) dup2(err >= 0 ? err : null, STDERR_FILENO);
  execv(argv[0], argv);
  const int error = errno;
  [[maybe_unused]] const auto n = write(report, &error, sizeof error);
  _exit(127);
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> room;
  for (;;) {
    const auto n = read(fd, room.data(), room.size());
    if (n > 0) text.append(room.data(), static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EINTR)) return text;
  }
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& arguments, Stderr how) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  auto out = make_pipe();
  auto err = how == Stderr::kCapture ? make_pipe() : Pipe{};
  auto report = make_pipe();
  const int err_fd = how == Stderr::kInherit ? STDERR_FILENO : err.write.get();
  const pid_t pid = fork();
  if (pid < 0) return problem("cannot start {}: {}", arguments[0], std::strerror(errno));
  if (pid == 0) become(argv.data(), out.write.get(), err_fd, report.write.get());
  report.write.reset();
  int error = 0;
  if (read(report.read.get(), &error, sizeof error) == sizeof error) {
    waitpid(pid, nullptr, 0);
    return problem("cannot start {}: {}", arguments[0], std::strerror(error));
  }
  return ChildProcess(pid, std::move(out.read), std::move(err.read));
}

ChildProcess::ChildProcess(pid_t pid, UniqueFd out, UniqueFd err)
    : pid_(pid),
      out_(std::move(out)),
      err_(std::move(err)),
      pidfd_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)),
      pidfd_(std::move(other.pidfd_)),
      buffered_(std::move(other.buffered_)),
      exit_(other.exit_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(out_, other.out_);
  std::swap(err_, other.err_);
  std::swap(pidfd_, other.pidfd_);
  std::swap(buffered_, other.buffered_);
  std::swap(exit_, other.exit_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (pid_ <= 0 || exit_) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::optional<std::string> ChildProcess::read_line(Duration patience) {
  const auto deadline = Clock::now() + patience;
  std::array<char, 1024> room;
  for (;;) {
    if (const auto end = buffered_.find('\n'); end != std::string::npos) {
      auto line = buffered_.substr(0, end);
      buffered_.erase(0, end + 1);
      return line;
    }
    if (!wait_for(out_.get(), POLLIN, deadline)) return std::nullopt;
    const auto n = read(out_.get(), room.data(), room.size());
    if (n <= 0) return std::nullopt;
    buffered_.append(room.data(), static_cast<std::size_t>(n));
  }
}

std::string ChildProcess::read_rest() {
  return std::exchange(buffered_, {}) + read_all(out_.get());
}
std::string ChildProcess::read_errors() { return read_all(err_.get()); }

void ChildProcess::send_signal(int signal) const {
  if (!exit_) kill(pid_, signal);
}

std::optional<ExitCode> ChildProcess::wait(Duration patience) {
  if (exit_) return exit_;
  if (!wait_for(pidfd_.get(), POLLIN, Clock::now() + patience)) return std::nullopt;
  int status = 0;
  if (waitpid(pid_, &status, 0) != pid_) return std::nullopt;
  exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit_;
}

}  // namespace lab
