// Forking, reaping, respawning and draining.
#include "server/supervisor.hpp"

#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "common/log.hpp"
#include "common/net/poll.hpp"
#include "common/units.hpp"
#include "server/admin/admin.hpp"
#include "server/endpoints.hpp"
#include "server/models/service.hpp"
#include "server/process_end.hpp"

namespace lab {
namespace {

sigset_t supervised_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGCHLD}) sigaddset(&set, signal);
  return set;
}

UniqueFd checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return UniqueFd(fd);
}

void raise_event(const UniqueFd& event) { eventfd_write(event.get(), 1); }

/// Signals of a child: a terminal's Ctrl-C and a group's SIGTERM reach the supervisor, which drains
/// all of us in order; it alone decides.
void take_child_signals() {
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
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

}  // namespace

Supervisor::Supervisor(const ServerOptions& options, Listeners listeners)
    : options_(options),
      listeners_(std::move(listeners)),
      scoreboard_(options.workers),
      ready_event_(checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")),
      drain_event_(checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")) {
  const auto set = supervised_signals();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_ = checked(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd");
  for (int slot = 0; slot < options.workers; ++slot) children_.push_back({slot, 0, {}, {}, {}});
  children_.push_back({kAdmin, 0, {}, {}, {}});
}

int Supervisor::run() {
  for (auto& child : children_) spawn(child);
  while (!(phase_ == Phase::kDraining && workers_gone()) && phase_ != Phase::kFailed) {
    wait_for_event();
    handle_signals();
    reap();
    announce_when_ready();
    respawn_due();
    if (drain_deadline_ && Clock::now() >= *drain_deadline_) give_up();
  }
  return finish();
}

// --- Children -----------------------------------------------------------------------------------

void Supervisor::spawn(Child& child) {
  const pid_t supervisor = getpid();
  child.respawn_at.reset();
  child.started = Clock::now();
  if (child.slot != kAdmin) {
    auto& slot = scoreboard_.slot(child.slot);
    slot.started_at = child.started.time_since_epoch().count();
    slot.state = WorkerState::kStarting;
  }
  child.pid = fork();
  if (child.pid == 0) {
    die_with(supervisor);
    become(child);
  }
  if (child.pid < 0) {
    log::error("cannot fork: {}", strerror(errno));
    child.pid = 0;
    child.respawn_at = Clock::now() + RespawnPolicy::kLongestDelay;
  } else if (child.slot != kAdmin) {
    scoreboard_.slot(child.slot).pid = child.pid;
  }
}

void Supervisor::become(const Child& child) {
  take_child_signals();
  try {
    if (child.slot == kAdmin) {
      run_admin();
    } else {
      run_worker(child.slot);
    }
  } catch (const std::exception& error) {
    log::error("{}", error.what());
    std::exit(1);
  }
  std::exit(0);
}

void Supervisor::run_worker(int index) {
  log::start(options_.log_level, fmt::format("worker {}", index));
  auto& slot = scoreboard_.slot(index);
  slot.pid = getpid();
  std::optional<Gil> gil;
  if (options_.gil) gil.emplace(options_.gil_interval);
  Resources resources{gil ? &*gil : nullptr, listeners_.state_address};
  const PlanRules rules{options_.chaos};
  Service service{options_,
                  {options_.limits, [rules](const Request& r) { return refusal_of(r, rules); }},
                  rules,
                  slot,
                  index,
                  duplicate(listeners_.of_worker(index)),
                  drain_event_.get(),
                  [&] {
                    slot.becomes_ready(Clock::now());
                    raise_event(ready_event_);
                  },
                  resources};
  listeners_
      .close();  // the worker keeps its own alone, so that it can close it when it has drained
  kRunners[static_cast<std::size_t>(options_.model)].run(service);
}

void Supervisor::run_admin() {
  log::start(options_.log_level, "admin");
  run_admin_process({options_, scoreboard_, std::move(listeners_), drain_event_.get()});
}

// --- Events -------------------------------------------------------------------------------------

void Supervisor::wait_for_event() {
  auto until = drain_deadline_;
  for (const auto& child : children_) {
    if (child.respawn_at && (!until || *child.respawn_at < *until)) until = child.respawn_at;
  }
  std::array<pollfd, 2> fds{{{signals_.get(), POLLIN, 0}, {ready_event_.get(), POLLIN, 0}}};
  wait_any(fds, until);
  eventfd_t ignored = 0;
  eventfd_read(ready_event_.get(), &ignored);
}

void Supervisor::handle_signals() {
  signalfd_siginfo info{};
  while (read(signals_.get(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGCHLD) continue;  // reap() asks for itself
    if (phase_ == Phase::kDraining) {
      log::warn("second signal: giving up at once");
      drain_deadline_ = Clock::now();
    } else {
      start_draining();
    }
  }
}

void Supervisor::announce_when_ready() {
  if (phase_ != Phase::kStarting || scoreboard_.ready_workers() < scoreboard_.size()) return;
  phase_ = Phase::kServing;
  fmt::print("listening model={} workers={} url=http://{} admin=http://{} pid={}\n",
             model_name(options_.model), options_.workers, listeners_.address.text(),
             listeners_.admin_address.text(), getpid());
  std::fflush(stdout);
}

void Supervisor::reap() {
  int status = 0;
  for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    const auto child = std::find_if(children_.begin(), children_.end(),
                                    [&](const Child& c) { return c.pid == pid; });
    if (child != children_.end()) bury(*child, status);  // as PID 1 we also reap strangers
  }
}

void Supervisor::bury(Child& child, int status) {
  const auto name =
      child.slot == kAdmin ? std::string("admin") : fmt::format("worker {}", child.slot);
  auto life = RespawnPolicy::Life::kEndedAfterReady;
  if (child.slot != kAdmin) {
    auto& slot = scoreboard_.slot(child.slot);
    if (slot.state == WorkerState::kStarting) life = RespawnPolicy::Life::kEndedBeforeReady;
    slot.has_ended(status, Clock::now());
    slot.bury();
  }
  child.pid = 0;
  // What still runs may need the admin process.
  if (phase_ == Phase::kDraining && child.slot != kAdmin) return;
  const auto delay = child.policy.on_death(life, Clock::now() - child.started);
  if (!delay) {
    log::error("{} {}, {} times in a row before it was ready: giving up", name,
               describe_end(status), RespawnPolicy::kDeathsBeforeReady);
    phase_ = Phase::kFailed;
    return;
  }
  log::warn("{} {}: starting another in {}", name, describe_end(status), format_setting(*delay));
  child.respawn_at = Clock::now() + *delay;
}

void Supervisor::respawn_due() {
  for (auto& child : children_) {
    if (child.respawn_at && Clock::now() >= *child.respawn_at) spawn(child);
  }
}

// --- The end ------------------------------------------------------------------------------------

void Supervisor::start_draining() {
  log::info("draining: serving what is here, for at most {}",
            format_setting(options_.drain_timeout));
  phase_ = Phase::kDraining;
  requests_lost_before_drain_ = scoreboard_.lost_requests();
  connections_lost_before_drain_ = scoreboard_.lost_connections();
  drain_deadline_ = Clock::now() + options_.drain_timeout;
  for (int i = 0; i < scoreboard_.size(); ++i) {
    auto& slot = scoreboard_.slot(i);
    if (slot.pid != 0) slot.state = WorkerState::kDraining;
  }
  raise_event(drain_event_);
  // Ours go too: a socket nobody holds any more refuses connections instead of queueing them.
  listeners_.workers.clear();
  for (auto& child : children_) {
    if (child.slot != kAdmin) child.respawn_at.reset();
  }
}

void Supervisor::give_up() {
  for (const auto& child : children_) {
    if (child.slot != kAdmin && child.pid > 0) kill(child.pid, SIGKILL);
  }
  drain_deadline_.reset();
}

bool Supervisor::workers_gone() const {
  return std::all_of(children_.begin(), children_.end(),
                     [](const Child& child) { return child.slot == kAdmin || child.pid == 0; });
}

int Supervisor::finish() {
  for (const auto& child : children_) {
    if (child.pid > 0) kill(child.pid, SIGKILL);
  }
  for (const auto& child : children_) {
    if (child.pid > 0) waitpid(child.pid, nullptr, 0);
  }
  if (phase_ == Phase::kFailed) return 1;
  // A connection that is still open has sent a part of a request: idle ones were closed at once.
  const auto connections = scoreboard_.lost_connections() - connections_lost_before_drain_;
  const auto requests = scoreboard_.lost_requests() - requests_lost_before_drain_;
  if (connections == 0) return 0;
  log::warn("not drained: gave up open connections: {}, with requests in progress: {}", connections,
            requests);
  return 1;
}

}  // namespace lab
