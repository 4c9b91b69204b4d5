// A server of ours, started for an experiment and stopped after it.
#pragma once

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
  /// Ends it without serving what is left: the experiment has its facts.
  void stop();

 private:
  ServerProcess(ChildProcess child, Url url, Url admin);

  ChildProcess child_;
  Url url_;
  Url admin_;
};

}  // namespace lab
