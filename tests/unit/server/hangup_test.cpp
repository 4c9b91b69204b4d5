// Claims about what a SIGHUP means, from made-up ones.
#include "server/hangup.hpp"

#include <gtest/gtest.h>
#include <signal.h>

namespace lab {
namespace {

using Meaning = HangupRule::Meaning;

signalfd_siginfo hangup_from(int code) {
  signalfd_siginfo signal{};
  signal.ssi_signo = SIGHUP;
  signal.ssi_code = code;
  return signal;
}

TEST(Hangup, FromAnybodyAsksForNewWorkers) {
  signal(SIGHUP, SIG_DFL);
  EXPECT_EQ(HangupRule().meaning_of(hangup_from(SI_USER)), Meaning::kReplaceWorkers);
}

TEST(Hangup, FromTheKernelTellsOfALostTerminal) {
  signal(SIGHUP, SIG_DFL);
  EXPECT_EQ(HangupRule().meaning_of(hangup_from(SI_KERNEL)), Meaning::kTerminalGone);
}

TEST(Hangup, OfALostTerminalIsNothingToAProgramThatOutlivesIt) {
  signal(SIGHUP, SIG_IGN);
  const HangupRule rule;
  EXPECT_EQ(rule.meaning_of(hangup_from(SI_KERNEL)), Meaning::kNothing);
  EXPECT_EQ(rule.meaning_of(hangup_from(SI_USER)), Meaning::kReplaceWorkers);
}

}  // namespace
}  // namespace lab
