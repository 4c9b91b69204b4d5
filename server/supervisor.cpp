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

UniqueFd checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return UniqueFd(fd);
}

void make_earlier(std::optional<TimePoint>& deadline, const std::optional<TimePoint>& other) {
  if (other && (!deadline || *other < *deadline)) deadline = other;
}

}  // namespace

void block_supervised_signals() {
  const auto set = supervised_signals();
  sigprocmask(SIG_BLOCK, &set, nullptr);
}

std::string Supervisor::Child::name() const {
  if (is_worker()) return fmt::format("worker {}", number);
  return number == kAdminProcess ? "admin" : "backend";
}

Supervisor::Supervisor(const ServerOptions& options, const DatabaseSource& database,
                       Listeners listeners)
    : options_(options),
      database_(database),
      listeners_(std::move(listeners)),
      scoreboard_(options.workers),
      children_(static_cast<std::size_t>(options.workers) + (options.upstream ? 1 : 2)) {
  block_supervised_signals();
  const auto set = supervised_signals();
  signals_ = checked(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd");
  // The next one is the admin process.
  for (int i = 0; i < options.workers; ++i) children_[static_cast<std::size_t>(i)].number = i;
  if (!options.upstream) children_.back().number = kBackendProcess;
  if (options.hang_timeout) next_look_ = Clock::now();
}

int Supervisor::run() {
  for (auto& child : children_) spawn(child);
  while (!(phase_ == Phase::kDraining && workers_gone()) && phase_ != Phase::kFailed) {
    wait_for_event();
    handle_signals();
    reap();
    count_restarts();
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
  child.respawn_at.reset();
  child.started = Clock::now();
  auto* life = child.is_worker() ? &slot_of(child).life() : nullptr;
  child.pid = start_process(child, life, child.drain_event);
  if (child.pid != 0) return;
  if (phase_ == Phase::kDraining) queue_lost_ = true;
  child.respawn_at = Clock::now() + RespawnPolicy::kLongestDelay;
}

/// 0 when there can be none.
pid_t Supervisor::start_process(Child& child, WorkerLife* life, const EventFlag& drain_event) {
  const bool draining = phase_ == Phase::kDraining;
  drain_event.lower();  // whoever was told by it is gone
  if (draining) drain_event.raise();
  if (life != nullptr) {
    life->started_at = Clock::now().time_since_epoch().count();
    life->state = draining ? WorkerState::kDraining : WorkerState::kStarting;
  }
  const pid_t supervisor = getpid();
  const pid_t pid = fork();
  if (pid == 0) become(child, life, drain_event, supervisor);
  if (pid < 0) {
    log::error("cannot fork: {}", strerror(errno));
    if (life != nullptr) life->state = WorkerState::kDown;
    return 0;
  }
  if (life != nullptr) life->pid = pid;
  return pid;
}

void Supervisor::become(Child& child, WorkerLife* life, const EventFlag& drain_event,
                        pid_t supervisor) {
  const auto forget_siblings = [&] {
    signals_.reset();
    for (auto& other : children_) {
      for (auto* event : {&other.drain_event, &other.companion_event}) {
        if (event != &drain_event) event->forget();
      }
    }
  };
  run_child({options_, scoreboard_, listeners_, database_, child.number, life, drain_event.fd(),
             ready_event_.fd(), supervisor, forget_siblings});
}

/// As PID 1 we reap strangers too.
void Supervisor::reap() {
  int status = 0;
  for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    for (auto& child : children_) {
      if (child.companion.pid == pid) {
        bury_companion(child, status);
      } else if (child.pid == pid) {
        bury(child, status);
      }
    }
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
  if (child.companion.role == Companion::Role::kSuccessor) return promote(child);
  // What still runs may need the admin process.
  if (phase_ != Phase::kDraining || !child.is_worker()) return plan_successor(child, status, life);
  if (status == 0 || !drain_deadline_) return;  // it has drained, or we gave it up
  log::warn("{} {} while it drained: what waited in its queue is lost", child.name(),
            describe_end(status));
  queue_lost_ = true;
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

/// While we drain there is no queue any more that a worker could serve.
void Supervisor::respawn_due() {
  for (auto& child : children_) {
    const bool wanted = phase_ != Phase::kDraining || !child.is_worker();
    if (wanted && has_passed(child.respawn_at, Clock::now())) spawn(child);
  }
}

// --- Events -------------------------------------------------------------------------------------

std::optional<TimePoint> Supervisor::next_deadline() const {
  auto next = drain_deadline_;
  make_earlier(next, next_look_);
  for (const auto& child : children_) {
    if (phase_ != Phase::kDraining || !child.is_worker()) make_earlier(next, child.respawn_at);
    make_earlier(next, child.companion.kill_at);
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
  if (signal.ssi_signo != SIGHUP) return terminate();
  switch (hangup_rule_.meaning_of(signal)) {
    case HangupRule::Meaning::kReplaceWorkers:
      return replace_all();
    case HangupRule::Meaning::kTerminalGone:
      if (phase_ != Phase::kDraining) terminate();
      return;
    case HangupRule::Meaning::kNothing:
      return;
  }
}

/// Also those of workers that took the place of a dead one in the very moment they became ready.
void Supervisor::count_restarts() {
  for (const auto& child : children_) {
    if (!child.is_worker()) continue;
    auto& slot = slot_of(child);
    if (slot.life().state == WorkerState::kReady) slot.becomes_ready(slot.life(), Clock::now());
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

void Supervisor::terminate() {
  if (phase_ == Phase::kDraining) {
    log::warn("second signal: giving up at once");
    drain_deadline_ = Clock::now();
    return;
  }
  reap();  // the queue of one that died before is served too
  if (phase_ != Phase::kFailed) start_draining();
}

void Supervisor::start_draining() {
  log::info("draining: serving what is here, for at most {}",
            format_setting(options_.drain_timeout));
  phase_ = Phase::kDraining;
  requests_lost_before_drain_ = scoreboard_.lost_requests();
  connections_lost_before_drain_ = scoreboard_.lost_connections();
  drain_deadline_ = Clock::now() + options_.drain_timeout;
  for (auto& child : children_) {
    child.companion.kill_at.reset();
    if (child.companion.role == Companion::Role::kSuccessor) {
      slot_of(child).other_life().state = WorkerState::kDraining;
      child.companion_event.raise();
    }
    if (child.is_worker() && child.pid == 0) spawn(child);  // for what waits in its queue
    child.drain_event.raise();
  }
  // Behind the events: where /readyz says that we drain, every worker was told.
  for (auto& child : children_) {
    if (child.is_worker()) slot_of(child).life().state = WorkerState::kDraining;
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
    return child.is_worker() && (child.pid != 0 || child.companion.pid != 0);
  });
}

void Supervisor::kill_all_of(const Child& child) {
  for (const pid_t pid : {child.pid, child.companion.pid}) {
    if (pid > 0) kill(pid, SIGKILL);
  }
}

int Supervisor::finish() {
  for (const auto& child : children_) kill_all_of(child);
  for (const auto& child : children_) {
    for (const pid_t pid : {child.pid, child.companion.pid}) {
      if (pid > 0) waitpid(pid, nullptr, 0);
    }
  }
  if (phase_ == Phase::kFailed) return 1;
  // A connection that is still open has sent a part of a request: idle ones were closed at once.
  const auto connections = scoreboard_.lost_connections() - connections_lost_before_drain_;
  const auto requests = scoreboard_.lost_requests() - requests_lost_before_drain_;
  if (connections == 0) return queue_lost_ ? 1 : 0;
  log::warn("not drained: gave up open connections: {}, with requests in progress: {}", connections,
            requests);
  return 1;
}

}  // namespace lab
