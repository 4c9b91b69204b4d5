// What a trial of a lesson can find: quantities and their units.
#pragma once

#include <string_view>

namespace lab {

/// In what a value is kept (and shown): seconds, bytes, events a second, or plain numbers.
enum class Unit { kPerSecond, kTime, kBytes, kCount, kShare, kTimes };

enum class Quantity {
  kGood,
  kRefused,
  kTotalTime,
  kMean,
  kP50,
  kP90,
  kP99,
  kMax,
  kCpuPerRequest,
  kSwitchesPerRequest,
  kInFlight,
  kVictimMean,
  kVictimP50,
  kVictimP90,
  kVictimP99,
  kVictimsDelayed,
  kNeverAnswered,
  kConnectedAtOnce,
  kConnectedBetween,
  kFirstLateConnect,
  kDrops,
  kAnswered,
  kLost,
  kReset,
  kExitCode,
  kGone,
  kConnectionMemory,
  kMoreThreads,
  kGoodRequest,
  kIdlePrivate,
  kTouchedPrivate,
  kAddTime,
  kAddsCounted,
  kPause,
  kNeighbours,  // of every trial
};

struct QuantityRow {
  Quantity quantity;
  std::string_view name;
  Unit unit;
};
/// The row of a quantity: its name behind that of a server, "good replies".
const QuantityRow& row_of(Quantity quantity);

}  // namespace lab
