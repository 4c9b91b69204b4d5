// How figures of sweeps are written and what is said of them, the same in text and HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loadgen/report/compare_words.hpp"
#include "loadgen/sweep/summary.hpp"

namespace lab {

/// The figures of one load.
struct SweepWords {
  std::string load;
  std::string good;
  std::string interval;
  std::string mean;
  std::string p50;
  std::string p99;
  std::string predicted;       // good replies a second
  std::string predicted_mean;  // latency
  std::string mark;            // of a row with a remark, else empty
};
SweepWords words_of(const SweepRow& row);
/// What the columns hold.
std::vector<LegendRow> sweep_legend(LoadKind kind);
/// The heading of the loads: "clients" or "rate/s".
std::string_view load_heading(LoadKind kind);

/// What a server can do at its best, beside others.
struct OverviewWords {
  std::string server;
  std::string most;  // good replies a second
  std::string at;    // that load
  std::string knee;
  std::string peak;  // of the law; "-" where it is not told
};
/// Of loads that tell of the server.
OverviewWords overview_of(const SweptServer& server, const ServerSummary& summary);

/// "1, 2, 4 clients" or "100, 200 requests/s".
std::string ladder_text(const SweepPlan& plan);
/// "async: 1 worker, 2 cores", or just the name.
std::string server_text(const SweptServer& server);

/// What marks of rows mean, those that are there.
std::vector<std::string> mark_sentences(const ServerSummary& summary);
/// A parameter of the scalability law.
struct LawRow {
  std::string name;
  std::string value;
  std::string interval;  // "-" for none
  std::string meaning;
};
/// Those that can be told, the peak included.
std::vector<LawRow> law_rows(const UslVerdict& verdict);
}  // namespace lab
