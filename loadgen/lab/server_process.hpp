// A server of ours, started for an experiment and stopped after it.
#pragma once

#include <signal.h>

#include <optional>
#include <string>
#include <vector>

#include "common/child_process.hpp"
#include "common/http/url.hpp"
#include "common/result.hpp"

namespace lab {

/// The `server` binary beside the running program, or a line that says where it was looked for.
Result<std::string> find_server_binary();

class ServerProcess {
 public:
  /// Starts `binary` with `options` on free loopback ports and waits until it serves.
  static Result<ServerProcess> start(const std::string& binary,
                                     const std::vector<std::string>& options);

  const Url& url() const { return url_; }
  const Url& admin() const { return admin_; }
  /// What a rollout does first: it is to serve what is left and end. The deadline for that is its
  /// own.
  void terminate() const { child_.send_signal(SIGTERM); }
  /// How it ended, 0: in order; nothing when it still runs after `patience`.
  std::optional<ExitCode> wait(Duration patience) { return child_.wait(patience); }
  /// Ends it without serving what is left: the experiment has its facts.
  void stop();

 private:
  ServerProcess(ChildProcess child, Url url, Url admin);

  ChildProcess child_;
  Url url_;
  Url admin_;
};

}  // namespace lab
