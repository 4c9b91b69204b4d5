// The time series as a spreadsheet gets it.
#include "loadgen/report/run_csv.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(RunCsv, WritesALineASecondAndSaysHowMuchOfItWasMeasured) {
  RunResult result;
  result.measured = 1250ms;
  Histogram times;
  times.record(1'000'000, 98);
  times.record(2'500'000, 2);
  result.seconds = {{100, 98, 97, 2, 4096, pack(times), 2}, {25, 25, 25, 0, 1000, {}, 0}, {}};
  EXPECT_EQ(run_csv(result),
            "second,covered_s,attempted,completed,good,failed,bytes,samples,unanswered,p50_ms,"
            "p90_ms,p99_ms,max_ms\n"
            "0,1,100,98,97,2,4096,100,2,1.000447,1.000447,2.5,2.5\n"
            "1,0.25,25,25,25,0,1000,0,0,,,,\n"
            "2,0,0,0,0,0,0,0,0,,,,\n");
}

TEST(RunCsv, HasAHeaderWithoutAnySecond) {
  const auto csv = run_csv({});
  EXPECT_EQ(csv.find('\n'), csv.size() - 1);
}

}  // namespace
}  // namespace lab
