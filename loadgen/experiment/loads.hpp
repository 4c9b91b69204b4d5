// The loads of lessons, and arms that put them on a server.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/experiment/lesson.hpp"
#include "loadgen/stats/lindley.hpp"

namespace lab {

/// What is asked of a server. Connections are opened before the clock starts.
struct LoadSpec {
  std::vector<MixEntry> mix = {};
  unsigned connections = 1;
  std::optional<OpenLoop> open_loop = {};      // else closed
  std::optional<std::uint64_t> requests = {};  // then all of them are measured, without a window
  Duration window = std::chrono::milliseconds(1500);
  Duration warmup = std::chrono::milliseconds(250);
  /// The effect that latencies are to show: when the generator sends later than a tenth of it, at
  /// the 99th percentile, they show the generator.
  std::optional<Duration> effect = {};
  /// How long requests are followed behind the window, for their latency.
  Duration grace = std::chrono::seconds(1);
  /// From this latency on a victim counts as delayed.
  std::optional<Duration> delay = {};
};

/// All requests alike, of `connections` clients that ask again once they were answered.
LoadSpec closed_loop(unsigned connections, std::string target);
/// Requests alike at times of their own, a second; from more connections than will be needed.
LoadSpec open_loop(double per_second, ArrivalKind arrivals, std::string target);

/// "200 connections ask for /io?ms=50, for 1.5s".
std::string load_text(const LoadSpec& load);

/// The server under one load. Readings: kGood, kRefused, kMean to kMax, kTotalTime (the longest
/// latency, of a load of so many requests), kNeverAnswered, kCpuPerRequest, kSwitchesPerRequest. Of
/// a mix the requests of the first entry are the victims of the others: the kVictim readings.
Arm load_arm(std::string name, std::vector<std::string> options, const LoadSpec& load);

/// The server under a load, and beside it a second one of innocent requests: its latencies are the
/// kVictim readings, the others are of the first load.
Arm victims_arm(std::string name, std::vector<std::string> options, const LoadSpec& load,
                const LoadSpec& victims);
/// The victims alone, under the same readings.
Arm victims_arm(std::string name, std::vector<std::string> options, const LoadSpec& victims);

/// Puts the load on a server; what load_arm does.
Result<Readings> measure_load(Trial& trial, const LoadSpec& load);

/// The moments at which an open loop sends until its window ends, from the start of its clock on.
std::vector<Duration> arrivals_of(const LoadSpec& load, std::uint64_t seed);

/// How long the victims of a load would wait for its requests, each of which holds the server for
/// `service`, in the very order of arrivals that this seed gives; by Lindley's recursion. Of those
/// that are due in the victims' window.
std::vector<Duration> victims_waits(const LoadSpec& load, Duration service, const LoadSpec& victims,
                                    std::uint64_t seed);

}  // namespace lab
