// loadgen: the table of its subcommands.
#include <signal.h>

#include <array>

#include "loadgen/commands/command.hpp"

int main(int argc, char** argv) {
  // OpenSSL writes without MSG_NOSIGNAL, and a server that goes away is a result.
  signal(SIGPIPE, SIG_IGN);
  static constexpr std::array kCommands{
      lab::Subcommand{"run", "load a server and report what it did", lab::run_command},
      lab::Subcommand{"merge", "make one report of what several machines measured",
                      lab::merge_command},
      lab::Subcommand{"compare",
                      "measure every model under every workload and say which wins where",
                      lab::compare_command},
      lab::Subcommand{"sweep", "raise the load step by step, draw what happens and find the knee",
                      lab::sweep_command},
      lab::Subcommand{"advise", "predict what each model makes of a request's work, and name one",
                      lab::advise_command},
      lab::Subcommand{"lesson", "predict, measure and judge what the lesson text claims",
                      lab::lesson_command},
      lab::Subcommand{"plan", "say how many instances a demand needs, and how that follows",
                      lab::plan_command},
      lab::Subcommand{"capacity", "find the highest rate that keeps what is promised",
                      lab::capacity_command},
  };
  return lab::run_program({"loadgen", "an HTTP load generator that tells the truth", kCommands},
                          argc, argv);
}
