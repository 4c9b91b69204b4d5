// Names of the parts of a job.
#include "server/job.hpp"

#include <array>

namespace lab {
namespace {

constexpr std::array<std::string_view, 3> kVias{"await", "block", "pool"};

}  // namespace

std::string_view work_name(const Work& work) {
  return std::holds_alternative<Wait>(work) ? "wait" : "cpu";
}

Duration asked_time(const Work& work) {
  if (const auto* wait = std::get_if<Wait>(&work)) return wait->time;
  return std::get<Burn>(work).cpu;
}

std::string_view via_name(Via via) { return kVias[static_cast<std::size_t>(via)]; }

std::optional<Via> find_via(std::string_view name) {
  for (std::size_t i = 0; i < kVias.size(); ++i) {
    if (kVias[i] == name) return static_cast<Via>(i);
  }
  return std::nullopt;
}

}  // namespace lab
