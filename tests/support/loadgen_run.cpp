// Runs loadgen, reads its JSON.
#include "tests/support/loadgen_run.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/support/loadgen_report.hpp"

namespace lab {
namespace {

namespace json = boost::json;

}  // namespace

double Run::real(const std::string& pointer) const {
  return report.at_pointer(pointer).to_number<double>();
}

std::int64_t Run::number(const std::string& pointer) const {
  return report.at_pointer(pointer).to_number<std::int64_t>();
}

Classes Run::classes(const std::string& pointer) const {
  Classes classes;
  for (const auto& [name, value] : report.at_pointer(pointer).as_object()) {
    const auto count = value.to_number<std::int64_t>();
    if (count != 0) classes[std::string(name)] = count;
  }
  return classes;
}

std::int64_t Run::count(const std::string& outcome) const {
  return number("/requests/classes/" + outcome);
}

std::int64_t Run::in_window(const std::string& rate) const {
  return std::llround(real("/rates/" + rate) * measured_s());
}

std::vector<std::int64_t> Run::good_by_second() const {
  std::vector<std::int64_t> counts;
  for (const auto& count : report.at("seconds").as_array()) {
    counts.push_back(count.at("good").to_number<std::int64_t>());
  }
  return counts;
}

bool Run::at_least(const std::string& figure) const {
  return report.at_pointer("/latency/" + figure + "/at_least").as_bool();
}

bool Run::few_samples(const std::string& figure) const {
  return report.at_pointer("/latency/" + figure + "/few_samples").as_bool();
}

void PrintTo(const Run& run, std::ostream* out) {
  *out << "exit code " << run.code << ", " << json::serialize(run.report) << run.errors;
}

ChildProcess start_loadgen(const std::vector<std::string>& arguments) {
  return start_program("loadgen", arguments);
}

Finished loadgen(const std::vector<std::string>& arguments) {
  return run_program("loadgen", arguments);
}

std::vector<std::string> json_run(const std::vector<std::string>& urls,
                                  const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"run", "--json", "-"};
  arguments.insert(arguments.end(), urls.begin(), urls.end());
  arguments.insert(arguments.end(), options.begin(), options.end());
  return arguments;
}

Run checked(const Finished& done, TimePoint started) {
  boost::system::error_code error;
  Run run{done.code, json::parse(done.out, error), done.errors, Clock::now() - started};
  if (error) throw std::runtime_error("no JSON on stdout: " + done.out + done.errors);
  expect_sound(run);
  if (testing::Test::HasFailure()) ADD_FAILURE() << testing::PrintToString(run);
  return run;
}

Run run_json(const std::vector<std::string>& urls, const std::vector<std::string>& options) {
  const auto started = Clock::now();
  return checked(loadgen(json_run(urls, options)), started);
}

Run run_json(const FaultServer& server, std::string_view path,
             const std::vector<std::string>& options) {
  return run_json({server.url(path)}, options);
}

void RunBeside::interrupt() const { child_.send_signal(SIGINT); }

void RunBeside::freeze(Duration length) const {
  child_.send_signal(SIGSTOP);
  std::this_thread::sleep_for(length);
  child_.send_signal(SIGCONT);
}

std::uint64_t RunBeside::memory() const {
  std::ifstream statm("/proc/" + std::to_string(child_.pid()) + "/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace lab
