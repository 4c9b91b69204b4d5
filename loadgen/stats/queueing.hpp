// How long requests wait for a busy server in the long run: the formulas of queueing theory.
//
// Arrivals are a Poisson process and requests are served in the order they came. `rho` is the share
// of its capacity that a server is asked for, arrival rate * mean service time / servers. At rho >=
// 1 the queue grows for ever and nothing here has a value, so every function that takes a rho
// asserts 0 <= rho < 1, and that servers and the service time are above zero. A wait is the time
// before service begins; it leaves out the service itself. All of it is the long run: what a short
// load on an idle server meets is Lindley's recursion (lindley.hpp).
#pragma once

#include <span>

#include "common/clock.hpp"
#include "common/units.hpp"

namespace lab {

/// One server, and every request takes exactly `service` (B in LESSONS.md).
struct Md1 {
  double rho = 0;
  Duration service{};

  /// rho B / (2 (1 - rho)): Pollaczek-Khinchine without variance.
  Duration mean_wait() const;

  /// P(W <= t), t >= 0. It is Crommelin's distribution (1934), for t <= B the (1-rho) exp(rho t/B)
  /// of LESSONS.md, but computed as Franx does (Operations Research Letters 29 (2001) 221): with
  /// k B the first multiple of B not below t and v = rho (k - t/B),
  ///   P(W <= t) = sum over j < k of exp(-v) v^j / j! * P(at most k - j requests in the system),
  /// and P(W <= 0) = 1 - rho. Every term is positive, and those probabilities come from a recursion
  /// of positive terms too, so nothing cancels and about 13 digits are right at any rho and t. The
  /// usual alternating series, (1-rho) sum (-rho (t/B - j))^j / j! * exp(rho (t/B - j)), does
  /// cancel: its terms grow as exp(rho t/B), and at rho .95 and p99.9 none of a double's 16 digits
  /// is left.
  double share_waiting_at_most(Duration t) const;

  /// P(W > d): the share of all who arrive, whatever they ask for, that is delayed by more than d.
  double share_delayed(Duration d) const { return 1 - share_waiting_at_most(d); }

  /// The least wait that `percent` of requests do not exceed, to the nanosecond; 0 <= percent <
  /// 100. Takes time in proportion to it, in units of B.
  Duration wait_percentile(double percent) const;
};

/// `servers` servers, one queue, exponential service times of mean `service`; rho is each server's.
struct Mmc {
  double rho = 0;
  unsigned servers = 1;
  Duration service{};

  /// P(W > 0): Erlang C, B / (1 - rho (1 - B)) with Erlang's B of rho * servers erlangs.
  double share_waiting() const;
  /// P(W > d) = C exp(-servers (1 - rho) d / service), d >= 0.
  double share_delayed(Duration d) const;
  /// C * service / (servers (1 - rho)).
  Duration mean_wait() const;
  /// The least wait that `percent` of requests do not exceed; 0 <= percent < 100.
  Duration wait_percentile(double percent) const;
};

/// `servers` servers, one queue, and every request takes exactly `service`; rho is each server's.
struct Mdc {
  double rho = 0;
  unsigned servers = 1;
  Duration service{};

  /// Cosmetatos' approximation (Operational Research Quarterly 26 (1975) 615), half of M/M/c's mean
  /// wait times 1 + (1-rho) (c-1) (sqrt(4+5c) - 2) / (16 rho c). Exact for one server; for 2 to 16
  /// within 1.3 % from rho .5 to .95, and below that too long (at .3: 3 % of four servers', 18 % of
  /// sixteen servers' wait, which is next to nothing).
  Duration mean_wait() const;
};

/// What service times look like, as far as a mean wait depends on it.
struct ServiceTime {
  Duration mean{};
  double squared_variation = 0;  // variance / mean^2: 0 when always the same, 1 when exponential
};

/// `weight` requests, of any total, take `service` each.
struct ServiceShare {
  double weight = 0;
  Duration service{};
};

/// The service time of a mix. Weights not below zero, their sum and the mean above zero.
ServiceTime mixed_service(std::span<const ServiceShare> mix);

/// One server, service times of any distribution.
struct Mg1 {
  double rho = 0;
  ServiceTime service;

  /// Pollaczek-Khinchine: rho / (1 - rho) * mean (1 + squared variation) / 2.
  Duration mean_wait() const;
};

/// Erlang B: the share of requests refused by `servers` servers without a queue, offered `erlangs`
/// = arrival rate * mean service time, of any size not below zero. By the recursion from no server
/// on, B = a B' / (k + a B'), whose terms are all between 0 and 1.
double erlang_b(double erlangs, unsigned servers);

/// Little's law, L = lambda W, of any system whose start and end hold little of what it served: by
/// how much the mean number inside differs from arrivals * mean time inside, as a share of the
/// latter. Above zero: more are inside than came and stayed so long. `arrivals` and `inside` above
/// zero.
double littles_law_gap(double mean_in_system, Rate arrivals, Duration inside);

}  // namespace lab
