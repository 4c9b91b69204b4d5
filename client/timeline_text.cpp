// Sets the parts of the page one below the other.
#include "client/timeline_text.hpp"

#include <fmt/format.h>

#include <map>

#include "client/overview.hpp"
#include "client/reading.hpp"
#include "client/text.hpp"
#include "common/http/query.hpp"

namespace lab {
namespace {

constexpr std::size_t kIndent = 3;
constexpr std::size_t kMostNamed = 51;  // threads in the legend: as many as there are letters

std::string heading(const Url& url, std::size_t count, std::size_t width) {
  const auto shown = shortened(url.text(), width - std::string_view("GET ,").size());
  return wrapped(fmt::format("GET {}, {} at once", shown, plural(count, "request")), width);
}

// --- legend ---

std::string_view meaning(Phase phase) {
  switch (phase) {
    case Phase::kConnecting:
      return "connecting";
    case Phase::kQueued:
      return "waiting for its turn";
    case Phase::kServing:
      return "in progress";
    case Phase::kReceiving:
      return "receiving the reply";
    case Phase::kNoReply:
      break;
  }
  return "no reply";
}

/// What a thread's letters stand for: a reply without Server-Timing has them for all its waiting.
std::string_view letter_meaning(const std::vector<RequestFacts>& all) {
  bool told = false;
  bool untold = false;
  for (const auto& facts : all) {
    if (facts.replied()) (facts.served ? told : untold) = true;
  }
  if (!untold) return meaning(Phase::kServing);
  return told ? "in progress (where the server does not tell: waiting for the reply)"
              : "waiting for the reply (the server does not tell its part)";
}

/// "-- connecting, .. waiting for its turn, AA in progress".
std::string phase_legend(const Chart& chart, const Mark& example,
                         const std::vector<RequestFacts>& all, Colours colours) {
  std::string text;
  for (const auto phase : chart.phases) {
    const auto words = phase == Phase::kServing ? letter_meaning(all) : meaning(phase);
    const std::string sample(2, fill(phase, example));
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        painted(sample, paint(phase, example), colours), words);
  }
  return text;
}

/// A line a worker: "worker 0, pid 123, threads A=125, B=126".
std::string answerer_legend(const Marks& marks, const Look& look) {
  std::map<std::pair<int, int>, std::vector<std::string>> lines;
  std::size_t named = 0;
  for (const auto& answerer : marks.answerers()) {
    if (named++ == kMostNamed) break;
    const auto mark = marks.of(answerer);
    const auto letter = painted({&mark.letter, 1}, mark.ink, look.colours);
    lines[{answerer.slot, answerer.pid}].push_back(fmt::format("{}={}", letter, answerer.tid));
  }
  std::string text;
  for (const auto& [worker, threads] : lines) {
    text += wrapped(fmt::format("worker {}, pid {}, thread{} {}", worker.first, worker.second,
                                threads.size() == 1 ? "" : "s", fmt::join(threads, ", ")),
                    look.width, kIndent);
  }
  const auto more = marks.answerers().size() - std::min(marks.answerers().size(), kMostNamed);
  if (more == 0) return text;
  return text +
         wrapped(fmt::format("and {}, for whom the letters repeat", plural(more, "more thread")),
                 look.width, kIndent);
}

}  // namespace

std::vector<std::string> failure_lines(const std::vector<RequestFacts>& all) {
  std::map<std::string, std::size_t> reasons;
  for (const auto& facts : all) {
    if (!facts.good()) ++reasons[facts.replied() ? status_text(facts.status) : facts.failure];
  }
  std::vector<std::string> lines;
  lines.reserve(reasons.size());
  for (const auto& [reason, count] : reasons) {
    lines.push_back(fmt::format("{}: {}", plural(count, "request"), printable(reason, 300)));
  }
  return lines;
}

std::string timeline_text(const Url& url, const std::vector<RequestFacts>& all, const Look& look) {
  const Marks marks(all);
  const auto chart = draw_chart(all, marks, look);
  const auto example = marks.answerers().empty() ? Mark() : marks.of(marks.answerers().front());
  auto text = heading(url, all.size(), look.width) + "\n" + chart.text + "\n";
  text += wrapped(phase_legend(chart, example, all, look.colours), look.width, kIndent);
  text += answerer_legend(marks, look);
  for (const auto& line : failure_lines(all)) {
    text += wrapped("failed: " + line, look.width, kIndent);
  }
  return text + "\n" + wrapped(reading(summarize(all)), look.width, kIndent);
}

}  // namespace lab
