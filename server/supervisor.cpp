// The events of a supervisor's life, and what it does about each.
#include "server/supervisor.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "common/log.hpp"
#include "common/net/poll.hpp"
#include "common/units.hpp"
#include "server/process_end.hpp"

namespace lab {
namespace {

sigset_t supervised_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, signal);
  return set;
}

/// The kernel's SIGHUP says that the terminal is gone; anybody else's asks for new workers.
bool asks_for_new_workers(const signalfd_siginfo& signal) {
  return signal.ssi_signo == SIGHUP && signal.ssi_code != SI_KERNEL;
}

UniqueFd checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return UniqueFd(fd);
}

void make_earlier(std::optional<TimePoint>& deadline, const std::optional<TimePoint>& other) {
  if (other && (!deadline || *other < *deadline)) deadline = other;
}

}  // namespace

std::string Supervisor::Child::name() const {
  return is_worker() ? fmt::format("worker {}", number) : "admin";
}

Supervisor::Supervisor(const ServerOptions& options, Listeners listeners)
    : options_(options),
      listeners_(std::move(listeners)),
      scoreboard_(options.workers),
      children_(static_cast<std::size_t>(options.workers) + 1) {
  const auto set = supervised_signals();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_ = checked(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd");
  // The last one is the admin process.
  for (int i = 0; i < options.workers; ++i) children_[static_cast<std::size_t>(i)].number = i;
  if (options.hang_timeout) next_look_ = Clock::now();
}

int Supervisor::run() {
  for (auto& child : children_) spawn(child);
  while (!(phase_ == Phase::kDraining && workers_gone()) && phase_ != Phase::kFailed) {
    wait_for_event();
    handle_signals();
    reap();
    announce_when_ready();
    respawn_due();
    continue_replacing();
    kill_overdue();
    kill_hung();
    if (has_passed(drain_deadline_, Clock::now())) give_up();
  }
  return finish();
}

// --- Children -----------------------------------------------------------------------------------

void Supervisor::spawn(Child& child) {
  const pid_t supervisor = getpid();
  child.respawn_at.reset();
  child.started = Clock::now();
  child.drain_event.lower();  // whoever was told by it is gone
  if (child.is_worker()) {
    auto& life = slot_of(child).life();
    life.started_at = child.started.time_since_epoch().count();
    life.state = phase_ == Phase::kDraining ? WorkerState::kDraining : WorkerState::kStarting;
  }
  if (phase_ == Phase::kDraining) child.drain_event.raise();
  child.pid = fork();
  if (child.pid == 0) become(child, supervisor);
  if (child.pid < 0) {
    log::error("cannot fork: {}", strerror(errno));
    child.pid = 0;
    child.respawn_at = Clock::now() + RespawnPolicy::kLongestDelay;
  } else if (child.is_worker()) {
    slot_of(child).life().pid = child.pid;
  }
}

void Supervisor::become(Child& child, pid_t supervisor) {
  const auto forget_siblings = [&] {
    signals_.reset();
    for (auto& other : children_) {
      if (&other != &child) other.drain_event.forget();
      other.spare_event.forget();
    }
  };
  run_child({options_, scoreboard_, listeners_, child.number, child.drain_event.fd(),
             ready_event_.fd(), supervisor, forget_siblings});
}

void Supervisor::reap() {
  int status = 0;
  for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    for (auto& child : children_) {
      if (child.pid == pid) bury(child, status);
      if (child.retiree.pid == pid) bury_retiree(child, status);
    }  // as PID 1 we also reap strangers
  }
}

void Supervisor::bury(Child& child, int status) {
  auto life = RespawnPolicy::Life::kEndedAfterReady;
  if (child.is_worker()) {
    auto& slot = slot_of(child);
    if (slot.life().state == WorkerState::kStarting) life = RespawnPolicy::Life::kEndedBeforeReady;
    slot.has_ended(status, Clock::now());
  }
  child.pid = 0;
  // What still runs may need the admin process.
  if (phase_ == Phase::kDraining && child.is_worker()) return;
  plan_successor(child, status, life);
}

