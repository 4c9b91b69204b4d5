// Figures and sentences of advice.
#include "loadgen/report/advise_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

std::string per_second(double rate) { return format_number(rate) + "/s"; }

/// To the microsecond: "42.025 ms".
std::string ms(Duration d) { return fmt::format("{:g} ms", std::round(to_ms(d) * 1000) / 1000); }

/// To two digits, as turning points are known: "0.31 ms".
std::string rough_ms(Duration d) {
  const double value = to_ms(d);
  return value < 10 ? fmt::format("{:.2g} ms", value) : fmt::format("{:.0f} ms", value);
}

std::string_view name_at(const Advice& advice, std::size_t index) {
  return advice.outlooks[index].candidate.name;
}

std::vector<std::string> names_at(const Advice& advice, const std::vector<std::size_t>& indices) {
  std::vector<std::string> names;
  names.reserve(indices.size());
  for (const auto i : indices) names.emplace_back(name_at(advice, i));
  return names;
}

std::string loops_text(int loops) {
  return loops == 1 ? "the event loop" : fmt::format("{} event loops", loops);
}

std::string limit_text(const Outlook& outlook) {
  const auto& d = outlook.candidate.deployment;
  switch (outlook.limit) {
    case Bottleneck::kClients:
      return outlook.mean ? "nothing: all are served" : "its connections";
    case Bottleneck::kCores:
      return plural(static_cast<unsigned>(d.cores), "core");
    case Bottleneck::kWorkers:
      return fmt::format("{} process{}", d.workers, d.workers == 1 ? "" : "es");
    case Bottleneck::kLoop:
      return loops_text(d.workers);
    case Bottleneck::kPool:
      return plural(static_cast<unsigned>(d.workers * d.pool), "pool thread");
  }
  return {};
}

/// What limits it, without its name, so that those with the same limit share a clause.
std::string reason_clause(const Advice& advice, const Outlook& outlook) {
  auto demand = demand_of(advice.pipeline);
  demand.cpu += advice.situation.http;
  const auto& d = outlook.candidate.deployment;
  const auto rate = per_second(outlook.capacity);
  switch (outlook.limit) {
    case Bottleneck::kClients:
      return fmt::format("{} served at once, {} / {} = {}",
                         plural(advice.situation.connections, "client"),
                         advice.situation.connections, ms(demand.total()), rate);
    case Bottleneck::kCores:
      return fmt::format("{} computing for {} a request, {} / {} = {}",
                         plural(static_cast<unsigned>(d.cores), "core"), ms(demand.computing()),
                         d.cores, ms(demand.computing()), rate);
    case Bottleneck::kWorkers:
      return fmt::format("{} at a time, {} / {} = {}",
                         plural(static_cast<unsigned>(d.workers), "request"), d.workers,
                         ms(demand.total()), rate);
    case Bottleneck::kLoop:
      return fmt::format("{} held for {} a request, {} / {} = {}", loops_text(d.workers),
                         ms(demand.hold + demand.cpu), d.workers, ms(demand.hold + demand.cpu),
                         rate);
    case Bottleneck::kPool:
      return fmt::format("{} busy for {} a request, {} / {} = {}", limit_text(outlook),
                         ms(demand.pool), d.workers * d.pool, ms(demand.pool), rate);
  }
  return {};
}

std::string crash_text(const Outlook& outlook) {
  const auto& d = outlook.candidate.deployment;
  if (d.model == Model::kProcess) return "A crash takes one request along.";
  if (d.workers > 1)
    return fmt::format("A crash takes along the clients of one worker in {}.", d.workers);
  return "A crash takes all requests along; processes would lose one (lesson crash).";
}

std::string command_text(const Advice& advice) {
  const auto& candidate = advice.outlooks[advice.pick].candidate;
  std::string text = "server";
  for (const auto& option : candidate.options) text += " " + option;
  if (candidate.deployment.model == Model::kAsync) {
    for (const auto& option : workload_of(advice).options) text += " " + option;
  }
  return text;
}

/// What speaks for the cheapest of equals.
std::string_view economy_text(const Candidate& candidate) {
  if (candidate.deployment.model == Model::kThread) return "threads are cheaper than processes";
  if (candidate.deployment.model == Model::kProcess) return "it needs the fewest processes";
  return candidate.deployment.workers == 1 ? "one thread holds all of its connections"
                                           : "a few threads hold all of its connections";
}

/// By which rule the others are as good: latencies count at a rate that somebody keeps up with.
std::string tie_rule(const Advice& advice) {
  const auto& pick = advice.outlooks[advice.pick];
  auto rule = pick.http_bound
                  ? std::string("within what HTTP itself costs, most of a request here")
                  : fmt::format("within {:.0f} % of the highest throughput", 100 * kSameThroughput);
  if (advice.situation.rate && pick.mean)
    rule += fmt::format(", and {:.0f} % of the lowest mean latency", 100 * kSameLatency);
  return rule;
}

std::string tie_text(const Advice& advice) {
  if (advice.ties.empty()) return {};
  const auto others = names_at(advice, advice.ties);
  return fmt::format(" {} tie{} with it ({}); {}.", listed(others), others.size() == 1 ? "s" : "",
                     tie_rule(advice), economy_text(advice.outlooks[advice.pick].candidate));
}

