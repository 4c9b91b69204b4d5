// What a draining worker still accepts: as many connections as its queue held when it learned.
#pragma once

#include <optional>

namespace lab {

/// More may come for as long as anybody holds the listener. They are nobody's promise, and under
/// load a queue would never be found empty.
class QueueRest {
 public:
  /// The worker drains from now on. Later calls change nothing.
  void begin(int listener);
  void took_one();
  bool used_up() const { return left_ && *left_ == 0; }

 private:
  std::optional<unsigned> left_;
};

}  // namespace lab
