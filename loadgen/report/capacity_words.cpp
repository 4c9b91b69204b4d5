// Figures and sentences of capacity searches.
#include "loadgen/report/capacity_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

/// A half second of a search is no news.
std::string whole_seconds(Duration d) {
  return format_setting(std::chrono::round<std::chrono::seconds>(d));
}

std::string rate_or_dash(const std::optional<double>& rate) {
  return rate ? format_number(*rate) : "-";
}

std::string per_second(double rate) { return format_number(rate) + "/s"; }

std::string error_text(const SearchStepFacts& step) {
  for (const auto& result : step.judgement.results) {
    if (result.tested == Tested::kErrors) return share_text(result.observed);
  }
  const auto due = step.load.identity.due;
  const auto good = step.load.outcomes.of(OutcomeKind::kGood);
  return due == 0 ? "n/a" : share_text(static_cast<double>(due - good) / static_cast<double>(due));
}

/// "1.4% of requests were slower, 0.8% to 2.3% by chance".
std::string share_words(const ObjectiveResult& result, std::string_view what) {
  return fmt::format("{} {} ({} to {})", share_text(result.observed), what,
                     share_text(result.interval.low), share_text(result.interval.high));
}

std::string result_text(const ObjectiveResult& result) {
  switch (result.tested) {
    case Tested::kSlow:
      return fmt::format("{}: {}", result.text, share_words(result, "were slower"));
    case Tested::kErrors:
      return fmt::format("{}: {}", result.text, share_words(result, "got no good reply"));
    case Tested::kUnserved:
      return fmt::format("it fell behind by {} of the requests", share_text(result.observed));
    case Tested::kTime:
      return fmt::format("{}: {}", result.text, format_duration(from_seconds(result.observed)));
  }
  return {};
}

std::string generator_text(Limit limit) {
  switch (limit) {
    case Limit::kConnections:
      return "all connections of the load generator were in use";
    case Limit::kSharedCores:
      return "the load generator and the server shared all cores";
    default:
      return "the load generator was late or had no CPU left";
  }
}

std::string why_text(const SearchStepFacts& step) {
  if (step.judgement.verdict == StepVerdict::kUnknown) return generator_text(step.load.limit);
  std::string text;
  for (const auto& result : step.judgement.results) {
    if (result.verdict == StepVerdict::kPass) continue;
    text += (text.empty() ? "" : "; ") + result_text(result);
  }
  return text;
}

std::string steps_text(unsigned steps) { return plural(steps, "step"); }

std::string passed_text(const Bracket& bracket) {
  return fmt::format("{} kept every objective in {}", per_second(*bracket.pass),
                     steps_text(bracket.passes));
}

std::string failed_text(const Bracket& bracket) {
  return fmt::format("{} failed in {}", per_second(*bracket.fail), steps_text(bracket.failures));
}

/// What is known of both ends, whatever ended the search.
std::string known_text(const Bracket& bracket) {
  if (bracket.pass && bracket.fail)
    return fmt::format("{}, {}, by 95 % intervals.", passed_text(bracket), failed_text(bracket));
  if (bracket.pass) return fmt::format("{}; none was shown to fail.", passed_text(bracket));
  if (bracket.fail) return fmt::format("{}; none was shown to pass.", failed_text(bracket));
  return "No rate was shown to pass or to fail.";
}

double lowest_offered(const ServerCapacity& server) {
  const auto least =
      std::min_element(server.steps.begin(), server.steps.end(),
                       [](const auto& a, const auto& b) { return a.offer.rate < b.offer.rate; });
  return least == server.steps.end() ? 0 : least->offer.rate;
}

/// The lowest above the pass.
std::optional<double> unknown_rate(const ServerCapacity& server) {
  std::optional<double> rate;
  for (const auto& step : server.steps) {
    const bool above = !server.bracket.pass || step.offer.rate > *server.bracket.pass;
    if (above && step.judgement.verdict == StepVerdict::kUnknown)
      rate = std::min(rate.value_or(step.offer.rate), step.offer.rate);
  }
  return rate;
}

/// Where the generator kept the search from an answer; none where it did not.
std::optional<std::string> limited_text(const ServerCapacity& server) {
  const auto at = unknown_rate(server);
  const auto& fail = server.bracket.fail;
  if (!at || (fail && *at >= *fail)) return std::nullopt;
  return fmt::format("At {} the load generator was the limit, so nothing is known {}.",
                     per_second(*at), fail ? "from there to the failure" : "above");
}

std::string too_few_text(const SearchStepFacts& pass, const ObjectiveResult& result) {
  const auto rate = per_second(pass.offer.rate);
  const auto requests = plural(pass.load.identity.due, "request");
  const auto takes = count_text(result.takes);
  if (result.tested == Tested::kErrors)
    return fmt::format(
        "No request failed at {}; {} are too few to show so small a share of errors, which takes "
        "{}.",
        rate, requests, takes);
  return fmt::format(
      "{} at {} are few for {}: a queue that seldom builds up shows in {} and more. A longer "
      "--step tells.",
      requests, rate, result.text, takes);
}

