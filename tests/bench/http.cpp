// What one keep-alive GET costs without sockets: the server's part, and reading the reply.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>

#include "common/http/client_exchange.hpp"
#include "common/http/server_conversation.hpp"
#include "server/models/handle.hpp"
#include "tests/bench/expect.hpp"

namespace lab::bench {
namespace {

using Want = ServerConversation::Want;

constexpr std::string_view kGet = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
constexpr std::string_view kBody = "hello\n";

Reply hello(const Request&) {
  Reply reply;
  reply.content_type = kPlainText;
  reply.body = std::string(kBody);
  return reply;
}

Reply hello_of_server(const Request& request) {
  static const auto who = identify(ModelKind::kAsync, 0);
  static Resources resources;
  return handle_blocking(request, who, {}, resources);
}

/// Carries one request from its bytes to the last byte of its reply; says how many those were.
template <class Handler>
std::size_t carry(ServerConversation& conversation, Handler handler) {
  const auto now = Clock::now();
  std::size_t sent = 0;
  conversation.next(now);
  std::memcpy(conversation.prepare().data(), kGet.data(), kGet.size());
  conversation.commit(kGet.size());
  for (;;) {
    switch (conversation.next(now).want) {
      case Want::kHandle:
        conversation.answer(handler(conversation.request()), Persist::kKeep);
        break;
      case Want::kWrite: {
        const auto piece = conversation.output().size();
        conversation.written(piece);
        sent += piece;
        break;
      }
      default:
        return sent;
    }
  }
}

template <class Handler>
void carry_gets(benchmark::State& state, Handler handler) {
  const ConversationRules rules;
  ServerConversation conversation(rules);
  const auto each = carry(conversation, handler);
  std::uint64_t sent = 0;
  for (auto _ : state) sent += carry(conversation, handler);
  expect(state, each > kBody.size(), "a request gets a reply");
  expect(state, sent == each * static_cast<std::uint64_t>(state.iterations()),
         "every request gets the same reply");
  expect(state, conversation.idle(), "the connection is kept");
}

void conversation_get(benchmark::State& state) { carry_gets(state, hello); }
BENCHMARK(conversation_get);

void conversation_and_endpoint_get(benchmark::State& state) { carry_gets(state, hello_of_server); }
BENCHMARK(conversation_and_endpoint_get);

void read_reply(benchmark::State& state) {
  const auto reply =
      reply_head(hello({}), "Sun, 06 Nov 1994 08:49:37 GMT", {}) + std::string(kBody);
  ClientExchange exchange;
  std::int64_t good = 0;
  for (auto _ : state) {
    exchange.begin(Method::kGet);
    const bool done = exchange.feed(reply) == ClientExchange::State::kDone;
    good += done && exchange.reply().status == 200 && exchange.reply().body_bytes == kBody.size();
  }
  expect(state, good == state.iterations(), "every reply is read whole");
}
BENCHMARK(read_reply);

}  // namespace
}  // namespace lab::bench
