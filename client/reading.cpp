// Picks the words that the figures allow.
#include "client/reading.hpp"

#include <fmt/format.h>

#include <cmath>

#include "client/text.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

using Service = Overview::Service;

/// Equal enough that a reader would call them so.
bool about(Duration a, Duration b) {
  return std::abs(to_seconds(a - b)) <= 0.05 * std::max(to_seconds(a), to_seconds(b));
}

bool even(const Service& service) {
  return to_seconds(service.longest) <= 1.1 * to_seconds(service.shortest);
}

std::string subject(const Overview& overview) {
  const auto requests = plural(overview.asked, "request");
  if (overview.good == overview.asked) return requests;
  return fmt::format("{} of {} succeeded", overview.good, requests);
}

/// ", answered by 8 threads"; empty when that is not known.
std::string by_whom(const Overview& overview) {
  if (overview.threads == 0) return {};
  if (overview.workers == 1) return ", answered by " + plural(overview.threads, "thread");
  const auto workers = plural(overview.workers, "worker");
  if (overview.threads == overview.workers) return ", answered by " + workers;
  return fmt::format(", answered by {} of {}", plural(overview.threads, "thread"), workers);
}

std::string served_words(const Service& service, std::size_t count) {
  const auto mean = service.sum / static_cast<Duration::rep>(count);
  if (even(service)) {
    return fmt::format("{} {}", count == 1 ? "the work" : "each took", format_duration(mean));
  }
  return fmt::format("each took {} to {}", format_duration(service.shortest),
                     format_duration(service.longest));
}

/// ", about 4 x 200ms" where the total is the time of that many turns, else how long each took.
std::string turns_words(const Overview& overview, std::size_t turns) {
  const auto& service = *overview.service;
  const auto mean = service.sum / static_cast<Duration::rep>(overview.good);
  const bool explained = about(overview.total, mean * static_cast<Duration::rep>(turns));
  if (explained && even(service)) {
    return fmt::format(", about {} x {}", turns, format_duration(mean));
  }
  if (turns == overview.good && about(overview.total, service.sum)) {
    return ", about the sum of all: " + format_duration(service.sum);
  }
  return ", " + served_words(service, overview.good);
}

std::string order_words(std::size_t most_at_once, std::size_t count) {
  if (most_at_once == 1) return ", one after another";
  if (most_at_once == count) return ", all in progress at the same time";
  return fmt::format(", at most {} in progress at a time", most_at_once);
}

}  // namespace

std::string reading(const Overview& overview) {
  if (overview.good == 0) return subject(overview);
  const auto total = "total " + format_duration(overview.total);
  const auto start = [&](std::string_view order) {
    return fmt::format("{}{}{}: {}", subject(overview), order, by_whom(overview), total);
  };
  if (!overview.service) return start("") + "; the server does not tell how long its work took";
  if (overview.good == 1) return start("") + ", " + served_words(*overview.service, 1);
  const auto most = overview.service->most_at_once;
  if (!most) return start("") + "; the work was too short to tell in what order it was done";
  const auto order = order_words(*most, overview.good);
  if (*most == overview.good) {
    return start(order) + ", " + served_words(*overview.service, overview.good);
  }
  return start(order) + turns_words(overview, (overview.good + *most - 1) / *most);
}

}  // namespace lab
