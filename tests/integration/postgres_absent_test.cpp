// Claims about a PostgreSQL that is not there or says nothing, in both forms.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <functional>

#include "common/net/address.hpp"
#include "common/net/listener.hpp"
#include "server/work/database.hpp"
#include "server/work/database_setup.hpp"
#include "server/work/postgres.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

DatabaseSource source_of(const std::string& url) {
  const auto source = read_postgres_url(url);
  EXPECT_TRUE(source) << url << ": " << source.error().text;
  return source ? *source : DatabaseSource{};
}

/// Both forms, and what both must say.
void expect_both(const DatabaseSource& source, Duration patience,
                 const std::function<void(const DatabaseResult&)>& expect) {
  DatabaseCounters counters;
  DatabasePool pool(source, 1, counters);
  DatabaseResult result{Database{1}};
  ask_postgres(result, pool, Clock::now() + patience);
  expect(result);

  boost::asio::io_context io{1};
  DatabaseResult awaited{Database{1}};
  const LoopExecutor loop = io.get_executor();
  auto task = [&]() -> Task<> {
    co_await ask_postgres(awaited, pool, Clock::now() + patience, loop);
  };
  boost::asio::co_spawn(io, task(), boost::asio::detached);
  io.run();
  expect(awaited);
}

TEST(PostgresWork, TellsThatNobodyIsThere) {
  auto listener = listen_on(*numeric_address("127.0.0.1", 0), 1, PortSharing::kExclusive);
  ASSERT_TRUE(listener);
  const auto port = local_address(listener->get()).port();
  listener->reset();
  const auto source = source_of(fmt::format("postgresql://127.0.0.1:{}/lab", port));
  expect_both(source, 20s, [](const DatabaseResult& result) {
    EXPECT_EQ(result.fault, DatabaseFault::kUnreachable);
    EXPECT_THAT(result.reason, AllOf(HasSubstr("refused"), Not(HasSubstr("\n"))));
    EXPECT_EQ(result.attempts, 0);
  });
}

TEST(PostgresWork, WaitsNoLongerThanItsDeadlineForOneThatSaysNothing) {
  auto listener = listen_on(*numeric_address("127.0.0.1", 0), 5, PortSharing::kExclusive);
  ASSERT_TRUE(listener);
  const auto port = local_address(listener->get()).port();
  const auto source = source_of(fmt::format("postgresql://127.0.0.1:{}/lab", port));
  expect_both(source, 20ms, [](const DatabaseResult& result) {
    EXPECT_EQ(result.fault, DatabaseFault::kTimedOut);
  });
}

TEST(PostgresWork, GivesItsPlaceBackWhenItFails) {
  auto listener = listen_on(*numeric_address("127.0.0.1", 0), 1, PortSharing::kExclusive);
  ASSERT_TRUE(listener);
  const auto port = local_address(listener->get()).port();
  listener->reset();
  DatabaseCounters counters;
  DatabasePool pool(source_of(fmt::format("postgresql://127.0.0.1:{}/lab", port)), 1, counters);
  boost::asio::io_context io{1};
  const LoopExecutor loop = io.get_executor();
  const Database asked{1};
  auto task = [&]() -> Task<> {
    for (int i = 0; i < 3; ++i) {
      const auto result = co_await await(asked, pool, loop, nullptr);
      EXPECT_EQ(result.fault, DatabaseFault::kUnreachable);
      EXPECT_EQ(result.engine, "postgresql");
    }
  };
  boost::asio::co_spawn(io, task(), boost::asio::detached);
  io.run();
  EXPECT_EQ(block(Database{1}, pool, nullptr).fault, DatabaseFault::kUnreachable);
  EXPECT_EQ(counters.granted, 4u);
  EXPECT_EQ(counters.returned, 4u);
}

TEST(PostgresSetup, TellsInOneLineWhyItCannotStart) {
  const auto prepared = prepare_database("postgresql://127.0.0.1:1/lab", "/tmp");
  ASSERT_FALSE(prepared);
  EXPECT_THAT(prepared.error().text, AllOf(StartsWith("--database: "), Not(HasSubstr("\n"))));
}

}  // namespace
}  // namespace lab