/// Of what only seemed to pass at last, and no step before had shown.
std::vector<std::string> could_not_pass_texts(const ServerCapacity& server) {
  std::vector<std::string> texts;
  if (server.steps.empty()) return texts;
  const auto& step = server.steps.back();
  if (step.judgement.takes == 0 || step.offer.rate <= server.bracket.pass) return texts;
  for (const auto& result : step.judgement.results) {
    if (result.verdict != StepVerdict::kLikelyPass || result.takes == 0) continue;
    texts.push_back(
        fmt::format("{} at {} are too few to show {}, which takes {}: a longer --budget tells.",
                    plural(step.load.identity.due, "request"), per_second(step.offer.rate),
                    result.text, count_text(result.takes)));
  }
  return texts;
}

/// Of what passed, and too few requests were there to show it.
std::vector<std::string> too_few_texts(const SearchStepFacts* pass) {
  std::vector<std::string> texts;
  if (pass == nullptr) return texts;
  for (const auto& result : pass->judgement.results) {
    if (result.takes > 0) texts.push_back(too_few_text(*pass, result));
  }
  return texts;
}

/// Why nobody knows what ran out.
std::string_view not_known_text(const ServerCapacity& server) {
  const auto* failure = server.first_failure();
  if (failure != nullptr && failure->fill)
    return "Nothing that the admin port tells of had run out.";
  if (server.identity) return "The admin port did not tell what ran out while that rate failed.";
  return "What ran out first is not known without the server's --admin port.";
}

}  // namespace

std::string_view limit_text(FirstLimit limit) {
  constexpr std::array<std::string_view, 7> kTexts{
      "CPU", "event loop", "workers", "pool", "listen queue", "connections", "not known"};
  return kTexts[static_cast<std::size_t>(limit)];
}

CapacityWords words_of(const ServerCapacity& server) {
  const auto* pass = server.at_pass();
  const bool known = pass != nullptr && pass->use && pass->use->cpu_per_request;
  return {.pass = rate_or_dash(server.bracket.pass),
          .fail = rate_or_dash(server.bracket.fail),
          .limit = server.bracket.fail ? std::string(limit_text(server.limit())) : "-",
          .p99 = pass == nullptr ? "-" : figure_text(pass->load.latency[Stat::kP99]),
          .cpu_per_request = known ? format_duration(*pass->use->cpu_per_request) : "n/a",
          .steps = std::to_string(server.steps.size()),
          .took = whole_seconds(server.spent)};
}

StepWords words_of(const SearchStepFacts& step) {
  return {.rate = per_second(step.offer.rate),
          .verdict = std::string(verdict_name(step.judgement.verdict)),
          .p50 = figure_text(step.load.latency[Stat::kP50]),
          .p99 = figure_text(step.load.latency[Stat::kP99]),
          .errors = error_text(step),
          .measured = format_setting(std::chrono::round<std::chrono::milliseconds>(step.measured)),
          .purpose = std::string(purpose_name(step.offer.purpose)),
          .why = why_text(step)};
}

std::string objectives_text(const Objectives& objectives) {
  std::string text;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    const bool last = i + 1 == objectives.size();
    text += (i == 0 ? "" : last ? " and " : ", ") + objectives[i].text;
  }
  return text;
}

std::string conclusion_text(const ServerCapacity& server, const CapacityReport& report) {
  const auto& bracket = server.bracket;
  switch (bracket.conclusion) {
    case Conclusion::kBracketed:
    case Conclusion::kUnknown:
      return known_text(bracket);
    case Conclusion::kNeverFailed:
      if (bracket.not_shown) return known_text(bracket);
      return fmt::format("{}, the highest rate that was to be offered.", passed_text(bracket));
    case Conclusion::kNeverPassed:
      return fmt::format("No rate was shown to pass, down to {}.",
                         per_second(lowest_offered(server)));
    case Conclusion::kOutOfTime:
      return fmt::format("Out of time ({}): {}", format_setting(report.search.budget),
                         known_text(bracket));
    case Conclusion::kInterrupted:
      return fmt::format("{}: {}", server.trouble.empty() ? "Cut short" : "The search broke off",
                         known_text(bracket));
  }
  return {};
}

std::vector<std::string> capacity_remarks(const ServerCapacity& server) {
  std::vector<std::string> remarks;
  if (!server.trouble.empty()) remarks.push_back(server.trouble);
  if (server.never_idle > 0) {
    remarks.push_back(
        fmt::format("The server was not idle before {}: other clients may have used it, or it was "
                    "still at work on what it had been offered before.",
                    plural(server.never_idle, "load")));
  }
  if (const auto limited = limited_text(server)) remarks.push_back(*limited);
  if (server.bracket.not_shown) {
    remarks.push_back(
        fmt::format("{} was shown neither to pass nor to fail: a longer --budget tells.",
                    per_second(*server.bracket.not_shown)));
  }
  for (auto& text : could_not_pass_texts(server)) remarks.push_back(std::move(text));
  for (auto& text : too_few_texts(server.at_pass())) remarks.push_back(std::move(text));
  if (server.bracket.fail && server.limit() == FirstLimit::kUnknown)
    remarks.emplace_back(not_known_text(server));
  return remarks;
}

std::vector<CapacityLegend> capacity_legend() {
  return {{"last pass",
           "the highest rate (requests/s, Poisson arrivals) at which every objective "
           "was kept, by the 95 % interval of each step"},
          {"first fail",
           "the lowest rate above it at which one was broken, likewise; the capacity "
           "lies between the two"},
          {"ran out", "what was used up first while that rate failed"},
          {"p99, CPU/req",
           "at the last pass, from the moment a request was due; CPU time of the "
           "server a request"}};
}

}  // namespace lab
