// One timer for all waits; when it expires it ends the one that is under way.
#include "server/work/watched.hpp"

#include <poll.h>

#include <boost/asio/redirect_error.hpp>

namespace lab {

using boost::system::error_code;

Watched::Watched(LoopExecutor loop, int fd, TimePoint deadline)
    : parts_(std::make_shared<Parts>(loop, fd)) {
  parts_->timer.expires_at(deadline);
  parts_->timer.async_wait([parts = parts_](const error_code& cancelled) {
    if (cancelled) return;
    parts->expired = true;
    error_code nothing_to_end;  // it was let go of in this very moment
    parts->descriptor.cancel(nothing_to_end);
  });
}

Watched::~Watched() {
  parts_->timer.cancel();
  if (parts_->descriptor.is_open()) parts_->descriptor.release();
}

Task<bool> Watched::wait(short event) {
  if (parts_->expired) co_return false;
  error_code ignored;
  auto token = boost::asio::redirect_error(kUseTask, ignored);
  const auto type = event == POLLIN ? Descriptor::wait_read : Descriptor::wait_write;
  co_await parts_->descriptor.async_wait(type, token);
  co_return !parts_->expired;
}

}  // namespace lab
