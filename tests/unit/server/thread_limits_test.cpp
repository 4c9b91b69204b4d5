// Claims about the limit that is named when no thread can be had.
#include "server/thread_limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::Gt;
using testing::HasSubstr;

TEST(ThreadLimits, AreThoseTheKernelTellsOf) {
  const auto limits = thread_limits();
  const auto named = [](const char* name) {
    return Contains(AllOf(Field(&ThreadLimit::name, HasSubstr(name)),
                          Field(&ThreadLimit::taken, Gt(0u)), Field(&ThreadLimit::most, Gt(1u))));
  };
  EXPECT_THAT(limits, named("kernel.threads-max"));
  EXPECT_THAT(limits, named("kernel.pid_max"));
  EXPECT_THAT(limits, named("vm.max_map_count"));
}

TEST(NearestLimit, IsTheOneWithTheGreatestShareTaken) {
  EXPECT_EQ(nearest_limit({{"rooms", 900, 1000}, {"beds", 10, 10}, {"keys", 5000, 9000}}),
            "the nearest limit: 10 of 10 beds");
}

TEST(NearestLimit, IsNoneWhereNoneIsKnown) {
  EXPECT_EQ(nearest_limit({}), "the system tells of no limit");
}

}  // namespace
}  // namespace lab
