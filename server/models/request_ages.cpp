// A list of what is being done, its oldest entry in front.
#include "server/models/request_ages.hpp"

namespace lab {

RequestAges::Hold::Hold(RequestAges* ages) : ages_(ages) {
  if (ages == nullptr) return;
  const std::lock_guard lock(ages->mutex_);
  began_ = Clock::now();  // under the lock, so that the list is in order
  ages->holds_.push_back(*this);
  ages->publish();
}

RequestAges::Hold::~Hold() {
  if (ages_ == nullptr) return;
  const std::lock_guard lock(ages_->mutex_);
  ages_->holds_.erase(ages_->holds_.iterator_to(*this));
  ages_->publish();
}

void RequestAges::publish() {
  oldest_ = holds_.empty() ? 0 : holds_.front().began_.time_since_epoch().count();
}

}  // namespace lab
