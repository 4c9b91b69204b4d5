// Claims about PostgreSQL that need none: URLs and SQL.
#include "server/work/postgres.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

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
  for (const auto* url :
       {"postgresql:///lab", "postgresql:///lab?host=/run/postgresql",
        "postgresql:///lab?host=@abstract", "postgresql://a/lab?hostaddr=127.0.0.1"}) {
    const auto source = source_of(url);
    EXPECT_EQ(source.host, "") << url;
    EXPECT_EQ(source.addresses, "") << url;
  }
}

/// A variable of the environment for as long as this lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(PostgresUrl, TakesItsHostFromTheEnvironmentWhereItHasNone) {
  const Variable host("PGHOST", "127.0.0.1");
  EXPECT_EQ(source_of("postgresql:///lab").addresses, "127.0.0.1");
  EXPECT_EQ(source_of("postgresql://[::1]/lab").addresses, "::1");
  const Variable address("PGHOSTADDR", "127.0.0.2");
  EXPECT_EQ(source_of("postgresql:///lab").addresses, "") << "libpq asks no name server then";
}

TEST(PostgresUrl, IsRefusedWhereEachConnectionWouldLookUpItsHost) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"postgresql://one,two/lab", "'one,two' is several hosts; one is accepted"},
      {"postgresql:///lab?service=x", "service=x is refused: the URL itself must name the host"}};
  for (const auto& [url, words] : rows) {
    const auto source = read_postgres_url(url);
    ASSERT_FALSE(source) << url;
    EXPECT_EQ(source.error().text, words);
  }
  const Variable hosts("PGHOST", "one,two");
  EXPECT_FALSE(read_postgres_url("postgresql:///lab"));
}

TEST(PostgresUrl, IsRefusedInLibpqsWordsWhereItHoldsNoPassword) {
  const auto source = read_postgres_url("postgresql://127.0.0.1/lab?bogus=1");
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().text, HasSubstr("bogus"));
}

TEST(PostgresUrl, IsRefusedInOneLineWithoutItsPassword) {
  for (const auto* url :
       {"postgresql://me:secret@127.0.0.1/lab?bogus=1", "postgresql://me:secret@[::1/lab",
        "postgresql://me:secret%zz@127.0.0.1/lab", "postgresql://me:a@secret@127.0.0.1/lab",
        "postgresql://me:a/secret@127.0.0.1/lab", "postgresql://me:secret/1?b@127.0.0.1/lab",
        "postgresql://127.0.0.1/lab?password=secret&bogus=1"}) {
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
