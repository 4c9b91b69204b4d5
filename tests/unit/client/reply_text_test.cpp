// What `client get` prints beside the body.
#include "client/reply_text.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

TimedReply sample() {
  TimedReply timed;
  timed.reply.status = 200;
  timed.connected = timed.started + 300us;
  timed.first_byte = timed.connected + 200ms;
  timed.ended = timed.first_byte + 2ms;
  return timed;
}

TEST(HeadText, HasStatusAndFields) {
  ReceivedReply reply;
  reply.status = 404;
  reply.fields = {{"Content-Type", "text/plain"}, {"X-Odd", "a\033[2Jb"}};
  EXPECT_EQ(head_text(reply), "HTTP 404 Not Found\nContent-Type: text/plain\nX-Odd: a\\x1b[2Jb\n");
  reply.fields.clear();
  reply.status = 302;
  EXPECT_EQ(head_text(reply), "HTTP 302\n");
}

TEST(TimesText, HasThePhasesAlone) {
  EXPECT_EQ(times_text(sample()),
            "times     connect 300us, wait 200ms, transfer 2.00ms, total 202ms\n");
}

TEST(TimesText, SaysWhatTheServerSays) {
  auto timed = sample();
  timed.reply.fields = {{"Server-Timing", "wait;dur=150, cpu;dur=40.5"}};
  timed.reply.worker = "1/20/21";
  EXPECT_EQ(times_text(timed),
            "times     connect 300us, wait 200ms, transfer 2.00ms, total 202ms\n"
            "server    wait 150ms, cpu 40.5ms\n"
            "answered  by worker 1, pid 20, thread 21\n");
}

TEST(IsReadable, IsTextOfModestSize) {
  EXPECT_TRUE(is_readable(""));
  EXPECT_TRUE(is_readable("{\"a\":\t1}\r\n"));
  EXPECT_TRUE(is_readable("gr\xc3\xbc\xc3\x9f"));
  EXPECT_FALSE(is_readable("\033[2J"));
  EXPECT_FALSE(is_readable(std::string_view("a\0b", 3)));
  EXPECT_TRUE(is_readable(std::string(64 * 1024, 'x')));
  EXPECT_FALSE(is_readable(std::string(64 * 1024 + 1, 'x')));
}

}  // namespace
}  // namespace lab
