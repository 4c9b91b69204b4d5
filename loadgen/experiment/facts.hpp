// A lesson as it was carried out: what it claims, what was run, what every round found.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "loadgen/experiment/chart.hpp"
#include "loadgen/experiment/check.hpp"

namespace lab {

/// What does not depend on the machine or on what was measured.
struct LessonText {
  std::string_view id;
  std::string_view claim;  // a sentence of the lesson text, or what became of it
  std::string_view why;    // a paragraph in words that a newcomer understands
};

/// One server under one load, tried once a round.
struct ArmFacts {
  std::string name;                  // "async, half blocked"
  std::vector<std::string> options;  // of the server
  std::string load;                  // in words: "200 connections ask for /io?ms=50 for 1.5s"
};

/// The kinds of work that the rule of the lesson text tells apart.
enum class Work { kCpuHeavy, kIoHeavy, kSimpleIo, kMixed };

/// A check that speaks for (or against) the rule's advice for such work.
struct Testimony {
  Work work = Work::kCpuHeavy;
  std::size_t check = 0;
};

struct LessonFacts {
  LessonText text;
  std::vector<ArmFacts> arms;
  std::vector<Check> checks;
  std::vector<Chart> charts;
  std::size_t headline = 0;  // the check that says the claim in one number
  std::vector<Testimony> testimonies;
  std::uint64_t seed = 0;  // of the first round; each next one has the next
  std::size_t rounds_wanted = 0;
  std::vector<std::vector<Readings>> rounds;  // whole ones; in each the arms in their order
  Duration took{};
  std::string
      broken;  // why it could not be carried out to the end; empty: it was, or was cut short
};

}  // namespace lab
