// What a load did, as facts: counts and histograms that merge over threads without loss.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/histogram.hpp"
#include "common/packed_histogram.hpp"
#include "common/result.hpp"

namespace lab {

/// How a request ended; each has exactly one.
enum class Outcome {
  k2xx,
  k3xx,
  k4xx,
  k5xx,
  kConnect,   // no connection could be opened for it
  kTimeout,   // no whole reply within the timeout
  kClosed,    // the connection ended before the reply was whole
  kProtocol,  // what came was not a reply
  kOpen,      // still unanswered at the end of the run
  kUnsent,    // due in open loop, but no connection was free for it until the end
};
inline constexpr std::size_t kOutcomes = 10;

/// What an outcome says of its request.
enum class OutcomeKind { kGood, kErrorReply, kFailed, kOpen, kUnsent };

struct OutcomeRow {
  Outcome outcome;
  std::string_view name;
  OutcomeKind kind;
};
/// A row an outcome, in the order of the enum.
const std::array<OutcomeRow, kOutcomes>& outcome_rows();

/// Of a whole reply, by its status; a status that is no final one is kProtocol.
Outcome outcome_of_status(int status);
/// Whether a whole reply came.
bool is_answer(Outcome outcome);

class OutcomeCounts {
 public:
  void add(Outcome outcome, std::uint64_t times = 1) {
    counts_[static_cast<std::size_t>(outcome)] += times;
  }
  void merge(const OutcomeCounts& other);

  std::uint64_t of(Outcome outcome) const { return counts_[static_cast<std::size_t>(outcome)]; }
  std::uint64_t of(OutcomeKind kind) const;
  std::uint64_t answered() const;
  std::uint64_t total() const;

  friend bool operator==(const OutcomeCounts&, const OutcomeCounts&) = default;

 private:
  std::array<std::uint64_t, kOutcomes> counts_{};
};

/// Times in nanoseconds. Requests without a whole reply count with the time they had waited when
/// they failed or the run ended: their true latency is not known to be less.
struct Latencies {
  Histogram answered;
  Histogram unanswered;

  void merge(const Latencies& other);
  friend bool operator==(const Latencies&, const Latencies&) = default;
};

/// One entry of the mix. `due` is counted as requests are handed out, `outcomes` as they end.
struct EntryFacts {
  std::uint64_t due = 0;             // inside the window
  OutcomeCounts outcomes;            // of those
  Latencies latency;                 // of those, from their due time
  std::uint64_t good_in_window = 0;  // good replies whose last byte came inside, whenever due

  void merge(const EntryFacts& other);
  friend bool operator==(const EntryFacts&, const EntryFacts&) = default;
};

/// Over the whole run, opening included.
struct ConnectionFacts {
  std::uint64_t opened = 0;
  std::uint64_t reopened = 0;     // of those, in place of one that was closed
  std::uint64_t stale = 0;        // kept alive, closed by the server as we sent: sent once more
  std::uint64_t closed_idle = 0;  // by the server, between requests
  Histogram connect_times;        // of those opened
  std::map<std::string, std::uint64_t> failures;  // by the reason

  void merge(const ConnectionFacts& other);
  friend bool operator==(const ConnectionFacts&, const ConnectionFacts&) = default;
};

/// How service was spread over the connections ("clients") that had a request in the window.
struct ClientFacts {
  std::uint64_t asked = 0;                  // had a request
  std::uint64_t never_answered = 0;         // of those, without any reply in the whole run
  std::uint64_t least = ~std::uint64_t{0};  // replies to one client
  std::uint64_t most = 0;

  /// A client's replies inside the window, and those in all, warm-up included.
  void add(std::uint64_t replies, std::uint64_t replies_in_all);
  void merge(const ClientFacts& other);
  friend bool operator==(const ClientFacts&, const ClientFacts&) = default;
};

/// What one thread of the generator used while the window was open.
struct ThreadFacts {
  Duration cpu{};
  Duration wall{};

  friend bool operator==(const ThreadFacts&, const ThreadFacts&) = default;
};

/// What all programs of the generator's machine used while the window was open, as far as the
/// kernel was asked inside it (about ten times a second). Only of a server on the same machine.
struct MachineFacts {
  std::uint64_t busy_ticks = 0;
  std::uint64_t idle_ticks = 0;
  int cores = 0;

  void merge(const MachineFacts& other);
  friend bool operator==(const MachineFacts&, const MachineFacts&) = default;
};

/// One second of a run, counted from the begin of its window.
struct SecondFacts {
  std::uint64_t attempted = 0;  // taken up in it
  std::uint64_t completed = 0;  // whole replies, good or not
  std::uint64_t good = 0;
  std::uint64_t failed = 0;  // requests that ended without a whole reply
  std::uint64_t bytes = 0;   // received
  /// Of requests that were due in the window and ended in this second, from their due time; those
  /// without a reply with the time they had waited.
  PackedHistogram latency;
  std::uint64_t unanswered = 0;  // of those, without a whole reply

  void merge(const SecondFacts& other);
  friend bool operator==(const SecondFacts&, const SecondFacts&) = default;
};

/// Replies by the worker that gave them, "slot/pid" of the X-Worker header.
using WorkerCounts = std::map<std::string, std::uint64_t, std::less<>>;

struct RunResult {
  std::optional<WallTime> began;    // the window, by the clock on the wall; none: it never did
  Duration measured{};              // the length of the window
  std::vector<EntryFacts> entries;  // in the order of the plan's mix
  Latencies service;                // open loop: from being sent (or connected for), not from due
  Histogram send_lag;               // open loop: sent after due, of those that found one free
  std::uint64_t waited = 0;         // open loop: due inside the window while none was free
  std::uint64_t most_waiting = 0;   // at once; the sum of the threads' own maxima

  std::uint64_t attempted = 0;       // taken up inside the window, whenever due
  std::uint64_t completed = 0;       // whole replies, good or not, that came inside the window
  std::uint64_t bytes_received = 0;  // inside the window, heads and framing included
  std::vector<SecondFacts> seconds;  // of the window, and behind it of the grace

  ConnectionFacts connections;
  ClientFacts clients;
  WorkerCounts workers;
  std::vector<ThreadFacts> threads;
  std::optional<MachineFacts> machine;  // none: another machine's server, or the kernel is silent

  /// Adds the facts of another thread of the same run, or of another run of the same load. The
  /// window is the longer of the two and begins when the first of them did.
  void merge(const RunResult& other);
  /// Adds a later run of the same plan: windows add up, seconds follow one another, and thread i is
  /// thread i in both. Each round has clients of its own.
  void append(const RunResult& later);
  friend bool operator==(const RunResult&, const RunResult&) = default;
};

/// All entries together.
EntryFacts total(const RunResult& result);

/// Every request due in the window ended in exactly one class, in each entry. A problem means that
/// loadgen miscounted.
Result<void> check_identity(const RunResult& result);

}  // namespace lab