std::string standing_text(const Advice& advice, const RuleOfThumb& rule) {
  const auto& named = advice.outlooks[rule.outlook];
  const auto& pick = advice.outlooks[advice.pick];
  const auto name = named.candidate.name;
  if (rule.standing == Standing::kSame) return "It holds here.";
  if (rule.standing == Standing::kTies)
    return fmt::format("It holds here as far as {} ties with {}.", name, pick.candidate.name);
  if (rule.share >= 1 - kSameThroughput && named.mean)
    return fmt::format("It is wrong here: {} keeps up, but answers later than {}.", name,
                       pick.candidate.name);
  return fmt::format("It is wrong here: {} serves {}, {} of what {} does. Its limit: {}.", name,
                     per_second(named.per_second), share_text(rule.share), pick.candidate.name,
                     limit_text(named));
}

std::string condition_text(const Change& change) {
  switch (change.kind) {
    case ChangeKind::kBlocking:
      return fmt::format("From {} more of blocking a request on", rough_ms(change.more));
    case ChangeKind::kComputing:
      return fmt::format("From {} more of computing a request on", rough_ms(change.more));
    case ChangeKind::kPool:
      return fmt::format("With all that blocks or computes handed to the pool, {}",
                         pipeline_text(change.pipeline));
    case ChangeKind::kPoolThreads:
      return fmt::format("With {} in the pool",
                         plural(static_cast<unsigned>(change.pool_threads), "thread"));
    case ChangeKind::kMoreConnections:
    case ChangeKind::kFewerConnections:
      return fmt::format("With {}", plural(change.connections, "connection"));
  }
  return {};
}

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  if (names.size() < 2) return names.empty() ? "" : names.front();
  const auto head = std::vector(names.begin(), names.end() - 1);
  return fmt::format("{} and {}", fmt::join(head, ", "), names.back());
}

std::vector<std::string> outlook_names(const Advice& advice) {
  std::vector<std::string> names;
  names.reserve(advice.outlooks.size());
  for (const auto& outlook : advice.outlooks) names.emplace_back(outlook.candidate.name);
  return names;
}

std::string question_text(const Advice& advice) {
  const auto& situation = advice.situation;
  const auto load = situation.rate
                        ? fmt::format("at {} over {}", per_second(situation.rate->per_second),
                                      plural(situation.connections, "connection"))
                        : fmt::format("for {} that ask{} again once answered",
                                      plural(situation.connections, "client"),
                                      situation.connections == 1 ? "s" : "");
  return fmt::format("{} {}, on {}", pipeline_text(advice.pipeline), load,
                     plural(static_cast<unsigned>(situation.cores), "core"));
}

std::string tail_text(const Tail& tail) {
  constexpr std::array<std::string_view, 3> kSigns{"", "<=", ">="};
  return fmt::format("{}{}", kSigns[static_cast<std::size_t>(tail.bound)],
                     format_duration(tail.value));
}

OutlookWords words_of(const Outlook& outlook) {
  const auto& candidate = outlook.candidate;
  OutlookWords words;
  words.name = candidate.name == "prefork"
                   ? fmt::format("prefork x{}", candidate.deployment.workers)
                   : std::string(candidate.name);
  words.predicted = (outlook.http_bound ? "~" : "") + per_second(outlook.per_second);
  words.mean = outlook.mean ? format_duration(*outlook.mean) : "grows";
  words.p99 = outlook.p99 ? tail_text(*outlook.p99) : "n/a";
  words.memory = format_bytes(outlook.memory);
  words.limit = limit_text(outlook);
  return words;
}

std::string advice_sentence(const Advice& advice) {
  const auto& pick = advice.outlooks[advice.pick];
  return fmt::format("{} ({}).{} {}", words_of(pick).name, command_text(advice), tie_text(advice),
                     crash_text(pick));
}

std::string reason_sentence(const Advice& advice) {
  struct Clause {
    std::vector<std::string> names;
    std::string text;
  };
  std::vector<Clause> clauses;
  for (const auto& outlook : advice.outlooks) {
    const auto text = reason_clause(advice, outlook);
    const auto same = std::find_if(clauses.begin(), clauses.end(),
                                   [&](const Clause& clause) { return clause.text == text; });
    if (same == clauses.end())
      clauses.push_back({{words_of(outlook).name}, text});
    else
      same->names.push_back(words_of(outlook).name);
  }
  std::vector<std::string> parts;
  parts.reserve(clauses.size());
  for (const auto& clause : clauses)
    parts.push_back(fmt::format("{}: {}", listed(clause.names), clause.text));
  return fmt::format("{}.", fmt::join(parts, "; "));
}

std::string rule_sentence(const Advice& advice) {
  if (demand_of(advice.pipeline).total() == Duration::zero())
    return "The lesson text has no line for a request that asks for nothing.";
  if (!advice.rule) return "The model that the lesson text names is not among the servers.";
  const auto& rule = *advice.rule;
  return fmt::format("\"{}: {}\". {}", rule.rule->name, rule.rule->advice,
                     standing_text(advice, rule));
}

std::vector<std::string> change_sentences(const Advice& advice) {
  std::vector<std::string> sentences;
  for (const auto& change : advice.changes) {
    sentences.push_back(fmt::format("{}: {}, {}.", condition_text(change), change.name,
                                    per_second(change.per_second)));
  }
  if (sentences.empty()) {
    sentences.emplace_back(
        "Nothing that was tried: up to 1 s more of blocking or computing, the pool, ten times the "
        "connections or a tenth of them.");
  }
  return sentences;
}

std::string assumption_sentence(const Advice& advice) {
  const auto bound =
      advice.situation.rate
          ? ""
          : " Throughput is at most what is predicted and the mean at least: clients also wait for "
            "one another by chance, most where a limit is near.";
  return fmt::format(
      "Computed from the pipeline alone; HTTP itself is taken to cost {} of CPU a request, the "
      "same in all models (--http-cost). Memory is a rough figure.{}",
      format_duration(advice.situation.http), bound);
}

}  // namespace lab
