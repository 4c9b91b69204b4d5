// Polls clients.
#include "loadgen/lab/crowd.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "common/net/poll.hpp"
#include "loadgen/lab/admin_client.hpp"

namespace lab {
namespace {

constexpr Duration kBetweenSamples = std::chrono::milliseconds(2);
constexpr std::size_t kSettleAtOnce = 100;  // fewer than a listen queue takes

template <class Holds>
std::size_t count_of(const std::deque<Client>& clients, Holds holds) {
  return static_cast<std::size_t>(std::count_if(clients.begin(), clients.end(), holds));
}

}  // namespace

Crowd::Crowd(const Url& server, KeepGoing keep_going, Keep keep)
    : address_(*numeric_address(server.host, server.port)),
      authority_(server.authority()),
      keep_going_(std::move(keep_going)),
      keep_(keep) {}

Client& Crowd::add() { return clients_.emplace_back(address_, keep_); }

void Crowd::join(std::size_t clients, std::string_view target) {
  for (std::size_t i = 0; i < clients; ++i) ask(add(), target);
}

void Crowd::ask(Client& client, std::string_view target) {
  client.ask(request_text(target, authority_));
}

Result<void> Crowd::settle(std::size_t clients, std::string_view target, TimePoint deadline) {
  const auto wanted = good() + clients;
  while (clients > 0) {
    const auto some = std::min(clients, kSettleAtOnce);
    join(some, target);
    run(deadline);
    clients -= some;
    if (!keep_going_()) return {};
    if (good() < wanted - clients) {
      return problem("{} of {} connections were served; another one {}", good(), wanted,
                     fate_of_unanswered());
    }
  }
  return {};
}

void Crowd::run(TimePoint deadline, const OnEnd& on_end) {
  while (under_way() && Clock::now() < deadline && keep_going_())
    look(std::min(deadline, Clock::now() + kAskEvery), on_end);
}

Result<void> Crowd::run_until_in_flight(const Url& admin, std::uint64_t requests,
                                        TimePoint deadline) {
  std::uint64_t seen = 0;
  while (Clock::now() < deadline && keep_going_()) {
    look(Clock::now() + kBetweenSamples);
    const auto sample = sample_server(admin, MemoryCost::kCheap);
    if (!sample) return sample.error();
    seen = sample->in_flight;
    if (seen == requests) return {};
  }
  if (!keep_going_()) return {};
  return problem("{} requests are in flight in place of {}", seen, requests);
}

bool Crowd::look(TimePoint deadline, const OnEnd& on_end) {
  std::vector<pollfd> waits;
  std::vector<Client*> waiting;
  for (auto& client : clients_) {
    if (!client.under_way()) continue;
    waits.push_back(client.wanted());
    waiting.push_back(&client);
  }
  if (!wait_any(waits, deadline)) return false;
  for (std::size_t i = 0; i < waits.size(); ++i) {
    if (waiting[i]->go_on(waits[i].revents) && on_end) on_end(*waiting[i]);
  }
  return true;
}

std::size_t Crowd::count(ClientState state) const {
  return count_of(clients_, [&](const Client& c) { return c.state() == state; });
}
std::size_t Crowd::connected() const {
  return count_of(clients_, [](const Client& c) { return c.connected_at().has_value(); });
}
std::size_t Crowd::good() const {
  return count_of(clients_, [](const Client& c) { return c.good(); });
}

/// Of one that had no good reply; there must be one.
std::string Crowd::fate_of_unanswered() const {
  const auto client =
      std::find_if(clients_.begin(), clients_.end(), [](const Client& c) { return !c.good(); });
  switch (client->state()) {
    case ClientState::kAnswered:
      return fmt::format("was answered with {}", client->reply().status);
    case ClientState::kLost:
      return fmt::format("was lost: {}", client->error() == 0 ? "closed by the server"
                                                              : std::strerror(client->error()));
    default:
      return "still waits";
  }
}

bool Crowd::under_way() const {
  return std::any_of(clients_.begin(), clients_.end(),
                     [](const Client& c) { return c.under_way(); });
}

}  // namespace lab
