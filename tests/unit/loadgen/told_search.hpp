// A search that is told what its steps said, row by row.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "loadgen/capacity/search.hpp"

namespace lab {

inline constexpr Duration kNoTime{};

inline SearchPlan hour_plan() {
  using namespace std::chrono_literals;
  return {.start = 100, .lowest = 1, .highest = 100'000, .step = 4s, .longest = 18s, .budget = 1h};
}

/// A step's verdict and the rate that is to be offered after it, to the nearest.
struct Told {
  StepVerdict told;
  double next;
  Purpose purpose;
};

/// Begins with `first` and goes through the rows.
inline void expect_rows(CapacitySearch& search, double first, const std::vector<Told>& rows) {
  auto offer = search.next(kNoTime);
  ASSERT_TRUE(offer);
  EXPECT_NEAR(offer->rate, first, 0.5);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    search.tell(rows[i].told);
    offer = search.next(kNoTime);
    ASSERT_TRUE(offer) << "row " << i;
    EXPECT_NEAR(offer->rate, rows[i].next, 0.5) << "row " << i;
    EXPECT_EQ(purpose_name(offer->purpose), purpose_name(rows[i].purpose)) << "row " << i;
  }
}

/// 100 and 200 pass, 400 fails, and what is between is halved until 5 % are left: 364 and 381.
inline std::vector<Told> down_to_the_precision() {
  using enum StepVerdict;
  return {{kPass, 200, Purpose::kGrow},     {kPass, 400, Purpose::kGrow},
          {kFail, 283, Purpose::kBisect},   {kPass, 336, Purpose::kBisect},
          {kPass, 367, Purpose::kBisect},   {kPass, 383, Purpose::kBisect},
          {kFail, 367, Purpose::kTestAgain}};
}

inline std::vector<Told> rows(std::vector<Told> first, const std::vector<Told>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

}  // namespace lab
