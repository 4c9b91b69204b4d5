// client: the table of its subcommands.
#include <array>

#include "client/command.hpp"

int main(int argc, char** argv) {
  static constexpr std::array kCommands{
      lab::Subcommand{"get", "one request: the reply, its times, and who answered",
                      lab::get_command},
      lab::Subcommand{"timeline", "several requests at once: a bar each on a common time axis",
                      lab::timeline_command},
  };
  return lab::run_program({"client", "asks a server and shows what happened", kCommands}, argc,
                          argv);
}
