// The real server as a child process: started on free ports, asked through its admin port, ended.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/child_process.hpp"
#include "common/net/fetch.hpp"

namespace lab {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;  // memory and speed say nothing then
#else
inline constexpr bool kSanitized = false;
#endif
#if defined(__SANITIZE_THREAD__)
inline constexpr bool kHasForeignThreads = true;  // the sanitizer's own
#else
inline constexpr bool kHasForeignThreads = false;
#endif

/// How long a test waits for something that must come.
inline constexpr Duration kPatience = std::chrono::seconds(20);
/// What a test allows besides, for a machine that is busy otherwise.
inline constexpr Duration kSlack = std::chrono::seconds(10);

/// Asks again and again until `condition` holds; false when it does not within `patience`.
bool eventually(const std::function<bool()>& condition, Duration patience = kPatience);

/// A model with the flags that choose it.
struct ServerKind {
  std::string name;
  std::vector<std::string> flags;
  friend void PrintTo(const ServerKind& kind, std::ostream* out) { *out << kind.name; }
};
/// process (two workers), thread, async, hybrid (async, two workers).
const std::vector<ServerKind>& server_kinds();
/// Those whose workers have several requests at a time: all but process.
std::vector<ServerKind> kinds_with_many_requests();

/// The flags of a kind and more; what stands in `more` replaces what the kind says.
std::vector<std::string> flags_of(const ServerKind& kind, const std::vector<std::string>& more);

/// For claims that hold under every model: TEST_P(Suite, ...) in a suite derived from this.
class EveryModel : public testing::TestWithParam<ServerKind> {
 protected:
  bool is(std::string_view name) const { return GetParam().name == name; }
  std::vector<std::string> flags(const std::vector<std::string>& more = {}) const {
    return flags_of(GetParam(), more);
  }
};
std::string kind_name(const testing::TestParamInfo<ServerKind>& info);

/// The command line of the server with `flags`, after `ulimit -n descriptors` if that is given.
std::vector<std::string> server_command(const std::vector<std::string>& flags,
                                        std::optional<int> descriptors = {});

/// A server that could not run: how it ended and what it said.
struct Failure {
  ExitCode code = -1;
  std::string out, errors;
  /// One line on stderr that holds `part`, nothing on stdout.
  void expect_one_line(std::string_view part) const;
};
Failure run_in_vain(const std::vector<std::string>& flags, std::optional<int> descriptors = {});

/// Open ones of a process.
std::size_t descriptors_of(std::int64_t pid);
/// Whether it has ended, reaped or not.
bool has_ended(pid_t pid);

class ServerUnderTest {
 public:
  /// Starts it on free ports and waits for its readiness line. Killed when this goes away.
  explicit ServerUnderTest(const std::vector<std::string>& flags, Stderr how = Stderr::kInherit);

  Url url(std::string_view target) const { return url_.with_target(target); }
  Url admin_url(std::string_view target) const { return admin_.with_target(target); }
  std::string readiness_line() const { return line_; }
  pid_t pid() const { return child_.pid(); }

  /// A request on a connection of its own that must be answered.
  ReceivedReply get(std::string_view target, Method method = Method::kGet) const;
  ReceivedReply get_admin(std::string_view target) const;

  boost::json::value stats(std::string_view query = "") const;
  /// The rows of /stats.
  boost::json::array workers() const;
  /// A number of worker `worker`'s row of /stats, such as "/connections/open"; 0 when not there.
  std::int64_t number(std::string_view pointer, int worker = 0) const;
  /// The same, summed over all workers.
  std::int64_t sum(std::string_view pointer) const;
  bool eventually_sums(std::string_view pointer, std::int64_t value) const;

  /// The children that are no workers.
  pid_t admin_process() const;
  pid_t backend_process() const;
  std::vector<pid_t> children() const;

  /// Room for that many bytes more in a worker's address space; without a value, for any.
  void allow_memory(std::optional<std::uint64_t> more, int worker = 0) const;

  void signal(int number) const { child_.send_signal(number); }
  /// SIGTERM, then the exit code.
  ExitCode stop();
  /// All it said on stderr, of a server started with Stderr::kCapture and stopped.
  std::string errors() { return child_.read_errors(); }
  std::optional<ExitCode> wait(Duration patience = kPatience) { return child_.wait(patience); }

 private:
  std::optional<pid_t> child_named(std::string_view name) const;
  pid_t present_child(std::string_view name) const;

  ChildProcess child_;
  std::string line_;
  Url url_;
  Url admin_;
};

}  // namespace lab
