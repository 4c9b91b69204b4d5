// Prints capacity searches, at most 80 columns wide. Computes nothing.
#include "loadgen/report/capacity_text.hpp"

#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/capacity_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::size_t kNameWidth = 10;

/// A URL says no more than that there is one server.
std::string short_name(const ServerCapacity& server) {
  return server.name == server.url ? "server" : shortened(server.name, kNameWidth - 1);
}

std::string header_line() {
  return fmt::format("  {:<10}{:>11}{:>12}  {:<14}{:>9}{:>10}{:>10}\n", "", "last pass",
                     "first fail", "ran out", "p99", "CPU/req", "took");
}

std::string server_line(const ServerCapacity& server) {
  const auto words = words_of(server);
  return fmt::format("  {:<10}{:>11}{:>12}  {:<14}{:>9}{:>10}{:>10}\n", short_name(server),
                     words.pass, words.fail, words.limit, words.p99, words.cpu_per_request,
                     words.took);
}

template <class... Words>
std::string step_line(const Words&... words) {
  return fmt::format("  {:<9}{:>9}  {:<11}{:>9}{:>10}{:>8}{:>7}  {}\n", words...);
}

std::string sentences(const ServerCapacity& server, const CapacityReport& report) {
  auto text = wrapped(fmt::format("  {:<9} ", short_name(server)), conclusion_text(server, report));
  for (const auto& remark : capacity_remarks(server))
    text += wrapped(fmt::format("  {:<9} ", ""), remark);
  return text;
}

std::string legend_text() {
  std::string text = "How to read this\n";
  for (const auto& row : capacity_legend())
    text += wrapped(fmt::format("  {:<13} ", row.name), row.meaning);
  return text;
}

std::string title(const CapacityReport& report) {
  const auto what = report.servers.size() == 1 && report.workload.empty()
                        ? report.servers.front().url
                        : report.target;
  return wrapped("", fmt::format("Capacity for {}, keeping {}; seed {}", what,
                                 objectives_text(report.objectives), report.seed));
}

}  // namespace

std::string capacity_steps_header() {
  return step_line("", "rate", "verdict", "p50", "p99", "errors", "time", "purpose");
}

std::string capacity_step_line(const ServerCapacity& server) {
  const auto words = words_of(server.steps.back());
  return step_line(short_name(server), words.rate, words.verdict, words.p50, words.p99,
                   words.errors, words.measured, words.purpose);
}

std::string capacity_progress_text(const std::string& server, double rate, Duration spent,
                                   Duration budget) {
  return fmt::format("offering {}/s to {}; {} of {}", format_number(rate), shortened(server, 40),
                     format_setting(std::chrono::floor<std::chrono::seconds>(spent)),
                     format_setting(budget));
}

std::string capacity_text(const CapacityReport& report) {
  auto text = title(report) + "\n" + header_line();
  for (const auto& server : report.servers) text += server_line(server);
  text += "\n";
  for (const auto& server : report.servers) text += sentences(server, report);
  return text + "\n" + legend_text();
}

}  // namespace lab
