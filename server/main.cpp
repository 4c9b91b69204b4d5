// The server program: options, sockets, supervisor.
#include <signal.h>

#include <exception>

#include "common/command_line.hpp"
#include "common/log.hpp"
#include "common/machine.hpp"
#include "common/program.hpp"
#include "common/stderr.hpp"
#include "server/access_log.hpp"
#include "server/listeners.hpp"
#include "server/options.hpp"
#include "server/supervisor.hpp"
#include "server/work/database_setup.hpp"

namespace lab {
namespace {

int fail(const Problem& problem, int code) {
  print_to_stderr("server: {}\n", problem.text);
  return code;
}

int serve(const ServerOptions& options) {
  log::start(options.log_level, "supervisor");
  for (const int number : {SIGPIPE, SIGXFSZ}) signal(number, SIG_IGN);  // errors say it too
  raise_descriptor_limit();
  if (const auto log = check_access_log(options.access_log); !log) {
    return fail(log.error(), kExitFailed);
  }
  auto listeners = bind_listeners(options);
  if (!listeners) return fail(listeners.error(), kExitFailed);
  block_supervised_signals();
  // It has a folder, which goes with this process, not with those it forks: they never return here.
  const auto database = prepare_database(options.database, options.data_dir);
  if (!database) return fail(database.error(), kExitFailed);
  return Supervisor(options, database->source(), std::move(*listeners)).run();
}

int run(const std::vector<std::string>& arguments) {
  const auto options = read_options(arguments);
  if (!options) return fail(options.error(), kExitUsage);
  if (options->help.empty()) return serve(*options);
  fmt::print("{}", options->help);
  return kExitGood;
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) try {
  return lab::run(lab::words_of(argc, argv));
} catch (const std::exception& error) {
  lab::print_to_stderr("server: {}\n", error.what());
  return lab::kExitFailed;
}
