// Runs the conformance table over TCP on the real server, under every model: every case whole and
// byte by byte, alone, behind a good request and before one; and cut in two at every byte behind a
// good request, whose answer shows that the server had read the first part.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <tuple>

#include "tests/conformance/case_checks.hpp"
#include "tests/conformance/cases.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab::test {
namespace {

using End = RawClient::End;

/// Connections at once. The process model has a worker for each: nobody waits to be accepted while
/// the bytes of all come in pieces.
constexpr std::size_t kAtOnce = 8;

/// Bytes that are sent together, once so many replies have come.
struct Send {
  std::string_view bytes;
  std::size_t behind_replies = 0;
};

/// A case on a connection of its own, and how its bytes are cut. Points into the case.
struct Talk {
  const Case* one;
  std::string how;
  std::vector<Send> sends;
};

/// How many replies a case earns before its `later` is sent.
std::size_t replies_before_later(const Case& one) {
  CaseDriver driver;
  driver.feed(one.bytes);
  return replies_to(one, driver.output()).size();
}

Talk talk_about(const Case& one, std::string how, std::vector<Send> sends) {
  if (!one.later.empty()) sends.push_back(Send{one.later, replies_before_later(one)});
  return {&one, std::move(how), std::move(sends)};
}

Talk whole(const Case& one) { return talk_about(one, "whole", {Send{one.bytes}}); }

Talk byte_by_byte(const Case& one) {
  const std::string_view bytes = one.bytes;
  std::vector<Send> sends;
  sends.reserve(bytes.size() + 1);
  for (std::size_t at = 0; at < bytes.size(); ++at) sends.push_back(Send{bytes.substr(at, 1)});
  return talk_about(one, "byte by byte", std::move(sends));
}

/// `one` begins with a good request. It and the first part arrive as one segment, and what follows
/// is sent only when it was answered: by then both were read.
Talk cut_behind_good(const Case& one, std::size_t at) {
  const std::string_view bytes = one.bytes;
  const auto place = std::to_string(at - kGoodRequest.size());
  return talk_about(one, "cut at " + place, {Send{bytes.substr(0, at)}, Send{bytes.substr(at), 1}});
}

/// A row in its three places; nothing may follow half a request, which would take it for its rest.
struct Placed {
  explicit Placed(const Case& row) : alone(row), behind(behind_good(row)) {
    if (row.after != After::kWaiting) before = before_good(row);
  }
  Case alone, behind;
  std::optional<Case> before;
};

/// Every way of sending the row. Points into it.
std::vector<Talk> talks_of(const Placed& placed) {
  std::vector<Talk> talks;
  talks.reserve(placed.behind.bytes.size());
  for (const auto* one :
       {&placed.alone, &placed.behind, placed.before ? &*placed.before : nullptr}) {
    if (one == nullptr) continue;
    talks.push_back(whole(*one));
    talks.push_back(byte_by_byte(*one));
  }
  for (auto at = kGoodRequest.size() + 1; at < placed.behind.bytes.size(); ++at) {
    talks.push_back(cut_behind_good(placed.behind, at));
  }
  return talks;
}

/// A client that said "close", or speaks HTTP/1.0, and sends on all the same finds nobody there. A
/// refusal is different: the server reads on until its client has seen it.
bool may_end_in_a_reset(const Case& one) {
  return one.after == After::kClosed && expected_ending(one) == Ending::kClosedByUs;
}

/// One connection on which a talk is carried out.
class Talking {
 public:
  Talking(const Url& server, const Talk& talk) : client_(server), talk_(talk) {}

  void send(std::size_t step) {
    if (step >= talk_.sends.size()) return;
    const auto& [bytes, behind_replies] = talk_.sends[step];
    while (whole_replies() < behind_replies) {
      ASSERT_TRUE(client_.read_more()) << talk_.how << ": no reply came";
    }
    all_sent_ = client_.send(bytes) && all_sent_;
  }

  void half_close() { client_.half_close(); }

