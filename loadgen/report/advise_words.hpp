// How advice is put into words, the same in text and HTML.
#pragma once

#include <string>
#include <vector>

#include "loadgen/advise/check.hpp"

namespace lab {

/// "io:40,cpu:2 for 200 clients that ask again once they were answered, on 2 cores".
std::string question_text(const Advice& advice);

/// A row of the table of predictions.
struct OutlookWords {
  std::string name;       // "prefork x84"
  std::string predicted;  // "988/s", '~' before it where HTTP itself is most of what limits it
  std::string mean;       // "200ms", "grows" where a queue does
  std::string p99;        // "<=210ms" for a bound
  std::string memory;
  std::string limit;  // "the event loop"
};
OutlookWords words_of(const Outlook& outlook);

/// A row of the table of what was measured.
struct MeasuredWords {
  std::string name;
  std::string predicted;
  std::string measured;  // '!' behind it where the generator was the limit
  std::string interval;
  std::string off;             // "-6.3%"
  std::string mean_predicted;  // latency
  std::string mean_measured;   // ">=1.98s" where some were unanswered
  std::string p99;
  std::string cpu_per_request;
};
MeasuredWords words_of(const Outlook& outlook, const MeasuredOutlook& measured,
                       const CellSummary& cell);

/// The model to use, how to start it, and why it is taken from those that tie with it.
std::string advice_sentence(const Advice& advice);
/// What runs out first in each, with the formula filled in.
std::string reason_sentence(const Advice& advice);
/// What the rule of the lesson text says, and whether it holds here.
std::string rule_sentence(const Advice& advice);
/// A sentence each; one that says so when there is none.
std::vector<std::string> change_sentences(const Advice& advice);
/// What the figures leave out.
std::string assumption_sentence(const Advice& advice);

/// Whether it came true, and the rule of thumb with it.
std::string match_sentence(const Advice& advice, const AdviceCheck& check);
/// A sentence each: what of the measuring is not as it should be, and what HTTP cost.
std::vector<std::string> check_remarks(const Advice& advice, const AdviceCheck& check);
/// How many rounds there are.
std::string rounds_sentence(const AdviceCheck& check);

std::vector<std::string> outlook_names(const Advice& advice);
/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& names);

}  // namespace lab
