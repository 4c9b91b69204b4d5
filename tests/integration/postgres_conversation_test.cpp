// Claims about connections to PostgreSQL, from a peer that speaks just enough of its protocol: they
// are kept, and replaced once when they turn out stale; nothing that may have been done is
// repeated.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>
#include <thread>

#include "common/net/address.hpp"
#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "common/net/unique_fd.hpp"
#include "server/work/database.hpp"
#include "server/work/database_rows.hpp"
#include "server/work/postgres_steps.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;

// --- The protocol: a letter, the length of the rest with itself, the rest ---

std::string int16(std::uint16_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}
std::string int32(std::uint32_t value) {
  return int16(static_cast<std::uint16_t>(value >> 16)) +
         int16(static_cast<std::uint16_t>(value & 0xffff));
}
std::string message(char kind, const std::string& body) {
  return kind + int32(static_cast<std::uint32_t>(body.size() + 4)) + body;
}

const std::string kReady = message('Z', "I");
const std::string kWelcome = message('R', int32(0)) + kReady;
constexpr std::uint32_t kTextType = 25;

/// One row with one column.
std::string row_answer(const std::string& value) {
  const auto column = "name\0"s + int32(0) + int16(0) + int32(kTextType) + int16(0xffff) +
                      int32(0xffffffff) + int16(0);
  const auto size = int32(static_cast<std::uint32_t>(value.size()));
  return message('T', int16(1) + column) + message('D', int16(1) + size + value) +
         message('C', "SELECT 1\0"s) + kReady;
}

std::string answer_to(const std::string& query) {
  if (query.starts_with("SELECT")) return row_answer("item 1");
  return message('C', "INSERT 0 1\0"s) + kReady;
}

/// Less when the stream ends.
std::string read_bytes(int socket, std::size_t wanted) {
  std::string bytes(wanted, '\0');
  const auto n = recv(socket, bytes.data(), wanted, MSG_WAITALL);
  bytes.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return bytes;
}

std::optional<std::string> read_sized(int socket) {
  const auto size = read_bytes(socket, 4);
  if (size.size() < 4) return std::nullopt;
  std::uint32_t length = 0;
  for (const char byte : size) length = length << 8 | static_cast<unsigned char>(byte);
  return read_bytes(socket, length - 4);
}

void send_bytes(int socket, const std::string& bytes) {
  EXPECT_EQ(send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(bytes.size()));
}

/// In place of a number of answers: the first one never ends, nor pauses.
constexpr int kFlood = -1;

void flood(int socket) {
  std::string much;
  while (much.size() < 256 * 1024) much += message('S', "application_name\0me\0"s);
  while (send(socket, much.data(), much.size(), MSG_NOSIGNAL) > 0) {
  }
}

/// Serves one connection after another. Each answers so many queries, and ends at the next.
class FakePostgres {
 public:
  explicit FakePostgres(std::vector<int> answers)
      : answers_(std::move(answers)), thread_([this] { run(); }) {}
  ~FakePostgres() {
    shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }
  FakePostgres(const FakePostgres&) = delete;
  FakePostgres& operator=(const FakePostgres&) = delete;

  DatabaseSource source() const {
    return *read_postgres_url(
        fmt::format("postgresql://127.0.0.1:{}/lab?user=me&sslmode=disable&gssencmode=disable",
                    local_address(listener_.get()).port()));
  }
  int connections() const { return connections_; }
  int queries() const { return queries_; }

 private:
  void run() {
    for (const int answers : answers_) {
      if (!wait_for(listener_.get(), POLLIN, Clock::now() + 20s)) return;
      const UniqueFd peer(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!peer) return;
      ++connections_;
      serve(peer.get(), answers);
    }
  }

  void serve(int peer, int answers) {
    if (!read_sized(peer)) return;  // who wants to connect
    send_bytes(peer, kWelcome);
    while (read_bytes(peer, 1) == "Q") {
      const auto query = read_sized(peer);
      ++queries_;
      if (query && answers == kFlood) return flood(peer);
      if (!query || answers-- == 0) return;
      send_bytes(peer, answer_to(*query));
    }
  }

  std::vector<int> answers_;
  std::atomic<int> connections_{0};
  std::atomic<int> queries_{0};
  UniqueFd listener_ =
      std::move(*listen_on(*numeric_address("127.0.0.1", 0), 5, PortSharing::kExclusive));
  std::thread thread_;  // the last: it uses all of them
};

