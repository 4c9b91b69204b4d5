// Turns the life of every request into cells; none is so short that it has no cell.
#include "client/chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "client/axis.hpp"
#include "client/overview.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr std::size_t kWidthForNames =
    60;  // in fewer columns, a bar is labelled by its letter only
constexpr std::size_t kLatencyWidth = 7;
constexpr std::string_view kNamesHeading = "worker/thread";

// --- bars ---

/// A phase and the moment at which it is over.
struct Stage {
  Phase phase;
  Duration end{};
};

/// Where the server does not tell its service, all waiting is drawn as such.
std::vector<Stage> stages(const RequestFacts& facts) {
  if (!facts.replied()) return {{Phase::kNoReply, facts.ended}};
  const auto service = service_span(facts);
  return {{Phase::kConnecting, facts.connected},
          {Phase::kQueued, service ? service->begin : facts.connected},
          {Phase::kServing, facts.first_byte},
          {Phase::kReceiving, facts.ended}};
}

struct Bar {
  std::size_t begin = 0;  // blank cells before it
  std::vector<Phase> cells;
};

/// Service and failure show in one cell at least.
Bar bar_of(const RequestFacts& facts, const Axis& axis) {
  Bar bar{std::min(axis.boundary(facts.started), axis.cells() - 1), {}};
  for (const auto& stage : stages(facts)) {
    const auto before = bar.cells.size();
    const auto end = axis.boundary(stage.end);
    bar.cells.resize(std::max(before, end - std::min(end, bar.begin)), stage.phase);
    const bool must_show = stage.phase == Phase::kServing || stage.phase == Phase::kNoReply;
    if (!must_show || bar.cells.size() > before) continue;
    bar.cells.resize(std::max<std::size_t>(before, 1));
    bar.cells.back() = stage.phase;
  }
  return bar;
}

std::string bar_text(const Bar& bar, const Mark& mark, Colours colours) {
  std::string text(bar.begin, ' ');
  for (auto at = bar.cells.begin(); at != bar.cells.end();) {
    const auto phase = *at;
    const auto end = std::find_if(at, bar.cells.end(), [&](Phase other) { return other != phase; });
    const std::string run(static_cast<std::size_t>(end - at), fill(phase, mark));
    text += painted(run, paint(phase, mark), colours);
    at = end;
  }
  return text;
}

// --- labels ---

/// "A 0/125", "A 503" for an error status, "x" without a reply.
std::string name_of(const RequestFacts& facts, const Mark& mark, std::size_t width) {
  if (!facts.replied()) return {fill(Phase::kNoReply, mark)};
  if (!facts.good()) return fmt::format("{} {}", mark.letter, facts.status);
  if (!facts.answerer || width < kWidthForNames) return {mark.letter};
  return fmt::format("{} {}/{}", mark.letter, facts.answerer->slot, facts.answerer->tid);
}

std::string row(const RequestFacts& facts, const std::string& name, const Mark& mark,
                std::size_t names, std::string_view bar, Colours colours) {
  const std::string_view ink = facts.good() ? std::string_view(mark.ink) : kAlarm;
  return fmt::format("{:>{}} {}{:{}} {}\n", format_duration(facts.latency()), kLatencyWidth,
                     painted(name, ink, colours), "", names - name.size(), bar);
}

std::string scale(const Axis& axis, std::size_t margin, Colours colours) {
  const bool roomy = kLatencyWidth + 1 + kNamesHeading.size() < margin;
  const auto heading = fmt::format("latency {}", roomy ? kNamesHeading : "");
  return fmt::format("{:{}}{}\n{:{}}{}\n", heading, margin, axis.labels(), "", margin,
                     painted(axis.ruler(), kFaint, colours));
}

void sort_by_end(std::vector<RequestFacts>& all) {
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.ended < b.ended; });
}

}  // namespace

char fill(Phase phase, const Mark& mark) {
  switch (phase) {
    case Phase::kConnecting:
      return '-';
    case Phase::kQueued:
      return '.';
    case Phase::kServing:
      return mark.letter;
    case Phase::kReceiving:
      return '=';
    case Phase::kNoReply:
      break;
  }
  return 'x';
}

std::string_view paint(Phase phase, const Mark& mark) {
  switch (phase) {
    case Phase::kConnecting:
      return kFaint;
    case Phase::kServing:
      return mark.solid;
    case Phase::kNoReply:
      return kAlarm;
    case Phase::kQueued:
    case Phase::kReceiving:
      break;
  }
  return mark.ink;
}

Chart draw_chart(std::vector<RequestFacts> all, const Marks& marks, const Look& look) {
  sort_by_end(all);
  std::size_t names =
      look.width < kWidthForNames || marks.answerers().empty() ? 1 : kNamesHeading.size();
  for (const auto& facts : all) {
    names = std::max(names, name_of(facts, marks.of(facts.answerer), look.width).size());
  }
  const auto margin = kLatencyWidth + 1 + names + 1;
  const Axis axis(all.back().ended, look.width - margin);
  Chart chart{scale(axis, margin, look.colours), {}};
  for (const auto& facts : all) {
    const auto mark = marks.of(facts.answerer);
    const auto bar = bar_of(facts, axis);
    chart.text += row(facts, name_of(facts, mark, look.width), mark, names,
                      bar_text(bar, mark, look.colours), look.colours);
    chart.phases.insert(bar.cells.begin(), bar.cells.end());
  }
  return chart;
}

}  // namespace lab
