// The server program: options, sockets, supervisor.
#include <signal.h>

#include <exception>

#include "common/log.hpp"
#include "common/machine.hpp"
#include "server/listeners.hpp"
#include "server/options.hpp"
#include "server/supervisor.hpp"

namespace lab {
namespace {

int serve(const ServerOptions& options) {
  log::start(options.log_level, "supervisor");
  signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  auto listeners = bind_listeners(options);
  if (!listeners) {
    fmt::print(stderr, "server: {}\n", listeners.error().text);
    return 1;
  }
  return Supervisor(options, std::move(*listeners)).run();
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) try {
  const auto options = lab::read_options(argc, argv);
  if (const auto* exit = std::get_if<lab::EarlyExit>(&options)) return exit->code;
  return lab::serve(std::get<lab::ServerOptions>(options));
} catch (const std::exception& error) {
  fmt::print(stderr, "server: {}\n", error.what());
  return 1;
}
