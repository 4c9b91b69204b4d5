// When the oldest request that a blocking worker is busy with began, kept where the supervisor sees
// it.
#pragma once

#include <atomic>
#include <boost/intrusive/list.hpp>
#include <cstdint>
#include <mutex>

#include "common/clock.hpp"

namespace lab {

/// Shared by all threads of a worker. Only made when somebody watches: it costs a lock a request.
class RequestAges {
 public:
  /// `oldest` is kept at the beginning of the oldest request, as nanoseconds of Clock; 0: none.
  explicit RequestAges(std::atomic<std::int64_t>& oldest) : oldest_(oldest) {}

  /// A request from its beginning to its end. Does nothing for nobody (null).
  class Hold : public boost::intrusive::list_base_hook<> {
   public:
    explicit Hold(RequestAges* ages);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    friend class RequestAges;
    RequestAges* ages_;
    TimePoint began_{};
  };

 private:
  void publish();

  std::mutex mutex_;
  boost::intrusive::list<Hold> holds_;  // in the order they began
  std::atomic<std::int64_t>& oldest_;
};

}  // namespace lab
