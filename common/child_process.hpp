// A program started as a child: its output lines, its signals, its end.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/net/unique_fd.hpp"
#include "common/result.hpp"

namespace lab {

/// How a child ended: its exit status, or 128 + the signal that killed it, as a shell counts.
using ExitCode = int;

/// What becomes of the child's stderr.
enum class Stderr { kInherit, kCapture, kDiscard };

/// Owns a running child. A child that is still running when this goes away is killed and reaped,
/// and the kernel kills it too should this program die first.
class ChildProcess {
 public:
  /// Starts argv[0] with stdout captured, in a process group of its own, so that a Ctrl-C at the
  /// terminal reaches us alone. stdin is /dev/null.
  static Result<ChildProcess> start(const std::vector<std::string>& argv,
                                    Stderr how = Stderr::kInherit);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  /// The next line of stdout without its newline; nothing at its end or after `patience`.
  std::optional<std::string> read_line(Duration patience);
  /// Everything that is still to come on stdout (or captured stderr), until it is closed.
  std::string read_rest();
  std::string read_errors();

  void send_signal(int signal) const;
  /// Waits for the end; nothing when it is still running after `patience`.
  std::optional<ExitCode> wait(Duration patience);

 private:
  ChildProcess(pid_t pid, UniqueFd out, UniqueFd err);

  pid_t pid_ = -1;
  UniqueFd out_;
  UniqueFd err_;
  UniqueFd pidfd_;
  std::string buffered_;
  std::optional<ExitCode> exit_;
};

}  // namespace lab
