// Fuzzes a server's HTTP: the outcome never depends on how the bytes were cut, and what was
// declared a body is never a request.
//
// Input: two bytes tell where to cut; the rest goes to a connection.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/driver.hpp"
#include "tests/fuzz/require.hpp"

namespace lab::test {
namespace {

using Pieces = std::vector<std::string_view>;

constexpr std::string_view kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr const char* kChunked = "Transfer-Encoding: chunked\r\n";
constexpr std::string_view kLast = "GET /last HTTP/1.1\r\nHost: a\r\n\r\n";

/// Small, so that inputs reach them.
Limits small_limits() {
  Limits limits;
  limits.max_header = 256;
  limits.max_body = 256;
  limits.linger_bytes = 1024 * 1024;
  return limits;
}

struct Outcome {
  std::vector<Handled> handled;
  std::string output;
  bool reads_on;  // or lingers or is closed, which depends on the bytes that are still to come
  Ending ending;
};

/// Whether "100 Continue" comes depends on what was here already; nothing else may.
std::string without_interim(std::string output) {
  constexpr std::string_view kInterim = "HTTP/1.1 100 Continue\r\n\r\n";
  for (auto at = output.find(kInterim); at != std::string::npos; at = output.find(kInterim)) {
    output.erase(at, kInterim.size());
  }
  return output;
}

Outcome run(const Pieces& pieces) {
  Driver driver(small_limits());
  for (const auto piece : pieces) driver.feed(piece);
  const bool reads_on = driver.run().want == ServerConversation::Want::kRead;
  driver.end_of_stream();
  return {driver.handled(), without_interim(driver.output()), reads_on,
          driver.conversation().ending()};
}

void same_for_every_cut(std::string_view bytes, std::size_t at) {
  const auto whole = run({bytes});
  const auto in_two = run({bytes.substr(0, at), bytes.substr(at)});
  Pieces each;
  for (std::size_t i = 0; i < bytes.size(); ++i) each.push_back(bytes.substr(i, 1));
  const auto byte_by_byte = run(each);
  for (const auto* other : {&in_two, &byte_by_byte}) {
    require(whole.handled == other->handled, "the same requests");
    require(whole.output == other->output, "the same replies");
    require(whole.reads_on == other->reads_on && whole.ending == other->ending, "the same end");
  }
}

/// The bytes as header lines: whole ones, none of them empty.
std::string header_lines(std::string_view bytes) {
  std::string lines;
  while (!bytes.empty()) {
    const auto line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    if (!line.empty()) lines.append(line).append("\r\n");
  }
  return lines;
}

/// The body in chunks of at most `piece` bytes.
std::string chunked(std::string_view body, std::size_t piece) {
  std::string framed;
  while (!body.empty()) {
    const auto part = body.substr(0, piece);
    framed += fmt::format("{:x}\r\n{}\r\n", part.size(), part);
    body.remove_prefix(part.size());
  }
  return framed + "0\r\n\r\n";
}

std::string length_line(std::string_view body) {
  return fmt::format("Content-Length: {}\r\n", body.size());
}

std::string post(const std::string& fields) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

void nothing_is_smuggled(const std::string& fields, const std::string& body) {
  const auto outcome = run({post(fields) + body});
  for (const auto& handled : outcome.handled) {
    require(handled.path != "/smuggled", "no request out of a body");
  }
}

/// Whatever else the head says, the bytes that a good length or good chunks cover are no request.
void body_is_no_request(std::string_view bytes) {
  const auto lines = header_lines(bytes);
  const auto length = length_line(kSmuggled);
  for (const auto& fields : {lines + length, length + lines}) {
    nothing_is_smuggled(fields, std::string(kSmuggled));
  }
  for (const auto& fields : {lines + kChunked, kChunked + lines}) {
    nothing_is_smuggled(fields, chunked(kSmuggled, kSmuggled.size()));
  }
}

/// A body is what its framing says, byte for byte, and the next request follows it.
void body_arrives_unchanged(std::string_view bytes, std::size_t piece) {
  const auto body = bytes.substr(0, small_limits().max_body);
  const auto sized = post(length_line(body)) + std::string(body);
  for (const auto& request : {sized, post(kChunked) + chunked(body, piece)}) {
    const auto outcome = run({request + std::string(kLast)});
    require(outcome.handled.size() == 2, "one request out of one body");
    require(outcome.handled[0].body == body, "the body as it was sent");
    require(outcome.handled[1].path == "/last", "the next request behind it");
  }
}

}  // namespace
}  // namespace lab::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.size() < 2) return 0;
  const auto bytes = input.substr(2);
  const auto at = static_cast<std::size_t>(data[0] * 256 + data[1]) % (bytes.size() + 1);
  lab::test::same_for_every_cut(bytes, at);
  lab::test::body_is_no_request(bytes);
  lab::test::body_arrives_unchanged(bytes, at % 100 + 1);
  return 0;
}
