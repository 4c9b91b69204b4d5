// What libpq is asked in which order, and what is read from its answers.
#include "server/work/postgres_steps.hpp"

#include <libpq-fe.h>
#include <netdb.h>
#include <poll.h>

#include <array>
#include <utility>

#include "common/net/address.hpp"
#include "server/work/database_rows.hpp"

namespace lab {
namespace {

constexpr std::uint16_t kAnyPort = 5432;  // which one it is makes no difference to a name

struct FreeSettings {
  void operator()(PQconninfoOption* settings) const { PQconninfoFree(settings); }
  void operator()(char* message) const { PQfreemem(message); }
};
using Settings = std::unique_ptr<PQconninfoOption, FreeSettings>;
using Message = std::unique_ptr<char, FreeSettings>;

/// Empty when there is none.
std::string value_of(const Settings& settings, std::string_view name) {
  for (const auto* s = settings.get(); s->keyword != nullptr; ++s) {
    if (name == s->keyword && s->val != nullptr) return s->val;
  }
  return {};
}

/// Whether libpq ends a password in the middle, at its '@' or '/': it would take the rest for a
/// port, host or database, and tell it as such.
bool cuts_password(std::string_view url) {
  const auto end = url.find_first_of("@/", url.find("://") + 3);
  if (end == std::string_view::npos) return false;
  const auto behind = url.substr(end + 1);
  return behind.substr(0, behind.find('?')).find('@') != std::string_view::npos;
}

/// What libpq says of a URL that it cannot read may repeat the whole of it, and gets into logs.
std::string complaint_about(const std::string& url, const Message& complaint) {
  if (!complaint) return "out of memory";
  if (!may_hold_password(url)) return one_line(complaint.get());
  return "libpq cannot read it; as it may hold a password, nothing of it is shown";
}

/// The name that connections would ask a name server for, each for itself.
bool is_name(const std::string& host) {
  return !host.empty() && host.front() != '/' && host.front() != '@';
}

/// The settings that a connection takes where its URL gives none: PGHOST and its like.
std::string value_or_default(const Settings& settings, std::string_view name) {
  const auto value = value_of(settings, name);
  if (!value.empty()) return value;
  const Settings defaults(PQconndefaults());
  return defaults ? value_of(defaults, name) : value;
}

/// What would be looked up by every connection, on the event loop too.
Result<void> check_host(const Settings& settings, const std::string& host) {
  if (host.find(',') != std::string::npos)
    return problem("'{}' is several hosts; one is accepted", host);
  if (value_of(settings, "service").empty()) return {};
  return problem("service={} is refused: the URL itself must name the host",
                 value_of(settings, "service"));
}

std::string numeric_host(const SocketAddress& address) {
  std::array<char, NI_MAXHOST> text{};
  getnameinfo(address.data(), address.size(), text.data(), static_cast<socklen_t>(text.size()),
              nullptr, 0, NI_NUMERICHOST);
  return text.data();
}

/// Every address goes with the name, which a certificate may have to be of.
Result<void> add_addresses(DatabaseSource& source, const std::string& host) {
  const auto found = resolve(host, kAnyPort);
  if (!found) return found.error();
  for (const auto& address : *found) {
    const std::string_view comma = source.host.empty() ? "" : ",";
    source.host += fmt::format("{}{}", comma, host);
    source.addresses += fmt::format("{}{}", comma, numeric_host(address));
  }
  return {};
}

/// Notices go to nobody: libpq would print them.
void ignore_notice(void*, const char*) {}

std::string message_of(pg_conn* connection) {
  auto message = one_line(PQerrorMessage(connection));
  return message.empty() ? "the connection failed" : message;
}

}  // namespace

void ClosePostgres::operator()(pg_conn* connection) const { PQfinish(connection); }
void ClosePostgres::operator()(pg_result* answer) const { PQclear(answer); }

Result<DatabaseSource> read_postgres_url(const std::string& url) {
  char* complaint = nullptr;
  const Settings settings(PQconninfoParse(url.c_str(), &complaint));
  const Message message(complaint);
  if (!settings) return problem("{}", complaint_about(url, message));
  if (cuts_password(url)) return problem("an @ or / in its password is written %40 or %2F");
  DatabaseSource source{.postgres = true, .url = url};
  const auto host = value_or_default(settings, "host");
  if (const auto allowed = check_host(settings, host); !allowed) return allowed.error();
  if (!is_name(host) || !value_or_default(settings, "hostaddr").empty()) return source;
  if (const auto added = add_addresses(source, host); !added) return added.error();
  return source;
}

std::string sql_to_read(const Database& asked) {
  std::string keys;
  for (std::uint64_t i = 0; i < asked.rows; ++i) {
    keys += fmt::format("{}{}", i == 0 ? "" : ",", key_to_find(i, asked.rows));
  }
  std::string sql;
  if (asked.wait > Duration::zero()) {
    sql = fmt::format("SELECT pg_sleep({:.6f}); ", to_seconds(asked.wait));
  }
  return sql +
         fmt::format("SELECT name FROM items WHERE id = ANY('{{{}}}'::bigint[]) ORDER BY id", keys);
}

std::string sql_to_write(std::int64_t key) {
  return fmt::format(
      "INSERT INTO items (id, name) VALUES ({}, '{}') "
      "ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name",
      key, name_of(key));
}

// --- Connecting ---------------------------------------------------------------------------------

PostgresConnection begin_postgres(const DatabaseSource& source) {
  // What comes later counts; the empty ones do not.
  const std::array<const char*, 5> names{"dbname", "host", "hostaddr", "fallback_application_name",
                                         nullptr};
  const std::array<const char*, 5> values{source.url.c_str(), source.host.c_str(),
                                          source.addresses.c_str(), "concurrency-lab", nullptr};
  constexpr int kDbnameMayBeUrl = 1;
  PostgresConnection connection(PQconnectStartParams(names.data(), values.data(), kDbnameMayBeUrl));
  if (connection) PQsetNoticeProcessor(connection.get(), ignore_notice, nullptr);
  return connection;
}

/// As its manual says: first as if PQconnectPoll had asked to wait until one can write.
short PostgresConnecting::go_on() {
  if (PQstatus(connection_) == CONNECTION_BAD) return fail();
  if (!begun_) {
    begun_ = true;
    return POLLOUT;
  }
  switch (PQconnectPoll(connection_)) {
    case PGRES_POLLING_READING:
      return POLLIN;
    case PGRES_POLLING_WRITING:
      return POLLOUT;
    case PGRES_POLLING_OK:
      PQsetnonblocking(connection_, 1);
      return 0;
    default:
      return fail();
  }
}

short PostgresConnecting::fail() {
  reason_ = message_of(connection_);
  return 0;
}

int PostgresConnecting::socket() const { return PQsocket(connection_); }

// --- Asking -------------------------------------------------------------------------------------

PostgresQuery::PostgresQuery(pg_conn* connection, const std::string& sql)
    : connection_(connection) {
  if (PQsendQuery(connection, sql.c_str()) == 0) fail();
}

short PostgresQuery::go_on() {
  if (lost_) return 0;
  if (!flushed_) {
    const int left = PQflush(connection_);
    if (left > 0) return POLLOUT;
    if (left < 0) return fail();
    flushed_ = true;
  }
  if (PQconsumeInput(connection_) == 0) return fail();
  while (PQisBusy(connection_) == 0) {
    PostgresAnswer answer(PQgetResult(connection_));
    if (!answer) return 0;
    take(std::move(answer));
  }
  return POLLIN;
}

/// It does not go on, so the connection is of no use any more.
short PostgresQuery::fail() {
  lost_ = true;
  if (reason_.empty()) reason_ = message_of(connection_);
  return 0;
}

void PostgresQuery::take(PostgresAnswer answer) {
  const auto status = PQresultStatus(answer.get());
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    begun_ = true;
    last_ = std::move(answer);
    return;
  }
  if (PQstatus(connection_) == CONNECTION_BAD) lost_ = true;
  reason_ = one_line(PQresultErrorMessage(answer.get()));
  if (reason_.empty()) reason_ = "it gave an answer that is none";
  const char* state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
  if (state != nullptr) sql_state_ = state;
}

int PostgresQuery::socket() const { return PQsocket(connection_); }

std::string_view PostgresQuery::value(int row) const {
  if (!last_ || row >= PQntuples(last_.get())) return {};
  const auto size = static_cast<std::size_t>(PQgetlength(last_.get(), row, 0));
  return {PQgetvalue(last_.get(), row, 0), size};
}

void PostgresQuery::add_rows_to(DatabaseResult& result) const {
  if (!last_) return;
  const int rows = PQntuples(last_.get());
  for (int row = 0; row < rows; ++row) add_row(result, value(row));
}

}  // namespace lab
