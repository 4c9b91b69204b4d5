// Compares replies with the rows of the table.
#include "tests/conformance/case_checks.hpp"

#include <algorithm>

namespace lab::test {
namespace {

Limits case_limits() {
  Limits limits;
  limits.max_header = kCaseMaxHeader;
  limits.max_body = kCaseMaxBody;
  return limits;
}

bool is_to_head(const std::vector<Answer>& answers, std::size_t number) {
  std::size_t finals = 0;
  for (const auto& answer : answers) {
    if (answer.status >= 200 && finals++ == number) return answer.payload == Payload::kNone;
  }
  return false;
}

void expect_answer(const ReplySeen& reply, const Answer& expected, bool closes) {
  EXPECT_EQ(reply.status, expected.status);
  if (reply.interim()) {
    EXPECT_EQ(reply.head, "HTTP/1.1 100 Continue\r\n\r\n");
    return;
  }
  EXPECT_TRUE(reply.has("Date"));
  EXPECT_TRUE(reply.has("Content-Length"));
  EXPECT_TRUE(reply.field("Content-Length") == "0" || reply.has("Content-Type"));
  EXPECT_EQ(reply.field("Connection") == "close", closes);
  EXPECT_EQ(reply.has("Allow"), expected.status == 405);
  if (expected.payload == Payload::kExactly) {
    EXPECT_EQ(reply.body, expected.body);
  }
}

}  // namespace

void PrintTo(const Case& one, std::ostream* out) { *out << one.family << " " << one.name; }
void PrintTo(const ReplySeen& reply, std::ostream* out) {
  *out << reply.status << " " << ::testing::PrintToString(reply.head + reply.body);
}

CaseDriver::CaseDriver() : Driver(case_limits()) { rules().refuse = small_app_refuses; }

std::vector<ReplySeen> replies_to(const Case& one, std::string_view output) {
  return split_replies(output, [&](std::size_t n) { return is_to_head(one.answers, n); });
}

void drop_interim(std::vector<ReplySeen>& replies) {
  std::erase_if(replies, [](const ReplySeen& reply) { return reply.interim(); });
}

Case without_interim(Case one) {
  std::erase_if(one.answers, [](const Answer& answer) { return answer.status < 200; });
  return one;
}

Ending expected_ending(const Case& one) {
  if (one.after == After::kOpen) return Ending::kClosedByPeer;
  if (one.after == After::kWaiting) return Ending::kAborted;
  return one.answers.back().status >= 400 ? Ending::kRefused : Ending::kClosedByUs;
}

void expect_answers(const Case& one, const std::vector<ReplySeen>& replies) {
  ASSERT_EQ(replies.size(), one.answers.size()) << ::testing::PrintToString(replies);
  for (std::size_t i = 0; i < one.answers.size(); ++i) {
    SCOPED_TRACE("answer " + std::to_string(i));
    expect_answer(replies[i], one.answers[i],
                  one.after == After::kClosed && i + 1 == one.answers.size());
  }
}

}  // namespace lab::test
