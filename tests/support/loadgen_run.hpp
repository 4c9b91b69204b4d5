// `loadgen run` as it is built, with its whole report read and checked.
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/fault_server.hpp"
#include "tests/support/program.hpp"

namespace lab {

/// Counts by class; classes without a request are left out.
using Classes = std::map<std::string, std::int64_t>;

/// A run and its JSON.
struct Run {
  ExitCode code = -1;
  boost::json::value report;
  std::string errors;
  Duration wall{};

  double real(const std::string& pointer) const;
  std::int64_t number(const std::string& pointer) const;
  bool is_null(const std::string& pointer) const { return report.at_pointer(pointer).is_null(); }
  /// The requests of all entries, or of one ("/entries/0/classes").
  Classes classes(const std::string& pointer = "/requests/classes") const;
  std::int64_t count(const std::string& outcome) const;

  std::int64_t due() const { return number("/requests/due"); }
  std::int64_t opened() const { return number("/connections/opened"); }
  std::int64_t stale() const { return number("/connections/stale"); }
  std::uint64_t bytes() const { return static_cast<std::uint64_t>(number("/bytes_received")); }
  double measured_s() const { return real("/measured_s"); }
  /// A rate times the measured time.
  std::int64_t in_window(const std::string& rate) const;
  std::vector<std::int64_t> good_by_second() const;

  double ms(const std::string& figure) const { return real("/latency/" + figure + "/ms"); }
  bool at_least(const std::string& figure) const;
  bool few_samples(const std::string& figure) const;
};

void PrintTo(const Run& run, std::ostream* out);

ChildProcess start_loadgen(const std::vector<std::string>& arguments);
Finished loadgen(const std::vector<std::string>& arguments);

/// Arguments of a run with its JSON on stdout.
std::vector<std::string> json_run(const std::vector<std::string>& urls,
                                  const std::vector<std::string>& options);

/// The report of what ended, checked as every report must be: each request due in exactly one class
/// and one entry, figures in order and marked where they are bounds, rates that fit the counts,
/// clients and connections that fit the plan, the exit code, and an end in time.
Run checked(const Finished& done, TimePoint started);

Run run_json(const std::vector<std::string>& urls, const std::vector<std::string>& options);
Run run_json(const FaultServer& server, std::string_view path,
             const std::vector<std::string>& options);

/// A run that goes on beside the test.
class RunBeside {
 public:
  RunBeside(const FaultServer& server, std::string_view path,
            const std::vector<std::string>& options)
      : child_(start_loadgen(json_run({server.url(path)}, options))) {}

  void interrupt() const;
  /// Stops the whole program, as a machine that is too busy does.
  void freeze(Duration length) const;
  /// Resident memory in bytes.
  std::uint64_t memory() const;
  Run finish() { return checked(lab::finish(std::move(child_)), started_); }

 private:
  TimePoint started_ = Clock::now();
  ChildProcess child_;
};

}  // namespace lab
