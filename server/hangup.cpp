// Asks for the disposition of the signal and for the terminal.
#include "server/hangup.hpp"

#include <fcntl.h>
#include <signal.h>

#include <cerrno>

#include "common/net/unique_fd.hpp"

namespace lab {
namespace {

bool is_ignored(int number) {
  struct sigaction now {};
  sigaction(number, nullptr, &now);
  return now.sa_handler == SIG_IGN;
}

/// Without descriptors nobody knows; then it is believed to be there.
bool has_terminal() {
  const UniqueFd terminal(open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
  return terminal || errno == EMFILE || errno == ENFILE;
}

}  // namespace

HangupRule::HangupRule() : outlives_terminal_(is_ignored(SIGHUP)), had_terminal_(has_terminal()) {}

HangupRule::Meaning HangupRule::meaning_of(const signalfd_siginfo& hangup) const {
  const bool from_kernel = hangup.ssi_code == SI_KERNEL;
  if (outlives_terminal_) return from_kernel ? Meaning::kNothing : Meaning::kReplaceWorkers;
  const bool gone = from_kernel || (had_terminal_ && !has_terminal());
  return gone ? Meaning::kTerminalGone : Meaning::kReplaceWorkers;
}

}  // namespace lab
