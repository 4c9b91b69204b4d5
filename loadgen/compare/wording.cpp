// The sentences of a verdict.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "common/units.hpp"
#include "loadgen/compare/verdict.hpp"

namespace lab {
namespace {

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& names) {
  if (names.size() < 2) return names.empty() ? "nobody" : names.front();
  const auto head = std::vector(names.begin(), names.end() - 1);
  return fmt::format("{} and {}", fmt::join(head, ", "), names.back());
}

std::vector<std::string> names_of(const std::vector<std::size_t>& indices,
                                  const std::vector<std::string>& servers) {
  std::vector<std::string> names;
  names.reserve(indices.size());
  for (const auto i : indices) names.push_back(servers[i]);
  return names;
}

std::string ms(Duration d) { return fmt::format("{:g} ms", std::round(to_ms(d) * 1000) / 1000); }

/// What limits a server, without its name, so that servers with the same limit share a clause.
std::string limit_clause(const Workload& workload, const Deployment& deployment,
                         const Prediction& ideal) {
  const auto& demand = workload.demand;
  const auto rate = format_number(ideal.per_second);
  switch (ideal.bottleneck) {
    case Bottleneck::kClients:
      return fmt::format("can serve all {} clients at once: {} / {} = {}/s", workload.connections,
                         workload.connections, ms(demand.total()), rate);
    case Bottleneck::kCores:
      return fmt::format("can use {} core{}: {} / {} of CPU = {}/s", deployment.cores,
                         deployment.cores == 1 ? "" : "s", deployment.cores, ms(demand.cpu), rate);
    case Bottleneck::kWorkers:
      return fmt::format("can serve {} request{} at a time: {} / {} = {}/s", deployment.workers,
                         deployment.workers == 1 ? "" : "s", deployment.workers, ms(demand.total()),
                         rate);
    case Bottleneck::kLoop:
      return fmt::format(
          "has {} event loop{}, which a request holds for {} on average: {} / {} = {}/s",
          deployment.workers, deployment.workers == 1 ? "" : "s", ms(demand.hold + demand.cpu),
          deployment.workers, ms(demand.hold + demand.cpu), rate);
    case Bottleneck::kPool:
      return fmt::format(
          "has {} pool thread{}, of which a request holds one for {} on average: {} / {} = {}/s",
          deployment.workers * deployment.pool,
          deployment.workers * deployment.pool == 1 ? "" : "s", ms(demand.pool),
          deployment.workers * deployment.pool, ms(demand.pool), rate);
  }
  return {};
}

struct Clause {
  std::vector<std::string> servers;
  std::string text;
};

std::vector<Clause> clauses_of(const ComparisonRow& row, const RowVerdict& verdict,
                               const std::vector<std::string>& servers) {
  std::vector<Clause> clauses;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    if (!verdict.cells[i].ideal) continue;
    const auto text = limit_clause(row.workload, *row.cells[i].deployment, *verdict.cells[i].ideal);
    const auto same = std::find_if(clauses.begin(), clauses.end(),
                                   [&](const Clause& c) { return c.text == text; });
    if (same == clauses.end()) {
      clauses.push_back({{servers[i]}, text});
    } else {
      same->servers.push_back(servers[i]);
    }
  }
  return clauses;
}

std::string nobody_text(const RowVerdict& verdict) {
  if (verdict.rounds == 0) return "not known: no round is whole";
  if (verdict.doubt == Doubt::kNone) return "nobody: no good reply came";
  return "not known: no server tells its CPU time";
}

}  // namespace

std::string winner_text(const RowVerdict& verdict, const std::vector<std::string>& servers) {
  const auto& ranking = verdict.ranking;
  if (ranking.order.empty()) return nobody_text(verdict);
  auto text = listed(names_of(ranking.leaders, servers));
  if (ranking.leaders.size() > 1) text += " (tie)";
  text +=
      fmt::format(", by {}", verdict.doubt == Doubt::kNone ? "requests/s" : "server CPU a request");
  if (!ranking.close.empty()) {
    text += fmt::format("; {} within {:.0f} %, too close for one round",
                        listed(names_of(ranking.close, servers)), 100 * kTooCloseForOneRound);
  }
  if (ranking.lead) {
    const auto& next = servers[ranking.order[ranking.leaders.size() + ranking.close.size()]];
    text += fmt::format("; {:.3g} times as good as {}", *ranking.lead, next);
  }
  return text;
}

std::string why_text(const ComparisonRow& row, const RowVerdict& verdict,
                     const std::vector<std::string>& servers) {
  if (!row.workload.limits.empty()) return std::string(row.workload.limits);
  if (row.workload.demand.total() == Duration::zero()) {
    return "Nothing to wait for and next to nothing to compute: what differs is the cost of HTTP "
           "in each model.";
  }
  const auto clauses = clauses_of(row, verdict, servers);
  if (clauses.empty() && verdict.rounds == 0) return "It was not measured to the end.";
  if (clauses.empty()) {
    return "No server told how it runs (an admin port would), so nothing can be predicted.";
  }
  std::vector<std::string> parts;
  parts.reserve(clauses.size());
  for (const auto& clause : clauses)
    parts.push_back(fmt::format("{} {}", listed(clause.servers), clause.text));
  return fmt::format("{}.", fmt::join(parts, "; "));
}

}  // namespace lab
