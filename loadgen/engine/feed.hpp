// Hands a thread its requests: which one is next, and when it is due.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "common/clock.hpp"
#include "loadgen/engine/plan.hpp"

namespace lab {

/// One request to make.
struct Ticket {
  TimePoint due;
  std::size_t entry = 0;  // of the plan's mix
};

/// The moments between which a load is measured: [begin, end).
struct Window {
  TimePoint begin = TimePoint::max();
  TimePoint end = TimePoint::max();

  bool contains(TimePoint t) const { return t >= begin && t < end; }
};

/// One thread's requests, in the order of their due times. It knows no clock but what it is told.
class Feed {
 public:
  virtual ~Feed() = default;

  /// Nothing is taken before `start`, and nothing that is due at `end` or later.
  virtual void begin(TimePoint start, TimePoint end) = 0;
  /// Brings the end forward.
  virtual void end_at(TimePoint end) = 0;

  /// The next request that is due by `now`.
  virtual std::optional<Ticket> take(TimePoint now) = 0;
  /// As many requests were taken as the plan has.
  virtual bool used_up() const = 0;
  /// When the next request is due; none: whenever a connection is free, or never again.
  virtual std::optional<TimePoint> next_due() const = 0;
  /// How many requests are due by `now` and were not taken. `now` never goes back.
  virtual std::uint64_t waiting(TimePoint now) = 0;
};

/// Closed loop: a request is due when a connection is free for it, and the mix goes round.
/// Open loop: of the whole load's arrivals, thread i of n takes every n-th from i on, so that the
/// arrivals and their entries depend on the seed alone, not on the number of threads. Requests that
/// wait for a free connection cost no memory: they are the arrivals not yet taken.
std::unique_ptr<Feed> make_feed(const LoadPlan& plan, const Share& share);

}  // namespace lab
