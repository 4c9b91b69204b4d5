// The end of a run's text: who was served, what the generator was, what was expected.
#include <algorithm>

#include "common/units.hpp"
#include "loadgen/report/run_page.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::size_t kThreadsToName = 6;

// --- who was served, and by whom ---

/// "1.95% to 2.04% of the replies each; 2.00% would be even".
std::string fairness_words(const Fairness& fairness) {
  return fmt::format("{} to {} of the replies each; {} would be even", share_text(fairness.least),
                     share_text(fairness.most), share_text(fairness.even()));
}

void write_clients(Page& page) {
  const auto& clients = page.result.clients;
  const auto replies = clients.asked == 0 ? "n/a"
                       : clients.least == clients.most
                           ? count_text(clients.most)
                           : count_text(clients.least) + " to " + count_text(clients.most);
  page.labelled("clients", fmt::format("{} asked, {} never answered; replies each: {}",
                                       count_text(clients.asked),
                                       count_text(clients.never_answered), replies));
  const auto& fairness = page.summary.clients;
  if (fairness && fairness->of > 1) page.line(std::string(kIndent) + fairness_words(*fairness));
}

void write_connections(Page& page) {
  const auto& facts = page.result.connections;
  page.labelled("connections",
                fmt::format("{} opened in all, connect p50 {}, max {}", count_text(facts.opened),
                            value_text(page.summary.connect[Stat::kP50]),
                            value_text(page.summary.connect[Stat::kMax])));
  if (facts.reopened + facts.stale + facts.closed_idle == 0) return;
  page.indented(fmt::format("{} reopened, {} stale (sent once more), {} closed while idle",
                            count_text(facts.reopened), count_text(facts.stale),
                            count_text(facts.closed_idle)));
}

/// As many as fit in a line, the rest as their number.
void write_workers(Page& page) {
  const auto& workers = page.result.workers;
  if (workers.empty()) return;
  constexpr auto kRoom = kLineWidth - kIndent.size() - std::string_view(", and 1,000 more").size();
  std::string words;
  std::size_t shown = 0;
  for (const auto& [name, count] : workers) {
    const auto next = fmt::format("{}{}: {}", shown == 0 ? "" : ", ", name, count_text(count));
    if (shown > 0 && words.size() + next.size() > kRoom) break;
    words += next;
    ++shown;
  }
  if (shown < workers.size())
    words += fmt::format(", and {} more", count_text(workers.size() - shown));
  page.labelled("workers", shortened(words, kLineWidth - kIndent.size()));
  const auto& fairness = page.summary.workers;
  if (fairness && fairness->of > 1) page.line(std::string(kIndent) + fairness_words(*fairness));
}

// --- what the generator says of itself ---

bool any_measured(const std::vector<PerCore>& shares) {
  return std::any_of(shares.begin(), shares.end(), [](PerCore share) { return share.has_value(); });
}

/// "1 thread at 61% of a core", "2 threads at 61%, 64% of a core"; at least one was measured.
std::string threads_words(const RunSummary& summary) {
  const auto& shares = summary.thread_shares;
  auto words = plural(shares.size(), "thread") + " at ";
  if (shares.size() > kThreadsToName) {
    return words + fmt::format("up to {} of a core", percent_text(summary.busiest_thread));
  }
  for (std::size_t i = 0; i < shares.size(); ++i) {
    words += (i == 0 ? "" : ", ") + (shares[i] ? percent_text(*shares[i]) : "n/a");
  }
  return words + " of a core";
}

void write_cpu(Page& page) {
  const auto& summary = page.summary;
  if (!any_measured(summary.thread_shares)) {
    page.labelled("generator", plural(summary.thread_shares.size(), "thread") + ", not measured");
    return;
  }
  const auto cost = summary.cpu_per_request
                        ? format_duration(*summary.cpu_per_request) + " of CPU a request"
                        : std::string("no request completed");
  auto words = threads_words(summary) + ", ";
  if (kIndent.size() + words.size() + cost.size() > kLineWidth) {
    page.labelled("generator", words.substr(0, words.size() - 1));
    words = kIndent;
    page.line(words + cost);
  } else {
    page.labelled("generator", words + cost);
  }
  // The kernel counts in ticks and misses short work: below the generator's own part it says
  // nothing.
  if (!summary.machine || summary.machine->busy < summary.machine->generator) return;
  page.line(fmt::format("{}this machine, the server's too: {} busy, {} by the generator", kIndent,
                        percent_text(summary.machine->busy),
                        percent_text(summary.machine->generator)));
}

std::string backlog_words(const Page& page) {
  const auto& result = page.result;
  if (result.waited == 0) return "none: a connection was free whenever a request was due";
  return fmt::format("{} waited, up to {} at once, {} until the end", count_text(result.waited),
                     count_text(result.most_waiting), count_text(page.summary.identity.unsent));
}

void write_send_lag(Page& page) {
  const auto& lag = *page.summary.send_lag;
  page.labelled("send lag",
                fmt::format("p50 {}, p99 {}, max {}", figure_text(lag[Stat::kP50]),
                            figure_text(lag[Stat::kP99]), figure_text(lag[Stat::kMax])));
  page.labelled("backlog", backlog_words(page));
  if (page.summary.send_lag_bars.empty()) return;
  page.line();
  write_bars(page, page.summary.send_lag_bars, "send lag up to");
}

// --- what makes the figures other than the server's own ---

/// The server was busy with requests of the warm-up until the grace was over.
bool warm_up_took_all(const RunSummary& summary) {
  const auto& sum = summary.identity;
  return sum.due > 0 && sum.unsent == sum.due && summary.good && *summary.good > 0;
}

std::vector<std::string_view> warnings_of(const RunSummary& summary) {
  std::vector<std::string_view> warnings;
  if (summary.limit == Limit::kGenerator) {
    warnings.push_back(
        "The generator was the limit, so this is not what the server can do. "
        "Give it more threads (-t) or a machine of its own.");
  } else if (summary.limit == Limit::kConnections) {
    warnings.push_back(
        "All connections were busy, so the asked rate was not reached (-c for more).");
  }
  if (warm_up_took_all(summary)) {
    warnings.push_back(
        "None of the requests due in the window was reached: the queue of the warm-up took all of "
        "it.");
  }
  if (summary.shared_cores) {
    warnings.push_back(
        "Server and generator share this machine, and its cores were all busy. On a machine of its "
        "own the server does more; compare servers by CPU a request.");
  }
  return warnings;
}

}  // namespace

void write_service(Page& page) {
  write_clients(page);
  write_connections(page);
  write_workers(page);
}

void write_generator(Page& page) {
  write_cpu(page);
  if (page.plan.open_loop) write_send_lag(page);
}

void write_limits(Page& page) {
  const auto warnings = warnings_of(page.summary);
  if (warnings.empty()) return;
  page.line();
  for (const auto warning : warnings) page.text += wrapped("  ! ", warning);
}

void write_expectations(Page& page) {
  if (page.summary.expectations.empty()) return;
  page.line();
  for (const auto& judged : page.summary.expectations) {
    page.line(fmt::format("  {:<10}{}, {}", judged.met == Met::kYes ? "met" : "NOT MET",
                          shortened(judged.text, 22), judged_text(judged)));
  }
}

}  // namespace lab
