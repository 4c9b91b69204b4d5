// Claims about PostgreSQL that need none: URLs and SQL.
#include "server/work/postgres.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

DatabaseSource source_of(const std::string& url) {
  const auto source = read_postgres_url(url);
  EXPECT_TRUE(source) << url << ": " << source.error().text;
  return source ? *source : DatabaseSource{};
}

TEST(PostgresUrl, IsResolvedOnceForAllConnections) {
  const auto source = source_of("postgresql://me:secret@127.0.0.1:5433/lab");
  EXPECT_TRUE(source.postgres);
  EXPECT_EQ(source.url, "postgresql://me:secret@127.0.0.1:5433/lab");
  EXPECT_EQ(source.host, "127.0.0.1");
  EXPECT_EQ(source.addresses, "127.0.0.1");
}

TEST(PostgresUrl, TakesAnIpv6Address) {
  EXPECT_EQ(source_of("postgres://[::1]/lab").addresses, "::1");
}

TEST(PostgresUrl, LeavesWhatIsNotOneNameToLibpq) {
  for (const auto* url : {"postgresql:///lab", "postgresql:///lab?host=/run/postgresql",
                          "postgresql://one,two/lab", "postgresql://a/lab?hostaddr=127.0.0.1"}) {
    const auto source = source_of(url);
    EXPECT_EQ(source.host, "") << url;
    EXPECT_EQ(source.addresses, "") << url;
  }
}

TEST(PostgresUrl, IsRefusedInOneLineWithoutItsPassword) {
  for (const auto* url :
       {"postgresql://me:secret@127.0.0.1/lab?bogus=1", "postgresql://me:secret@[::1/lab",
        "postgresql://me:secret%zz@127.0.0.1/lab"}) {
    const auto source = read_postgres_url(url);
    ASSERT_FALSE(source) << url;
    EXPECT_THAT(source.error().text, AllOf(Not(HasSubstr("\n")), Not(HasSubstr("secret"))));
    EXPECT_NE(source.error().text, "");
  }
}

TEST(PostgresSql, WaitsOnlyWhenItIsAskedTo) {
  EXPECT_EQ(sql_to_read(Database{0}),
            "SELECT name FROM items WHERE id = ANY('{}'::bigint[]) ORDER BY id");
  EXPECT_EQ(sql_to_read(Database{2, 50ms}),
            "SELECT pg_sleep(0.050000); "
            "SELECT name FROM items WHERE id = ANY('{1,5001}'::bigint[]) ORDER BY id");
}

TEST(PostgresFault, IsByTheCodeOfTheError) {
  const std::vector<std::pair<std::string_view, DatabaseFault>> rows{
      {"53100", DatabaseFault::kFull},   {"57014", DatabaseFault::kTimedOut},
      {"40001", DatabaseFault::kBusy},   {"40P01", DatabaseFault::kBusy},
      {"55P03", DatabaseFault::kBusy},   {"57P01", DatabaseFault::kBroken},
      {"42501", DatabaseFault::kBroken}, {"", DatabaseFault::kBroken}};
  for (const auto& [state, fault] : rows) EXPECT_EQ(fault_of_sql_state(state), fault) << state;
}

TEST(PostgresSql, WritesOverWhatIsThere) {
  EXPECT_EQ(sql_to_write(10'001),
            "INSERT INTO items (id, name) VALUES (10001, 'item 10001') "
            "ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name");
}

}  // namespace
}  // namespace lab
