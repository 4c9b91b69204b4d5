// Figures over several requests that were sent at once: pure functions of the facts.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "client/request_facts.hpp"

namespace lab {

struct Span {
  Duration begin{};
  Duration end{};
};

/// When the request was being served: the time its steps took, up to the reply's first byte. Begins
/// at `connected` at the earliest; nothing when the server does not tell its steps.
std::optional<Span> service_span(const RequestFacts& facts);

/// Of the good replies, unless it says otherwise.
struct Overview {
  std::size_t asked = 0;  // all requests
  std::size_t good = 0;
  Duration total{};         // from the first start of all to the last good end
  std::size_t workers = 0;  // distinct ones; 0 unless every reply named its own
  std::size_t threads = 0;  // likewise

  /// Served times, when every good reply tells its own.
  struct Service {
    Duration shortest{};
    Duration longest{};
    Duration sum{};
    /// The most that were served at one moment. Two count only when they overlap by more than the
    /// error of a span's place (a tenth of it, at least 1 ms, at either end); nothing when a span
    /// is too short for that.
    std::optional<std::size_t> most_at_once;
  };
  std::optional<Service> service;
};

Overview summarize(const std::vector<RequestFacts>& all);

}  // namespace lab
