// initdb once, then the server itself in the foreground, so that it is a child like any other.
#include "tests/support/postgres_server.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "common/net/address.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// The newest that is installed; empty without one.
std::string folder_of_programs() {
  std::error_code none;
  std::string newest;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const auto programs = version.path().string() + "/bin/";
    if (programs > newest && fs::exists(programs + "postgres")) newest = programs;
  }
  return newest;
}

/// As the user postgres where we are root. The signal that it gets when we die lets it tidy up.
ChildProcess start_as_postgres(const std::string& program, const std::vector<std::string>& more) {
  std::vector<std::string> command;
  if (geteuid() == 0) {
    command = {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups",
               "--pdeathsig=QUIT"};
  }
  command.push_back(folder_of_programs() + program);
  command.insert(command.end(), more.begin(), more.end());
  auto child = ChildProcess::start(command, Stderr::kDiscard);
  if (!child) throw std::runtime_error(child.error().text);
  return std::move(*child);
}

std::string make_folder() {
  std::string path = "/tmp/lab_postgres_XXXXXX";
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no folder for PostgreSQL");
  const auto* owner = getpwnam("postgres");
  if (geteuid() == 0 && (owner == nullptr || chown(path.c_str(), owner->pw_uid, owner->pw_gid))) {
    throw std::runtime_error("there is no user postgres");
  }
  return path;
}

UniqueFd reserve_port() {
  const auto address = *numeric_address("127.0.0.1", 0);
  UniqueFd socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.get(), address.data(), address.size()) != 0) {
    throw std::runtime_error("no port is free");
  }
  return socket;
}

/// Its first process says so in a file.
bool is_ready(const std::string& data) {
  std::ifstream file(data + "/postmaster.pid");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("ready")) return true;
  }
  return false;
}

}  // namespace

bool PostgresServer::is_installed() { return !folder_of_programs().empty(); }

PostgresServer::PostgresServer()
    : folder_(make_folder()),
      reserved_(reserve_port()),
      port_(local_address(reserved_.get()).port()) {
  auto made = start_as_postgres("initdb", {"-D", folder_ + "/data", "-U", "postgres", "-A", "trust",
                                           "--no-sync", "--no-locale", "-E", "UTF8"});
  made.read_rest();
  if (made.wait(60s) != 0) throw std::runtime_error("initdb failed");
  start();
}

PostgresServer::~PostgresServer() {
  if (running_) {
    thaw();
    running_->send_signal(SIGQUIT);  // at once, but its shared memory goes too
    running_->wait(kPatience);
  }
  fs::remove_all(folder_);
}

std::string PostgresServer::url() const {
  return fmt::format("postgresql://postgres@127.0.0.1:{}/postgres", port_);
}

void PostgresServer::start() {
  const auto data = folder_ + "/data";
  running_ = start_as_postgres(
      "postgres", {"-D", data, "-c", "listen_addresses=127.0.0.1", "-c",
                   fmt::format("port={}", port_), "-c", "unix_socket_directories=", "-c",
                   "fsync=off", "-c", "shared_buffers=8MB", "-c", "max_connections=50"});
  if (!eventually([&] { return is_ready(data); }, 60s)) {
    throw std::runtime_error("PostgreSQL did not get ready");
  }
}

void PostgresServer::stop() {
  running_->send_signal(SIGINT);
  if (!running_->wait(kPatience)) throw std::runtime_error("PostgreSQL did not stop");
  running_.reset();
}

/// The first process, which starts others, and then those.
void PostgresServer::signal_all(int number) const {
  running_->send_signal(number);
  std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", running_->pid()));
  for (pid_t child = 0; children >> child;) kill(child, number);
}

}  // namespace lab
