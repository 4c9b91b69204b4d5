// What a connection's HTTP costs in memory: nothing between requests, and never more than its
// limits.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "tests/conformance/driver.hpp"

namespace {

// Every allocation of this program is counted.
std::size_t live = 0;
std::size_t peak = 0;

void* allocate(std::size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  live += malloc_usable_size(memory);
  peak = std::max(peak, live);
  return memory;
}

void release(void* memory) {
  if (memory != nullptr) live -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }

namespace lab::test {
namespace {

using Want = ServerConversation::Want;

constexpr std::size_t kMiB = 1024 * 1024;
constexpr TimePoint kNow{std::chrono::hours(1)};

/// A session that keeps nothing: bytes in from a static text, bytes out to nowhere.
class Session {
 public:
  explicit Session(const ConversationRules& rules) : conversation_(rules) {}

  void feed(std::string_view bytes) {
    for (auto turn = run(); !bytes.empty() && turn.want != Want::kClose; turn = run()) {
      const auto room = conversation_.prepare();
      const auto n = std::min(room.size(), bytes.size());
      std::copy_n(bytes.data(), n, room.data());
      conversation_.commit(n);
      bytes.remove_prefix(n);
    }
  }

  ServerConversation::Turn run() {
    for (;;) {
      const auto turn = conversation_.next(kNow);
      if (turn.want == Want::kHandle) {
        conversation_.answer(reply(), Persist::kKeep);
      } else if (turn.want == Want::kWrite) {
        conversation_.written(conversation_.output().size());
      } else {
        return turn;
      }
    }
  }

  ServerConversation& conversation() { return conversation_; }

 private:
  Reply reply() const {
    Reply made;
    made.content_type = kPlainText;
    if (conversation_.request().path == "/filler") {
      made.body = Filler{64 * kMiB};
    } else {
      made.body = conversation_.request().body;
    }
    return made;
  }

  ServerConversation conversation_;
};

/// The most that `work` held at once beyond what there was before.
template <class Work>
std::size_t peak_of(Work work) {
  const auto before = live;
  peak = live;
  work();
  return peak - before;
}

class ConversationMemory : public ::testing::Test {
 protected:
  ConversationRules rules_{{}, {}, fixed_date};
};

TEST_F(ConversationMemory, IsNoneBeforeTheFirstByte) {
  const auto before = live;
  Session session(rules_);
  session.run();
  EXPECT_EQ(live, before);
}

TEST_F(ConversationMemory, IsNoneBetweenRequests) {
  const std::string body(300'000, 'b');
  const std::string requests[] = {
      "GET /a?" + std::string(3000, 'q') + " HTTP/1.1\r\nHost: a\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + body,
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n" + body +
          "\r\n0\r\n\r\n",
      "GET /filler HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n"};
  Session session(rules_);
  const auto before = live;
  for (const auto& request : requests) {
    session.feed(request);
    ASSERT_TRUE(session.conversation().idle());
    EXPECT_EQ(live, before) << request.substr(0, 20);
  }
}

TEST_F(ConversationMemory, IsNoneAfterAReadThatFoundNothing) {
  Session session(rules_);
  const auto before = live;
  session.run();
  session.conversation().prepare();
  EXPECT_GT(live, before);
  session.run();
  EXPECT_EQ(live, before);
}

TEST_F(ConversationMemory, IsOnePieceForALargeReply) {
  Session session(rules_);
  EXPECT_LT(peak_of([&] { session.feed("GET /filler HTTP/1.1\r\nHost: a\r\n\r\n"); }), 256 * 1024u);
}

TEST_F(ConversationMemory, IsNotSpentOnBodiesThatWereOnlyAnnounced) {
  Session session(rules_);
  EXPECT_LT(peak_of([&] {
              session.feed("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\nx");
            }),
            160 * 1024u);
}

TEST_F(ConversationMemory, IsBoundedWhateverComes) {
  const std::string start = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::pair<std::string, std::string> endless[] = {
      {"", "x"},                                   // a request line
      {"GET / HTTP/1.1\r\n", "X: y\r\n"},          // headers
      {start, "1\r\nx\r\n"},                       // chunks
      {start + "1;", "x"},                         // an extension
      {start + "0\r\n", "X: y\r\n"},               // trailers
      {"", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"}};  // requests
  for (const auto& [first, then] : endless) {
    std::string piece;
    while (piece.size() < 128 * 1024) piece += then;
    Session session(rules_);
    session.feed(first);
    const auto most = peak_of([&] {
      for (int i = 0; i < 64; ++i) session.feed(piece);
    });
    EXPECT_LT(most, 3 * kMiB) << first << "..." << then;  // a body of 1 MiB, while its string grows
  }
}

}  // namespace
}  // namespace lab::test
