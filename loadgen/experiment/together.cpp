// Goes of requests at once, and a look at the server during one of them.
#include "loadgen/experiment/together.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "common/net/poll.hpp"
#include "loadgen/experiment/loads.hpp"
#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/admin_client.hpp"
#include "loadgen/stats/confidence.hpp"

namespace lab {
namespace {

constexpr Duration kLookEvery = std::chrono::milliseconds(2);

LoadSpec load_of(const Together& together) {
  LoadSpec load = closed_loop(static_cast<unsigned>(together.requests), together.target);
  load.requests = together.requests;
  return load;
}

/// Asks the admin port how many requests are in flight for as long as it lives.
class InFlightWatch {
 public:
  explicit InFlightWatch(const Url& admin) : admin_(admin) {
    thread_ = std::jthread([this](const std::stop_token& stop) { look_until(stop); });
  }
  std::uint64_t most() {
    thread_ = {};  // stops and joins
    return most_;
  }

 private:
  void look_until(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (const auto sample = sample_server(admin_, MemoryCost::kCheap))
        most_ = std::max(most_, sample->in_flight);
      wait_any({}, Clock::now() + kLookEvery);
    }
  }

  const Url& admin_;
  std::uint64_t most_ = 0;
  std::jthread thread_;  // last: it uses the others
};

Result<std::uint64_t> most_in_flight(Trial& trial, const LoadSpec& load) {
  InFlightWatch watch(trial.server.admin());
  const auto measured = measure_load(trial, load);
  if (!measured) return measured.error();
  return watch.most();
}

Result<Readings> measure_together(Trial& trial, const Together& together) {
  const auto load = load_of(together);
  Readings readings;
  if (together.count_in_flight) {
    const auto most = most_in_flight(trial, load);
    if (!most) return most.error();
    readings.set(Quantity::kInFlight, static_cast<double>(*most));
  }
  std::vector<double> times;
  for (unsigned i = 0; i < together.times && !trial.cut_short(); ++i) {
    const auto measured = measure_load(trial, load);
    if (!measured) return measured.error();
    if (!measured->doubt.empty()) readings.doubt = measured->doubt;
    if (const auto time = (*measured)[Quantity::kTotalTime]) times.push_back(*time);
  }
  if (times.size() == together.times) readings.set(Quantity::kTotalTime, median(times));
  return readings;
}

std::string text_of(const Together& together) {
  auto text = load_text(load_of(together));
  if (together.times > 1) text += fmt::format(", {} times", together.times);
  return text;
}

}  // namespace

Arm together_arm(std::string name, std::vector<std::string> options, const Together& together) {
  const auto goes = together.times + (together.count_in_flight ? 1 : 0);
  return {{std::move(name), std::move(options), text_of(together)},
          kStartAndEnd + goes * together.each,
          [together](Trial& trial) { return measure_together(trial, together); }};
}

}  // namespace lab
