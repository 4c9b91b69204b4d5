// The feeds of the closed and of the open loop.
#include "loadgen/engine/feed.hpp"

#include <algorithm>
#include <limits>

#include "loadgen/engine/mix.hpp"
#include "loadgen/engine/schedule.hpp"

namespace lab {
namespace {

constexpr auto kUnlimited = std::numeric_limits<std::uint64_t>::max();

class ClosedFeed : public Feed {
 public:
  ClosedFeed(const LoadPlan& plan, const Share& share)
      : mix_(plan.mix), left_(share.requests.value_or(kUnlimited)) {
    for (unsigned i = 0; i < share.index; ++i) mix_.next();  // threads start at different turns
  }

  void begin(TimePoint start, TimePoint end) override {
    start_ = start;
    end_ = end;
  }
  void end_at(TimePoint end) override { end_ = std::min(end_, end); }

  std::optional<Ticket> take(TimePoint now) override {
    if (now < start_ || now >= end_ || used_up()) return std::nullopt;
    --left_;
    return Ticket{now, mix_.next()};
  }
  bool used_up() const override { return left_ == 0; }
  std::optional<TimePoint> next_due() const override { return std::nullopt; }
  std::uint64_t waiting(TimePoint) override { return 0; }

 private:
  SmoothRoundRobin mix_;
  std::uint64_t left_;
  TimePoint start_ = TimePoint::max();
  TimePoint end_ = TimePoint::max();
};

/// A thread's arrivals: every n-th of all.
class OwnArrivals {
 public:
  OwnArrivals(const LoadPlan& plan, const Share& share)
      : all_(*plan.open_loop, plan.seed),
        draw_(plan.mix, plan.seed),
        stride_(share.of),
        left_(share.requests.value_or(kUnlimited)) {
    step(share.index + 1);
  }

  /// Offset from the start and entry of the one at hand; none once all were passed.
  std::optional<Duration> offset() const {
    return left_ == 0 ? std::nullopt : std::optional(offset_);
  }
  std::size_t entry() const { return entry_; }

  void pass() {
    --left_;
    step(stride_);
  }

 private:
  void step(unsigned times) {
    for (unsigned i = 0; i < times; ++i) {
      offset_ = all_.next();
      entry_ = draw_.next();
    }
  }

  Arrivals all_;
  WeightedDraw draw_;
  unsigned stride_;
  std::uint64_t left_;
  Duration offset_{};
  std::size_t entry_ = 0;
};

class OpenFeed : public Feed {
 public:
  OpenFeed(const LoadPlan& plan, const Share& share) : next_(plan, share), counted_(next_) {}

  void begin(TimePoint start, TimePoint end) override {
    start_ = start;
    end_ = end;
  }
  void end_at(TimePoint end) override { end_ = std::min(end_, end); }

  std::optional<Ticket> take(TimePoint now) override {
    const auto due = due_of(next_);
    if (!due || *due > now) return std::nullopt;
    const Ticket ticket{*due, next_.entry()};
    next_.pass();
    ++taken_;
    return ticket;
  }
  bool used_up() const override { return !next_.offset(); }
  std::optional<TimePoint> next_due() const override { return due_of(next_); }

  std::uint64_t waiting(TimePoint now) override {
    for (auto due = due_of(counted_); due && *due <= now; due = due_of(counted_)) {
      counted_.pass();
      ++due_;
    }
    return due_ > taken_ ? due_ - taken_ : 0;
  }

 private:
  bool begun() const { return start_ != TimePoint::max(); }

  std::optional<TimePoint> due_of(const OwnArrivals& arrivals) const {
    const auto offset = arrivals.offset();
    if (!begun() || !offset || start_ + *offset >= end_) return std::nullopt;
    return start_ + *offset;
  }

  OwnArrivals next_;
  OwnArrivals counted_;  // runs ahead of next_ while requests wait
  std::uint64_t taken_ = 0;
  std::uint64_t due_ = 0;
  TimePoint start_ = TimePoint::max();
  TimePoint end_ = TimePoint::max();
};

}  // namespace

std::unique_ptr<Feed> make_feed(const LoadPlan& plan, const Share& share) {
  if (plan.open_loop) return std::make_unique<OpenFeed>(plan, share);
  return std::make_unique<ClosedFeed>(plan, share);
}

}  // namespace lab
