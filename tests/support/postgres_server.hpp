// PostgreSQL as Debian packages it, with a cluster of its own on a free port of 127.0.0.1.
#pragma once

#include <signal.h>

#include <cstdint>
#include <optional>
#include <string>

#include "common/child_process.hpp"
#include "common/net/unique_fd.hpp"

namespace lab {

/// Serves from its construction on, until it goes away, and its data with it. As root it runs as
/// the user postgres, since it refuses to run as root.
class PostgresServer {
 public:
  /// Whether the programs are there.
  static bool is_installed();

  PostgresServer();
  ~PostgresServer();

  /// Whoever connects need not prove who it is.
  std::string url() const;

  /// Ends it as its administrator would: whoever is connected is sent away.
  void stop();
  /// Starts it again, on the same port and with the same data.
  void start();
  /// All its processes stop, or go on: meanwhile nobody gets an answer.
  void freeze() const { signal_all(SIGSTOP); }
  void thaw() const { signal_all(SIGCONT); }

 private:
  void signal_all(int number) const;

  std::string folder_;
  UniqueFd reserved_;  // bound to its port, and never listening
  std::uint16_t port_ = 0;
  std::optional<ChildProcess> running_;
};

}  // namespace lab
