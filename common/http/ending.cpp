// The names that /stats counts endings under.
#include "common/http/ending.hpp"

#include <array>

namespace lab {

std::string_view ending_name(Ending ending) {
  static constexpr std::array<std::string_view, kEndings> kNames{
      "closed_by_peer", "closed_by_us", "idle",      "preempted",
      "drained",        "refused",      "timed_out", "aborted"};
  return kNames[static_cast<std::size_t>(ending)];
}

}  // namespace lab
