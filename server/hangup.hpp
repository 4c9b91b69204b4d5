// What a SIGHUP means: somebody asks for new workers, or the terminal has gone.
#pragma once

#include <sys/signalfd.h>

namespace lab {

/// Looks once, at the start, at how the program was started.
class HangupRule {
 public:
  HangupRule();

  enum class Meaning { kReplaceWorkers, kTerminalGone, kNothing };
  /// The kernel's tells that the terminal has gone, and so does a shell's, which passes it on to
  /// its jobs. A program that was started to ignore that (nohup) outlives its terminal.
  Meaning meaning_of(const signalfd_siginfo& hangup) const;

 private:
  bool outlives_terminal_;
  bool had_terminal_;
};

}  // namespace lab
