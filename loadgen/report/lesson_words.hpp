// How the values of lessons are written, the same in text and HTML.
#pragma once

#include <optional>
#include <string>

#include "loadgen/experiment/check.hpp"
#include "loadgen/experiment/judgement.hpp"

namespace lab {

/// "3,954/s", "49.8ms", "2.6 KiB", "36", "61.2%", "19.8x".
std::string quantity_text(double value, Unit unit);
/// "n/a" for none.
std::string quantity_text(const std::optional<double>& value, Unit unit);
/// "3,901 - 4,012", "2.6 - 2.8 KiB", "49.8ms - 50.2ms": with the unit where its size may change;
/// "-" for none.
std::string interval_text(const std::optional<Interval>& interval, Unit unit);
/// The same, or in per cent of the predictions: "96.1% - 104%".
std::string interval_text(const CheckSummary& summary, Unit unit);
/// "4,000/s", ">= 10x", "<= 5ms".
std::string predicted_text(const Check& check, double predicted);
/// "within 15 %", "exactly"; empty of a bound.
std::string tolerance_text(const Check& check);

}  // namespace lab
