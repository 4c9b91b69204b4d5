// The replies, the ways to send them, and the few behaviours that are more than a text.
#include "tests/support/fault_behaviours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "common/units.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::milliseconds;

std::string plain(int status, std::string_view version = "1.1", std::string_view fields = "") {
  return fmt::format("HTTP/{} {} Said So\r\nX-Worker: 0/42/7\r\n{}Content-Length: 2\r\n\r\nok",
                     version, status, fields);
}

std::string redirect(int status) { return plain(status, "1.1", "Location: /ok\r\n"); }

std::string chunked(std::string_view body) {
  return fmt::format("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}", body);
}

std::string times(int count, std::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

std::string header_lines(int count) {
  return times(count, "X-Padding: " + std::string(1000, 'x') + "\r\n");
}

// --- behaviours that are more than a text ---

After never_answer(const FaultPeer& peer, const FaultRequest&) {
  peer.read_until_gone();
  return After::kClose;
}

/// In so many ms from `from` on, of every `of`, nothing is answered. Counted from the first
/// request.
After freeze(const FaultPeer& peer, const FaultRequest& request) {
  const milliseconds from(request.number("from").value_or(0));
  const auto until = from + milliseconds(request.number("for").value_or(200));
  const milliseconds of(request.number("of").value_or(1000));
  const auto into = request.entry.since_first % of;
  if (into >= from && into < until && !peer.rest(until - into)) return After::kClose;
  peer.send(plain(200));
  return After::kKeep;
}

/// As servers that say 408 to an idle connection.
After send_more_later(const FaultPeer& peer, const FaultRequest&) {
  const bool there = peer.send(plain(200)) && peer.rest(20ms) && peer.send(plain(408));
  return there ? After::kKeep : After::kClose;
}

const std::vector<Behaviour>& behaviours() {
  static const std::vector<Behaviour> kTable{
      {"/ok", plain(200)},
      {"/301", redirect(301)},
      {"/302", redirect(302)},
      {"/303", redirect(303)},
      {"/307", redirect(307)},
      {"/308", redirect(308)},
      {"/404", plain(404)},
      {"/500", plain(500)},
      {"/99", plain(99)},
      {"/600", plain(600)},
      {"/204", "HTTP/1.1 204 No Content\r\n\r\n"},
      {"/204-length", "HTTP/1.1 204 No Content\r\nContent-Length: 1000\r\n\r\n"},
      {"/304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n"},
      {"/big-header", "HTTP/1.1 200 OK\r\n" + header_lines(20) + "Content-Length: 2\r\n\r\nok"},
      {"/chunked",
       chunked("5;name=value\r\nhello\r\nA\r\n, chunked!\r\n0\r\nX-Trailer: yes\r\n\r\n")},
      {"/until-close", "HTTP/1.1 200 OK\r\n\r\nas long as it takes", After::kClose},
      {"/early", plain(413, "1.1", "Connection: close\r\n"), After::kLinger, "", nullptr, true},
      // 1xx
      {"/interim", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + plain(200)},
      {"/interims", times(100, "HTTP/1.1 102 Processing\r\nX-Step: 1\r\n\r\n") + plain(200)},
      {"/interim-only", "HTTP/1.1 100 Continue\r\n\r\n", After::kClose},
      {"/switching", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n"},
      // connections that do not stay
      {"/close-after", plain(200, "1.1", "Connection: close\r\n"), After::kClose},
      {"/http10", plain(200, "1.0"), After::kClose},
      {"/http10-keep", plain(200, "1.0", "Connection: keep-alive\r\n")},
      {"/drops", plain(200), After::kClose},
      {"/stale", plain(200), After::kDropNext},
      {"/stale-late", plain(200), After::kDropLate},
      {"/stale-reset", plain(200), After::kResetOnNext},
      {"/silent", "", After::kClose},
      {"/unread", "", After::kClose, "", nullptr, true},
      // not what was announced
      {"/short", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort", After::kClose},
      {"/extra", plain(200) + "and more that nobody asked for"},
      {"/two-replies", plain(200) + plain(500)},
      {"/late-extra", "", After::kKeep, "", send_more_later},
      // not HTTP
      {"/garbage", "this was never a reply\r\n\r\n", After::kClose},
      {"/zeros", std::string(1000, '\0'), After::kClose},
      {"/bad-length", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok", After::kClose},
      {"/huge-length", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok"},
      {"/huge-chunk", chunked("fffffffffffffffff\r\nhello")},
      {"/two-lengths", plain(200, "1.1", "Content-Length: 3\r\n"), After::kClose},
      {"/bad-chunk", chunked("five\r\nhello\r\n0\r\n\r\n"), After::kClose},
      {"/long-chunk", chunked("2\r\nhello\r\n0\r\n\r\n"), After::kClose},
      // without an end
      {"/stall", "", After::kClose, "", never_answer},
      {"/endless", "HTTP/1.1 200 OK\r\n\r\n", After::kClose, std::string(16384, 'x')},
      {"/endless-chunks", chunked(""), After::kClose, "3e8\r\n" + std::string(1000, 'x') + "\r\n"},
      {"/endless-extension", chunked("5;name="), After::kClose, std::string(16384, 'x')},
      {"/endless-trailer", chunked("0\r\n"), After::kClose, header_lines(16)},
      {"/endless-header", "HTTP/1.1 200 OK\r\n", After::kClose, header_lines(16)},
      {"/endless-interim", "", After::kClose, times(400, "HTTP/1.1 103 Early Hints\r\n\r\n")},
      {"/freeze", "", After::kKeep, "", freeze},
  };
  return kTable;
}

// --- ways to send a reply, chosen by a parameter of the query ---

struct Sending {
  const FaultPeer& peer;
  std::string_view bytes;
  const FaultRequest& request;
  After after;
};

After cut_off(const Sending& sending, std::uint64_t at, After after) {
  sending.peer.send(sending.bytes.substr(0, at));
  return after;
}

After close_at(const Sending& sending, std::uint64_t at) {
  return cut_off(sending, at, After::kClose);
}

After reset_at(const Sending& sending, std::uint64_t at) {
  return cut_off(sending, at, After::kReset);
}

After stall_at(const Sending& sending, std::uint64_t at) {
  cut_off(sending, at, After::kClose);
  return never_answer(sending.peer, sending.request);
}

After send_in_two(const Sending& sending, std::uint64_t cut) {
  const auto& [peer, bytes, request, after] = sending;
  const auto first = bytes.substr(0, cut);
  const auto second = bytes.substr(first.size());
  const bool there = peer.send(first) && peer.rest(500us) && peer.send(second);
  return there ? after : After::kClose;
}

After send_bytewise(const Sending& sending, std::uint64_t pause) {
  for (const char& byte : sending.bytes) {
    if (!sending.peer.send({&byte, 1}) || !sending.peer.rest(microseconds(pause))) {
      return After::kClose;
    }
  }
  return sending.after;
}

After send_late(const Sending& sending, std::uint64_t wait) {
  const bool there = sending.peer.rest(milliseconds(wait)) && sending.peer.send(sending.bytes);
  return there ? sending.after : After::kClose;
}

After send_500_each(const Sending& sending, std::uint64_t nth) {
  sending.peer.send(sending.request.entry.number % nth == 0 ? plain(500) : sending.bytes);
  return sending.after;
}

struct Way {
  std::string_view parameter;
  After (*send)(const Sending& sending, std::uint64_t value);
};

constexpr std::array<Way, 7> kWays{{{"close", close_at},
                                    {"reset", reset_at},
                                    {"stall", stall_at},
                                    {"cut", send_in_two},
                                    {"slow", send_bytewise},
                                    {"wait", send_late},
                                    {"fail", send_500_each}}};

After deliver(const Sending& sending) {
  for (const auto& way : kWays) {
    if (const auto value = sending.request.number(way.parameter)) return way.send(sending, *value);
  }
  sending.peer.send(sending.bytes);
  return sending.after;
}

}  // namespace

std::optional<std::uint64_t> FaultRequest::number(std::string_view name) const {
  const auto found = std::find_if(query.begin(), query.end(),
                                  [&](const auto& pair) { return pair.first == name; });
  return found == query.end() ? std::nullopt : std::optional(*parse_count(found->second));
}

const Behaviour& behaviour_of(std::string_view path) {
  static const Behaviour kUnknown{"", plain(404)};
  const auto& table = behaviours();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Behaviour& row) { return row.path == path; });
  return found == table.end() ? kUnknown : *found;
}

FaultRequest parse_request_line(std::string_view line) {
  const auto method = line.substr(0, line.find(' '));
  line.remove_prefix(method.size() + 1);
  const auto target = line.substr(0, line.find(' '));
  const auto path = target.substr(0, target.find('?'));
  const auto query = target.substr(std::min(path.size() + 1, target.size()));
  return {std::string(method), std::string(path), *parse_query(query), {}};
}

After answer(const FaultPeer& peer, const Behaviour& behaviour, const FaultRequest& request) {
  if (behaviour.act != nullptr) return behaviour.act(peer, request);
  std::string_view bytes = behaviour.reply;
  if (request.method == "HEAD") bytes = bytes.substr(0, bytes.find("\r\n\r\n") + 4);
  const auto after = deliver({peer, bytes, request, behaviour.after});
  while (!behaviour.for_ever.empty() && peer.send(behaviour.for_ever)) continue;
  return after;
}

}  // namespace lab