/// For both forms: the parameter is whether to await.
class PostgresConversation : public testing::TestWithParam<bool> {
 protected:
  DatabaseResult ask(DatabasePool& pool) const {
    const Database asked{1};
    if (!GetParam()) return block(asked, pool, nullptr);
    boost::asio::io_context io{1};
    DatabaseResult result;
    const LoopExecutor loop = io.get_executor();
    auto task = [&]() -> Task<> {
      auto awaited = co_await await(asked, pool, loop, nullptr);
      result = std::move(awaited);
    };
    boost::asio::co_spawn(io, task(), boost::asio::detached);
    io.run();
    return result;
  }

  DatabaseCounters counters_{};
};
INSTANTIATE_TEST_SUITE_P(Each, PostgresConversation, testing::Bool(), [](const auto& kind) {
  return kind.param ? std::string("Await") : std::string("Block");
});

TEST_P(PostgresConversation, ReadsAndWritesOverAKeptConnection) {
  FakePostgres fake({6});
  DatabasePool pool(fake.source(), 1, counters_);
  DatabaseResult expected;
  add_row(expected, "item 1");
  for (int i = 0; i < 3; ++i) {
    const auto result = ask(pool);
    EXPECT_EQ(result.fault, DatabaseFault::kNone) << result.reason;
    EXPECT_EQ(result.found, 1u);
    EXPECT_EQ(result.checksum, expected.checksum);
    EXPECT_EQ(result.attempts, 1);
  }
  EXPECT_EQ(fake.connections(), 1);
  EXPECT_EQ(fake.queries(), 6);
}

TEST_P(PostgresConversation, ReplacesAStaleConnection) {
  FakePostgres fake({2, 2});
  DatabasePool pool(fake.source(), 1, counters_);
  EXPECT_EQ(ask(pool).fault, DatabaseFault::kNone);
  const auto result = ask(pool);
  EXPECT_EQ(result.fault, DatabaseFault::kNone) << result.reason;
  EXPECT_EQ(result.found, 1u);
  EXPECT_EQ(result.attempts, 2);
  EXPECT_EQ(fake.connections(), 2);
}

TEST_P(PostgresConversation, TriesANewConnectionOnce) {
  FakePostgres fake({2, 0, 2});
  DatabasePool pool(fake.source(), 1, counters_);
  EXPECT_EQ(ask(pool).fault, DatabaseFault::kNone);
  const auto result = ask(pool);
  EXPECT_EQ(result.fault, DatabaseFault::kBroken);
  EXPECT_THAT(result.reason, HasSubstr("closed the connection"));
  EXPECT_EQ(result.attempts, 2);
  EXPECT_EQ(ask(pool).fault, DatabaseFault::kNone) << "the next request has a new one";
  EXPECT_EQ(fake.connections(), 3);
}

TEST_P(PostgresConversation, RepeatsNoWriteThatMayHaveBeenDone) {
  FakePostgres fake({3, 2});
  DatabasePool pool(fake.source(), 1, counters_);
  EXPECT_EQ(ask(pool).fault, DatabaseFault::kNone);
  const auto result = ask(pool);
  EXPECT_EQ(result.fault, DatabaseFault::kBroken);
  EXPECT_EQ(result.attempts, 1);
  EXPECT_EQ(fake.connections(), 1);
  EXPECT_EQ(fake.queries(), 4);
}

TEST_P(PostgresConversation, EndsAtItsDeadlineWithAServerThatNeverPauses) {
  FakePostgres fake({kFlood});
  DatabasePool pool(fake.source(), 1, counters_);
  DatabaseResult result{Database{1}};
  const auto deadline = Clock::now() + 300ms;
  if (GetParam()) {
    boost::asio::io_context io{1};
    auto asking = ask_postgres(result, pool, deadline, io.get_executor());
    boost::asio::co_spawn(io, std::move(asking), boost::asio::detached);
    io.run();
  } else {
    ask_postgres(result, pool, deadline);
  }
  EXPECT_EQ(fake.queries(), 1);
  EXPECT_EQ(result.fault, DatabaseFault::kTimedOut) << result.reason;
}

}  // namespace
}  // namespace lab
