// Fuzzes the reading of replies: the outcome never depends on how the bytes were cut.
//
// Input: a byte that picks the method, two bytes that tell where to cut; the rest is what came.
#include "common/http/client_exchange.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/fuzz/require.hpp"

namespace lab::test {
namespace {

using State = ClientExchange::State;

struct Outcome {
  State before_end;
  State at_end;
  bool surplus;
  ReceivedReply reply;
};

Outcome run(Method method, const std::vector<std::string_view>& pieces) {
  ClientExchange exchange(Keep::kEverything);
  exchange.begin(method);
  auto state = State::kReading;
  for (const auto piece : pieces) {
    if (!piece.empty()) state = exchange.feed(piece);
  }
  const bool surplus = exchange.surplus();
  const auto at_end = exchange.end_of_stream();
  return {state, at_end, surplus, exchange.reply()};
}

void expect_same(const Outcome& one, const Outcome& other) {
  require(one.at_end == other.at_end, "the same result");
  if (one.at_end != State::kDone) return;  // when a broken reply is noticed is nobody's matter
  require(one.before_end == other.before_end, "the same end");
  require(one.surplus == other.surplus, "the same surplus");
  require(one.reply.status == other.reply.status, "the same status");
  require(one.reply.keep_alive == other.reply.keep_alive, "the same persistence");
  require(one.reply.worker == other.reply.worker, "the same worker");
  require(one.reply.body == other.reply.body, "the same body");
  require(one.reply.body_bytes == one.reply.body.size(), "a true count of bytes");
  require(one.reply.fields == other.reply.fields, "the same fields");
}

}  // namespace
}  // namespace lab::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.size() < 3) return 0;
  const auto bytes = input.substr(3);
  const auto method = data[0] % 2 == 0 ? lab::Method::kGet : lab::Method::kHead;
  const auto at = static_cast<std::size_t>(data[1] * 256 + data[2]) % (bytes.size() + 1);
  std::vector<std::string_view> each;
  for (std::size_t i = 0; i < bytes.size(); ++i) each.push_back(bytes.substr(i, 1));
  const auto whole = lab::test::run(method, {bytes});
  lab::test::expect_same(whole, lab::test::run(method, {bytes.substr(0, at), bytes.substr(at)}));
  lab::test::expect_same(whole, lab::test::run(method, each));
  return 0;
}