void Supervisor::bury_retiree(Child& child, int status) {
  if (status != 0) log::warn("the retiring {} {}", child.name(), describe_end(status));
  child.retiree.life->bury();
  child.retiree = {};
}

void Supervisor::plan_successor(Child& child, int status, RespawnPolicy::Life life) {
  const auto delay = child.policy.on_death(life, Clock::now() - child.started);
  if (!delay) {
    log::error("{} {}, {} times in a row before it was ready: giving up", child.name(),
               describe_end(status), RespawnPolicy::kDeathsBeforeReady);
    phase_ = Phase::kFailed;
    return;
  }
  log::warn("{} {}: starting another in {}", child.name(), describe_end(status),
            format_setting(*delay));
  child.respawn_at = Clock::now() + *delay;
}

void Supervisor::respawn_due() {
  for (auto& child : children_) {
    if (has_passed(child.respawn_at, Clock::now())) spawn(child);
  }
}

// --- Events -------------------------------------------------------------------------------------

std::optional<TimePoint> Supervisor::next_deadline() const {
  auto next = drain_deadline_;
  make_earlier(next, next_look_);
  for (const auto& child : children_) {
    make_earlier(next, child.respawn_at);
    make_earlier(next, child.retiree.kill_at);
  }
  return next;
}

void Supervisor::wait_for_event() {
  std::array<pollfd, 2> fds{{{signals_.get(), POLLIN, 0}, {ready_event_.fd(), POLLIN, 0}}};
  wait_any(fds, next_deadline());
  ready_event_.lower();
}

void Supervisor::handle_signals() {
  signalfd_siginfo signal{};
  while (read(signals_.get(), &signal, sizeof signal) == sizeof signal) {
    if (signal.ssi_signo != SIGCHLD) handle(signal);  // reap() asks for itself
  }
}

void Supervisor::handle(const signalfd_siginfo& signal) {
  if (asks_for_new_workers(signal)) {
    replace_all();
  } else if (phase_ == Phase::kDraining) {
    log::warn("second signal: giving up at once");
    drain_deadline_ = Clock::now();
  } else {
    reap();  // the queue of one that died before is served too
    start_draining();
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

// --- The end ------------------------------------------------------------------------------------

void Supervisor::start_draining() {
  log::info("draining: serving what is here, for at most {}",
            format_setting(options_.drain_timeout));
  phase_ = Phase::kDraining;
  requests_lost_before_drain_ = scoreboard_.lost_requests();
  connections_lost_before_drain_ = scoreboard_.lost_connections();
  drain_deadline_ = Clock::now() + options_.drain_timeout;
  for (auto& child : children_) {
    child.retiree.kill_at.reset();
    if (child.is_worker() && child.pid == 0) spawn(child);  // for what waits in its queue
    if (child.is_worker()) slot_of(child).life().state = WorkerState::kDraining;
    child.drain_event.raise();
  }
  // Ours go too: a socket nobody holds any more refuses connections instead of queueing them.
  listeners_.workers.clear();
}

void Supervisor::give_up() {
  for (const auto& child : children_) {
    if (child.is_worker()) kill_all_of(child);
  }
  drain_deadline_.reset();
}

bool Supervisor::workers_gone() const {
  return std::none_of(children_.begin(), children_.end(), [](const Child& child) {
    return child.is_worker() && (child.pid != 0 || child.retiree.pid != 0);
  });
}

void Supervisor::kill_all_of(const Child& child) {
  for (const pid_t pid : {child.pid, child.retiree.pid}) {
    if (pid > 0) kill(pid, SIGKILL);
  }
}

int Supervisor::finish() {
  for (const auto& child : children_) kill_all_of(child);
  for (const auto& child : children_) {
    for (const pid_t pid : {child.pid, child.retiree.pid}) {
      if (pid > 0) waitpid(pid, nullptr, 0);
    }
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
