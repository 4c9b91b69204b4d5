// The first steps of a forked child, and the three things it can become.
#include "server/child_main.hpp"

#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

#include <array>
#include <cstdlib>

#include "common/log.hpp"
#include "server/admin/admin.hpp"
#include "server/backend.hpp"
#include "server/endpoints.hpp"
#include "server/models/request_ages.hpp"
#include "server/models/service.hpp"
#include "server/work/database_pool.hpp"
#include "server/work/upstream.hpp"

namespace lab {
namespace {

/// A terminal's Ctrl-C and a group's SIGTERM reach the supervisor, which drains all of us in order;
/// it alone decides.
void take_child_signals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// No orphan keeps the port: the kernel kills us with our parent.
void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
}

struct ModelRunner {
  ModelKind kind;
  void (*run)(Service&);
};
constexpr std::array<ModelRunner, 3> kRunners{{{ModelKind::kProcess, run_process_worker},
                                               {ModelKind::kThread, run_thread_worker},
                                               {ModelKind::kAsync, run_async_worker}}};

/// Only the hang timeout of a blocking model asks for the ages of requests.
bool watches_requests(const ServerOptions& options) {
  return options.hang_timeout && options.model != ModelKind::kAsync;
}

void run_worker(const ChildTask& task) {
  const auto& options = task.options;
  log::start(options.log_level, fmt::format("worker {}", task.number));
  auto& slot = task.scoreboard.slot(task.number);
  auto& life = *task.life;
  life.pid = getpid();
  std::optional<Gil> gil;
  if (options.gil) gil.emplace(options.gil_interval);
  std::optional<RequestAges> ages;
  if (watches_requests(options)) ages.emplace(life.oldest_request);
  std::optional<AccessLog> access_log;
  if (!options.access_log.empty()) access_log.emplace(options.access_log, slot.access_lines_lost);
  Upstream upstream(task.listeners.upstream_addresses,
                    options.upstream ? options.upstream->authority()
                                     : task.listeners.upstream_addresses.front().text());
  DatabasePool database(task.database, options.database_connections, life.database);
  Resources resources{gil ? &*gil : nullptr, task.listeners.state_address, options.data_dir,
                      &upstream, &database};
  const PlanRules rules{.chaos = options.chaos, .postgres = task.database.postgres};
  Service service{options,
                  {options.limits, [rules](const Request& r) { return refusal_of(r, rules); }},
                  rules,
                  task.scoreboard,
                  slot,
                  life,
                  task.number,
                  duplicate(task.listeners.of_worker(task.number)),
                  task.drain_event,
                  [&] {
                    slot.becomes_ready(life, Clock::now());
                    eventfd_write(task.ready_event, 1);
                  },
                  resources,
                  access_log ? &*access_log : nullptr,
                  ages ? &*ages : nullptr};
  // It keeps its own listener alone, so that it can close it when it has drained.
  task.listeners.close();
  task.forget_siblings();
  kRunners[static_cast<std::size_t>(options.model)].run(service);
}

void run_admin(const ChildTask& task) {
  log::start(task.options.log_level, "admin");
  task.forget_siblings();
  task.listeners.backend.reset();
  run_admin_process({task.options, task.scoreboard, std::move(task.listeners), task.drain_event});
}

void run_backend(const ChildTask& task) {
  log::start(task.options.log_level, "backend");
  task.forget_siblings();
  auto listener = std::move(task.listeners.backend);
  task.listeners.close();
  run_backend_process(std::move(listener));
}

void become(const ChildTask& task) {
  if (task.number >= 0) return run_worker(task);
  const bool admin = task.number == kAdminProcess;
  prctl(PR_SET_NAME, admin ? "server:admin" : "server:backend");  // as ps and top show it
  if (admin) return run_admin(task);
  run_backend(task);
}

}  // namespace

void run_child(const ChildTask& task) {
  die_with(task.supervisor);
  take_child_signals();
  try {
    become(task);
  } catch (const std::exception& error) {
    log::error("{}", error.what());
    std::exit(1);
  }
  std::exit(0);
}

}  // namespace lab