  /// Reads to the end of the stream: nothing but the replies of the table comes.
  void expect_the_replies() {
    SCOPED_TRACE(talk_.how);
    const auto& one = *talk_.one;
    const auto end = client_.read_to_end();
    EXPECT_NE(end, End::kStillOpen);
    if (!may_end_in_a_reset(one)) {
      EXPECT_TRUE(all_sent_);
      EXPECT_EQ(end, End::kClosed) << "a reset";
    }
    auto replies = replies_to(one, client_.unread());
    if (!one.interim_may_vary) return expect_answers(one, replies);
    drop_interim(replies);
    expect_answers(without_interim(one), replies);
  }

 private:
  std::size_t whole_replies() const {
    const auto replies = replies_to(*talk_.one, client_.unread());
    const auto count = std::count_if(replies.begin(), replies.end(),
                                     [](const ReplySeen& reply) { return reply.status != 0; });
    return static_cast<std::size_t>(count);
  }

  RawClient client_;
  const Talk& talk_;
  bool all_sent_ = true;
};

/// Carries the talks out side by side, piece after piece, so that the server has time between two.
void expect_all(const ServerUnderTest& server, std::span<const Talk> talks) {
  std::vector<Talking> talking;
  talking.reserve(talks.size());
  std::size_t steps = 0;
  for (const auto& one : talks) {
    talking.emplace_back(server.url("/"), one);
    steps = std::max(steps, one.sends.size());
  }
  for (std::size_t step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
    for (auto& one : talking) one.send(step);
  }
  for (auto& one : talking) one.half_close();
  for (auto& one : talking) one.expect_the_replies();
}

using KindAndFamily = std::tuple<ServerKind, std::string>;

/// Each family under each model, on a server of its own with the limits of the table.
class ConformanceOverTcp : public testing::TestWithParam<KindAndFamily> {
 protected:
  static std::vector<std::string> flags(const ServerKind& kind) {
    std::vector<std::string> more{"--max-header", std::to_string(kCaseMaxHeader),
                                  "--max-body",   std::to_string(kCaseMaxBody),
                                  "--keep-alive", "on"};
    if (kind.name == "process") more.insert(more.end(), {"--workers", std::to_string(kAtOnce)});
    return flags_of(kind, more);
  }

  /// Sends the row in every way.
  void expect_row(const Case& row) {
    SCOPED_TRACE(row.name);
    const Placed placed(row);
    const auto talks = talks_of(placed);
    const std::span all(talks);
    for (std::size_t first = 0; first < all.size() && !HasFailure(); first += kAtOnce) {
      expect_all(server_, all.subspan(first, std::min(kAtOnce, all.size() - first)));
    }
    ended_[expected_ending(row)] += static_cast<std::int64_t>(talks.size());
  }

  /// The server counted each end as what it was, and nothing of it all is left.
  void expect_ends_counted() const {
    for (const auto& [ending, number] : ended_) {
      const auto pointer = "/connections/ended/" + std::string(ending_name(ending));
      EXPECT_TRUE(server_.eventually_sums(pointer, number)) << pointer << " is not " << number;
    }
    EXPECT_TRUE(server_.eventually_sums("/connections/open", 0));
    EXPECT_EQ(server_.sum("/in_flight"), 0);
  }

  ServerUnderTest server_{flags(std::get<ServerKind>(GetParam()))};

 private:
  std::map<Ending, std::int64_t> ended_;
};

TEST_P(ConformanceOverTcp, HoldsForEveryRowHoweverItIsCut) {
  for (const auto& row : conformance_cases()) {
    if (row.family == std::get<std::string>(GetParam())) expect_row(row);
    if (HasFailure()) return;
  }
  expect_ends_counted();
  EXPECT_EQ(server_.stop(), 0);
}

std::vector<std::string> families() {
  std::vector<std::string> all;
  for (const auto& row : conformance_cases()) {
    if (all.empty() || all.back() != row.family) all.push_back(row.family);
  }
  return all;
}

std::string kind_and_family(const testing::TestParamInfo<KindAndFamily>& info) {
  return std::get<ServerKind>(info.param).name + "_" + std::get<std::string>(info.param);
}

INSTANTIATE_TEST_SUITE_P(Each, ConformanceOverTcp,
                         testing::Combine(testing::ValuesIn(server_kinds()),
                                          testing::ValuesIn(families())),
                         kind_and_family);

}  // namespace
}  // namespace lab::test
