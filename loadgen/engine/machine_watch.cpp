// The difference of two readings.
#include "loadgen/engine/machine_watch.hpp"

namespace lab {

void MachineWatch::look(TimePoint now) {
  if (!window_.contains(now)) return;
  last_ = machine_time();
  last_at_ = now;
  if (first_) return;
  first_ = last_;
  first_at_ = now;
}

std::optional<MachineFacts> MachineWatch::facts() const {
  if (!first_ || !last_ || last_at_ - first_at_ < kShortest) return std::nullopt;
  // A kernel may take back idle time that it had guessed.
  const auto grown = [](std::uint64_t from, std::uint64_t to) { return to > from ? to - from : 0; };
  return MachineFacts{grown(first_->busy, last_->busy), grown(first_->idle, last_->idle),
                      last_->cores};
}

}  // namespace lab
