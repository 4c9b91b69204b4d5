// Starts servers and reads their readiness line.
#include "loadgen/lab/server_process.hpp"

#include <signal.h>
#include <unistd.h>

#include <optional>
#include <string_view>

#include "common/machine.hpp"

namespace lab {
namespace {

constexpr Duration kStartPatience = std::chrono::seconds(15);
constexpr Duration kStopPatience = std::chrono::seconds(5);

/// The value of "name=value" in a line of such words.
std::optional<std::string> word(std::string_view line, std::string_view name) {
  const auto at = line.find(fmt::format(" {}=", name));
  if (at == std::string_view::npos) return std::nullopt;
  const auto start = at + name.size() + 2;
  return std::string(line.substr(start, line.find(' ', start) - start));
}

}  // namespace

Result<std::string> find_server_binary() {
  const auto folder = program_folder();
  if (!folder) return folder.error();
  const auto path = *folder + "/server";
  if (access(path.c_str(), X_OK) == 0) return path;
  return problem("there is no server program at {}: build it, or give servers with --target", path);
}

ServerProcess::ServerProcess(ChildProcess child, Url url, Url admin)
    : child_(std::move(child)), url_(std::move(url)), admin_(std::move(admin)) {}

Result<ServerProcess> ServerProcess::start(const std::string& binary,
                                           const std::vector<std::string>& options) {
  std::vector<std::string> argv{binary, "--host",       "127.0.0.1", "--port",
                                "0",    "--admin-host", "127.0.0.1", "--admin-port",
                                "0",    "--log-level",  "error"};
  argv.insert(argv.end(), options.begin(), options.end());
  auto child = ChildProcess::start(argv);
  if (!child) return child.error();
  const auto line = child->read_line(kStartPatience);
  const auto url = line ? word(*line, "url") : std::nullopt;
  const auto admin = line ? word(*line, "admin") : std::nullopt;
  if (!url || !admin) return problem("{} did not start serving: its words are above", binary);
  const auto parsed = parse_url(*url);
  const auto parsed_admin = parse_url(*admin);
  if (!parsed) return parsed.error();
  if (!parsed_admin) return parsed_admin.error();
  return ServerProcess(std::move(*child), *parsed, *parsed_admin);
}

void ServerProcess::stop() {
  child_.send_signal(SIGTERM);
  child_.send_signal(SIGINT);  // the second signal: now
  child_.wait(kStopPatience);
}

}  // namespace lab
