// The rows: bytes in, answers out, by the families of CASES.md.
#include "tests/conformance/cases.hpp"

#include <iterator>

namespace lab::test {
namespace {

const Answer kOk{200, Payload::kSome, {}};
const Answer kHello{200, Payload::kExactly, "hello\n"};
const Answer kOkToHead{200, Payload::kNone, {}};
const Answer kContinue{100, Payload::kNone, {}};

Answer echoed(std::string body) { return {200, Payload::kExactly, std::move(body)}; }
Answer status(int code) { return {code, Payload::kSome, {}}; }

std::string get(std::string_view fields) {
  return "GET /hello HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
std::string line(std::string_view request_line) {
  return std::string(request_line) + "\r\nHost: a\r\n\r\n";
}
std::string post(std::string_view fields, std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n" + std::string(body);
}
std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n", body); }
std::string sized(std::string_view body) {
  return post("Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

/// A GET whose head has exactly `size` bytes, thanks to one long header.
std::string head_of(std::size_t size) {
  const auto shortest = get("X: \r\n").size();
  return get("X: " + std::string(size - shortest, 'x') + "\r\n");
}
/// The same, thanks to a long query.
std::string line_of(std::size_t size) {
  const auto shortest = line("GET /hello? HTTP/1.1").size();
  return line("GET /hello?" + std::string(size - shortest, 'q') + " HTTP/1.1");
}

constexpr auto kMaxHeader = static_cast<std::size_t>(kCaseMaxHeader);
constexpr auto kMaxBody = static_cast<std::size_t>(kCaseMaxBody);

/// A request that must never be seen: it stands where only data or refused bytes are.
const std::string kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

std::vector<Case> host_cases() {
  const auto with = [](std::string_view fields) {
    return "GET /hello HTTP/1.1\r\n" + std::string(fields) + "\r\n";
  };
  return {
      {"S1", "PlainHost", "9110 7.2", with("Host: a\r\n"), {kHello}},
      {"S1", "HostWithPort", "9110 7.2", with("Host: a.example:8080\r\n"), {kHello}},
      {"S1", "HostIsIpv6", "9110 7.2", with("Host: [::1]:8080\r\n"), {kHello}},
      {"S1", "EmptyHost", "9110 7.2", with("Host:\r\n"), {kHello}},
      {"S1", "HostInAnyCase", "9110 5.1", with("hOST: a\r\n"), {kHello}},
      {"S1", "NoHost", "9112 3.2", with(""), {status(400)}, After::kClosed},
      {"S1",
       "NoHostInHttp12",
       "9112 3.2",
       "GET /hello HTTP/1.2\r\n\r\n",
       {status(400)},
       After::kClosed},
      {"S1", "TwoHosts", "9112 3.2", with("Host: a\r\nHost: b\r\n"), {status(400)}, After::kClosed},
      {"S1",
       "TwoEqualHosts",
       "9112 3.2",
       with("Host: a\r\nHost: a\r\n"),
       {status(400)},
       After::kClosed},
      {"S1",
       "HostWithUserInfo",
       "9110 4.2.4",
       with("Host: me@a\r\n"),
       {status(400)},
       After::kClosed},
      {"S1", "HostWithBlank", "9112 3.2", with("Host: a b\r\n"), {status(400)}, After::kClosed},
      {"S1", "HostWithPath", "9112 3.2", with("Host: a/b\r\n"), {status(400)}, After::kClosed},
      {"S1", "HostWithBadPort", "9112 3.2", with("Host: a:8x\r\n"), {status(400)}, After::kClosed},
      {"S1",
       "HostWithTwoPorts",
       "9112 3.2",
       with("Host: a:1:2\r\n"),
       {status(400)},
       After::kClosed},
      {"S1",
       "HostWithOpenBracket",
       "9112 3.2",
       with("Host: [::1\r\n"),
       {status(400)},
       After::kClosed},
      {"S1",
       "HostWithEmptyBrackets",
       "9112 3.2",
       with("Host: []\r\n"),
       {status(400)},
       After::kClosed},
      {"S1",
       "Http10WithoutHost",
       "9112 3.2",
       "GET /hello HTTP/1.0\r\n\r\n",
       {kHello},
       After::kClosed},
      {"S1",
       "Http10WithTwoHosts",
       "9112 3.2",
       "GET /hello HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
       {status(400)},
       After::kClosed},
  };
}

std::vector<Case> length_cases() {
  const auto refused = [](std::string name, std::string_view fields, int code = 400) {
    return Case{"S2",           std::move(name), "9112 6.3", post(fields, kSmuggled),
                {status(code)}, After::kClosed};
  };
  return {
      {"S2", "Length", "9112 6.2", sized("hello"), {echoed("hello")}},
      {"S2", "LengthZero", "9112 6.2", sized(""), {echoed("")}},
      {"S2",
       "LengthWithLeadingZeros",
       "9110 8.6",
       post("Content-Length: 0005\r\n", "hello"),
       {echoed("hello")}},
      {"S2",
       "LengthWithTabsAround",
       "9112 5.1",
       post("Content-Length:\t 5 \t\r\n", "hello"),
       {echoed("hello")}},
      {"S2", "BodyThatIsARequest", "9112 6.2", sized(kSmuggled), {echoed(kSmuggled)}},
      {"S2", "GetWithBody", "9110 9.3.1", get("Content-Length: 5\r\n") + "hello", {kHello}},
      {"S2", "NoLengthMeansNoBody", "9112 6.3", post("", ""), {echoed("")}},
      refused("LengthWithChunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
      refused("ChunkedWithLength", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
      refused("TwoLengths", "Content-Length: 5\r\nContent-Length: 6\r\n"),
      refused("TwoEqualLengths", "Content-Length: 5\r\nContent-Length: 5\r\n"),
      refused("ListOfLengths", "Content-Length: 5, 5\r\n"),
      refused("EmptyLength", "Content-Length:\r\n"),
      refused("LengthWithPlus", "Content-Length: +5\r\n"),
      refused("LengthWithMinus", "Content-Length: -5\r\n"),
      refused("LengthInHex", "Content-Length: 0x5\r\n"),
      refused("LengthWithFraction", "Content-Length: 5.0\r\n"),
      refused("LengthWithBlankInside", "Content-Length: 5 5\r\n"),
      refused("LengthBeyond64Bits", "Content-Length: 18446744073709551621\r\n"),
      refused("LengthWithBlankBeforeColon", "Content-Length : 5\r\n"),
  };
}

std::vector<Case> coding_cases() {
  const auto refused = [](std::string name, std::string_view fields, int code) {
    return Case{"S2",           std::move(name), "9112 6.1", post(fields, "0\r\n\r\n" + kSmuggled),
                {status(code)}, After::kClosed};
  };
  return {
      {"S2",
       "ChunkedInAnyCase",
       "9112 7",
       post("transfer-encoding: CHUNKED\r\n", "0\r\n\r\n"),
       {echoed("")}},
      refused("UnknownCoding", "Transfer-Encoding: br\r\n", 501),
      refused("CodingBeforeChunked", "Transfer-Encoding: gzip, chunked\r\n", 501),
      refused("CodingAfterChunked", "Transfer-Encoding: chunked, gzip\r\n", 501),
      refused("CodingIdentity", "Transfer-Encoding: identity\r\n", 501),
      refused("CodingWithParameter", "Transfer-Encoding: chunked;q=1\r\n", 501),
      refused("CodingInQuotes", "Transfer-Encoding: \"chunked\"\r\n", 501),
      refused("CodingWithTrailingComma", "Transfer-Encoding: chunked,\r\n", 501),
      refused("CodingWithLeadingComma", "Transfer-Encoding: ,chunked\r\n", 501),
      refused("CodingWithVerticalTab",
              "Transfer-Encoding: \x0b"
              "chunked\r\n",
              400),
      refused("CodingWithByteAbove127", "Transfer-Encoding: chunked\xa0\r\n", 501),
      refused("ChunkedTwice", "Transfer-Encoding: chunked, chunked\r\n", 400),
      refused("ChunkedInTwoLines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
              400),
      refused("CodingInTwoLines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
              501),
      refused("EmptyCoding", "Transfer-Encoding:\r\n", 400),
      refused("CodingWithBlankBeforeColon", "Transfer-Encoding : chunked\r\n", 400),
      {"S2",
       "ChunkedInHttp10",
       "9112 6.1",
       "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + kSmuggled,
       {status(400)},
       After::kClosed},
  };
}

std::vector<Case> chunk_cases() {
  const auto refused = [](std::string name, std::string_view body) {
    return Case{"S2",          std::move(name), "9112 7.1", chunked(std::string(body) + kSmuggled),
                {status(400)}, After::kClosed};
  };
  return {
      {"S2", "Chunks", "9112 7.1", chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), {echoed("abcde")}},
      {"S2",
       "ChunkSizeInHexAnyCase",
       "9112 7.1",
       chunked("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n"),
       {echoed("01234567890123456789a")}},
      {"S2",
       "ChunkSizeWithLeadingZeros",
       "9112 7.1",
       chunked("0003\r\nabc\r\n000\r\n\r\n"),
       {echoed("abc")}},
      {"S2",
       "ChunkExtensions",
       "9112 7.1.1",
       chunked("3;a=b;c=\"d e\";f\r\nabc\r\n0;last\r\n\r\n"),
       {echoed("abc")}},
      {"S2",
       "Trailers",
       "9112 7.1.2",
       chunked("3\r\nabc\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n"),
       {echoed("abc")}},
      {"S2",
       "TrailerHostIsIgnored",
       "9110 6.5.1",
       chunked("0\r\nHost: other\r\n\r\n"),
       {echoed("")}},
      {"S2",
       "ChunkThatIsARequest",
       "9112 7.1",
       chunked("23\r\n" + kSmuggled + "\r\n0\r\n\r\n"),
       {echoed(kSmuggled)}},
      refused("ChunkSizeMissing", "\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeNotHex", "xyz\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeWithPrefix", "0x3\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeWithPlus", "+3\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeWithMinus", "-3\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeWithBlankBefore", " 3\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeBeyond64Bits", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkLongerThanItsSize", "3\r\nabcd\r\n0\r\n\r\n"),
      refused("ChunkWithoutCrlfBehind", "3\r\nabc0\r\n\r\n"),
      refused("ChunkWithLfBehind", "3\r\nabc\n0\r\n\r\n"),
      refused("ChunkSizeLineWithLf", "3\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeLineWithBareCr", "3\rabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithControl", "3;a=\x01\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithoutName", "3;\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithQuotedLf", "3;a=\"\n\"\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithQuotedCrlf", "3;a=\"\r\nabc\r\n0\r\n\r\n\"\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithOpenQuote", "3;a=\"x\r\nabc\r\n0\r\n\r\n"),
      refused("LastChunkExtensionWithOpenQuote", "0;a=\"x\r\n\r\n"),
      refused("LastChunkExtensionQuotesATrailer", "0;a=\"\r\nX: \"\r\n\r\n"),
      refused("TrailerFolded", "0\r\nX: a\r\n b\r\n\r\n"),
      refused("TrailerWithControl", "0\r\nX: a\x01\r\n\r\n"),
      refused("TrailerWithLf", "0\r\nX: a\nY: b\r\n\r\n"),
      refused("ChunkExtensionWithLf", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
      refused("TrailerWithLength", "0\r\nContent-Length: 5\r\n\r\n"),
      refused("TrailerWithCoding", "0\r\nTransfer-Encoding: chunked\r\n\r\n"),
      refused("TrailerWithoutColon", "0\r\nnonsense\r\n\r\n"),
      refused("TrailerWithBlankBeforeColon", "0\r\nX : 1\r\n\r\n"),
  };
}

std::vector<Case> request_line_cases() {
  const auto refused = [](std::string name, int code, std::string_view request_line) {
    return Case{"S3",           std::move(name), "9112 3", line(request_line),
                {status(code)}, After::kClosed};
  };
  return {
      {"S3", "UnofferedMethod", "9110 15.5.6", line("PUT /hello HTTP/1.1"), {status(405)}},
      {"S3", "UnknownPath", "9110 15.5.5", line("GET /nowhere HTTP/1.1"), {status(404)}},
      {"S3", "Http12IsServed", "9110 2.5", line("GET /hello HTTP/1.2"), {kHello}},
      {"S3",
       "Http19IsServedWithBody",
       "9110 2.5",
       "POST /echo HTTP/1.9\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
       {echoed("hi")}},
      {"S3", "AbsoluteForm", "9112 3.2.2", line("GET http://a/hello HTTP/1.1"), {kHello}},
      {"S3",
       "AbsoluteFormInAnyCase",
       "9112 3.2.2",
       line("GET HTTP://a:80/hello HTTP/1.1"),
       {kHello}},
      {"S3",
       "AbsoluteFormWithoutPath",
       "9112 3.2.2",
       line("DELETE http://a?q HTTP/1.1"),
       {status(404)}},
      {"S3", "AsteriskWithOptions", "9112 3.2.4", line("OPTIONS * HTTP/1.1"), {status(404)}},
      {"S3", "BlankLineBefore", "9112 2.2", "\r\n" + std::string(kGoodRequest), {kHello}},
      {"S3",
       "BlankLineAfterABody",
       "9112 2.2",
       sized("hi") + "\r\n" + std::string(kGoodRequest),
       {echoed("hi"), kHello}},
      {"S3",
       "TwoBlankLinesBefore",
       "9112 2.2",
       "\r\n\r\n" + kSmuggled,
       {status(400)},
       After::kClosed},
      {"S3", "BareLfBefore", "9112 2.2", "\n" + kSmuggled, {status(400)}, After::kClosed},
      refused("UnknownMethod", 501, "BREW /hello HTTP/1.1"),
      refused("MethodInLowerCase", 501, "get /hello HTTP/1.1"),
      refused("MethodNotAToken", 400, "G(T /hello HTTP/1.1"),
      refused("NoMethod", 400, " /hello HTTP/1.1"),
      refused("Http2", 505, "GET /hello HTTP/2.0"),
      refused("Http3", 505, "GET /hello HTTP/3.0"),
      refused("Http09WithVersion", 505, "GET /hello HTTP/0.9"),
      refused("NoVersion", 400, "GET /hello"),
      refused("VersionInLowerCase", 400, "GET /hello http/1.1"),
      refused("VersionWithTwoDigits", 400, "GET /hello HTTP/1.10"),
      refused("VersionWithoutMinor", 400, "GET /hello HTTP/1"),
      refused("OtherProtocol", 400, "GET /hello ICAP/1.1"),
      refused("TwoBlanks", 400, "GET  /hello HTTP/1.1"),
      refused("TabInsteadOfBlank", 400, "GET\t/hello HTTP/1.1"),
      refused("BlankInTarget", 400, "GET /he llo HTTP/1.1"),
      refused("BlankBehindVersion", 400, "GET /hello HTTP/1.1 "),
      refused("FragmentInTarget", 400, "GET /hello#top HTTP/1.1"),
      refused("ControlInTarget", 400, "GET /hel\x01lo HTTP/1.1"),
      refused("BareCrInTarget", 400, "GET /hel\rlo HTTP/1.1"),
      refused("DeleteCharInTarget", 400, "GET /hel\x7flo HTTP/1.1"),
      refused("NulInTarget", 400, std::string_view("GET /hel\0lo HTTP/1.1", 20)),
      refused("NonAsciiInTarget", 400, "GET /h\xc3\xa9llo HTTP/1.1"),
      refused("AsteriskWithGet", 400, "GET * HTTP/1.1"),
      refused("RelativeTarget", 400, "GET hello HTTP/1.1"),
      refused("AbsoluteFormWithUserInfo", 400, "GET http://me@a/hello HTTP/1.1"),
      refused("AbsoluteFormWithoutHost", 400, "GET http:///hello HTTP/1.1"),
      refused("AbsoluteFormWithPortAlone", 400, "GET http://:80/hello HTTP/1.1"),
      refused("AbsoluteFormWithBadPort", 400, "GET http://a:x/hello HTTP/1.1"),
      refused("AbsoluteFormOfHttps", 400, "GET https://a/hello HTTP/1.1"),
  };
}

std::vector<Case> header_line_cases() {
  const auto refused = [](std::string name, std::string_view fields,
                          std::string section = "9112 5") {
    return Case{"S4",        std::move(name), std::move(section),
                get(fields), {status(400)},   After::kClosed};
  };
  return {
      {"S4", "BytesAbove127InValue", "9110 5.5", get("X: caf\xc3\xa9\r\n"), {kHello}},
      {"S4", "EmptyValue", "9110 5.5", get("X:\r\n"), {kHello}},
      {"S4", "TabInValue", "9110 5.5", get("X: a\tb\r\n"), {kHello}},
      {"S4", "StrangeTokenName", "9110 5.6.2", get("!#$%&'*+-.^_`|~9: 1\r\n"), {kHello}},
      {"S4", "ConnectionIsNotAToken", "9110 7.6.1", get("Connection: (x)\r\n"), {kHello}},
      {"S4",
       "ConnectionIsNotATokenWithBody",
       "9110 7.6.1",
       post("Connection: (x)\r\nContent-Length: 2\r\n", "hi"),
       {echoed("hi")}},
      refused("FoldedWithBlank", "X: a\r\n b\r\n", "9112 5.2"),
      refused("FoldedWithTab", "X: a\r\n\tb\r\n", "9112 5.2"),
      refused("FoldedLength", "X: a\r\n Content-Length: 5\r\n", "9112 5.2"),
      {"S4",
       "FoldedFirstLine",
       "9112 2.2",
       "GET /hello HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n",
       {status(400)},
       After::kClosed},
      refused("BlankBeforeColon", "X : a\r\n", "9112 5.1"),
      refused("TabBeforeColon", "X\t: a\r\n", "9112 5.1"),
      refused("NoColon", "nonsense\r\n"),
      refused("EmptyName", ": a\r\n"),
      refused("NameNotAToken", "X(y): a\r\n", "9110 5.1"),
      refused("NonAsciiName", "X\xc3\xa9: a\r\n", "9110 5.1"),
      refused("NulInName", std::string_view("X\0: a\r\n", 7), "9110 5.1"),
      refused("NulInValue", std::string_view("X: a\0b\r\n", 8), "9110 5.5"),
      refused("ControlInValue",
              "X: a\x01"
              "b\r\n",
              "9110 5.5"),
      refused("DeleteCharInValue",
              "X: a\x7f"
              "b\r\n",
              "9110 5.5"),
      refused("BareCrInValue", "X: a\rb\r\n", "9112 2.2"),
      refused("TwoCrsBeforeLf", "X: a\r\r\n", "9112 2.2"),
      refused("LfAlone", "X: a\n", "9112 2.2"),
      refused("LfAloneHidesALength", "X: a\nContent-Length: 5\r\n", "9112 2.2"),
      {"S4",
       "LfAloneEverywhere",
       "9112 2.2",
       "GET /hello HTTP/1.1\nHost: a\n\n",
       {status(400)},
       After::kClosed},
  };
}

std::vector<Case> limit_cases() {
  const std::string at_limit(kMaxBody, 'b');
  const std::string over_limit(kMaxBody + 1, 'b');
  const std::string long_line(kMaxHeader, 'e');
  return {
      {"S5", "LongestLine", "9112 3", line_of(kMaxHeader), {kHello}},
      {"S5",
       "LineTooLong",
       "9110 15.5.15",
       "GET /" + std::string(kMaxHeader, 'q') + " HTTP/1.1\r\nHost: a\r\n\r\n",
       {status(414)},
       After::kClosed},
      {"S5",
       "LineWithoutEnd",
       "9110 15.5.15",
       std::string(kMaxHeader, 'q'),
       {status(414)},
       After::kClosed},
      {"S5", "LongestHeaders", "9112 5", head_of(kMaxHeader), {kHello}},
      {"S5",
       "HeadersTooLongByOne",
       "6585 5",
       head_of(kMaxHeader + 1),
       {status(431)},
       After::kClosed},
      {"S5",
       "HeadersWithoutEnd",
       "6585 5",
       "GET /hello HTTP/1.1\r\n" + std::string(kMaxHeader, 'x'),
       {status(431)},
       After::kClosed},
      {"S5", "LongestBody", "9110 15.5.14", sized(at_limit), {echoed(at_limit)}},
      {"S5", "BodyTooLongByOne", "9110 15.5.14", sized(over_limit), {status(413)}, After::kClosed},
      {"S5",
       "TooLongABodyIsRefusedBeforeItComes",
       "9110 15.5.14",
       post("Content-Length: 1000000000000\r\n", ""),
       {status(413)},
       After::kClosed},
      {"S5",
       "TooLongABodyThatBeginsLikeHead",
       "9110 15.5.14",
       post("Content-Length: 1000000000000\r\n", "HEAD /hello"),
       {status(413)},
       After::kClosed},
      {"S5",
       "LongestChunk",
       "9110 15.5.14",
       chunked("800\r\n" + at_limit + "\r\n0\r\n\r\n"),
       {echoed(at_limit)}},
      {"S5",
       "ChunkTooLongByOne",
       "9110 15.5.14",
       chunked("801\r\n" + over_limit + "\r\n0\r\n\r\n"),
       {status(413)},
       After::kClosed},
      {"S5",
       "ChunksGrowTooLong",
       "9110 15.5.14",
       chunked("800\r\n" + at_limit + "\r\n1\r\nx\r\n0\r\n\r\n"),
       {status(413)},
       After::kClosed},
      {"S5",
       "ChunkSizeNear64Bits",
       "9110 15.5.14",
       chunked("ffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
       {status(413)},
       After::kClosed},
      {"S5",
       "ChunkExtensionTooLong",
       "9112 7.1.1",
       chunked("3;" + long_line + "\r\nabc\r\n0\r\n\r\n"),
       {status(431)},
       After::kClosed},
      {"S5",
       "TrailersTooLong",
       "9112 7.1.2",
       chunked("0\r\nX: " + long_line + "\r\n\r\n"),
       {status(431)},
       After::kClosed},
      {"S5",
       "ManyTrailersTooLong",
       "9112 7.1.2",
       chunked("0\r\nX: " + long_line.substr(kMaxHeader / 2) +
               "\r\nY: " + long_line.substr(kMaxHeader / 2) + "\r\n\r\n"),
       {status(431)},
       After::kClosed},
  };
}

std::vector<Case> expectation_cases() {
  const std::string head = post("Content-Length: 2\r\nExpect: 100-continue\r\n", "");
  const auto at = [](std::string_view request_line) {
    return std::string(request_line) +
           "\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  };
  return {
      {"S6",
       "ContinueThenBody",
       "9110 10.1.1",
       head,
       {kContinue, echoed("hi")},
       After::kOpen,
       "hi"},
      {"S6",
       "ContinueThenChunks",
       "9110 10.1.1",
       post("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", ""),
       {kContinue, echoed("hi")},
       After::kOpen,
       "2\r\nhi\r\n0\r\n\r\n"},
      {"S6",
       "ContinueInAnyCase",
       "9110 10.1.1",
       post("Content-Length: 2\r\nexpect: 100-CONTINUE\r\n", ""),
       {kContinue, echoed("hi")},
       After::kOpen,
       "hi"},
      {"S6",
       "BodyThatDoesNotWait",
       "9110 10.1.1",
       head + "hi",
       {kContinue, echoed("hi")},
       After::kOpen,
       "",
       true},
      {"S6",
       "NoContinueWithoutABody",
       "9110 10.1.1",
       post("Expect: 100-continue\r\n", ""),
       {echoed("")}},
      {"S6",
       "NotFoundWithoutTheBody",
       "9110 10.1.1",
       at("POST /nowhere HTTP/1.1"),
       {status(404)},
       After::kClosed,
       "hello"},
      {"S6",
       "NotOfferedWithoutTheBody",
       "9110 10.1.1",
       at("PUT /echo HTTP/1.1"),
       {status(405)},
       After::kClosed,
       "hello"},
      {"S6",
       "TooLongWithoutTheBody",
       "9110 10.1.1",
       post("Content-Length: 99999\r\nExpect: 100-continue\r\n", ""),
       {status(413)},
       After::kClosed},
      {"S6",
       "OtherExpectation",
       "9110 10.1.1",
       get("Expect: coffee\r\n"),
       {status(417)},
       After::kClosed},
      {"S6",
       "TwoExpectations",
       "9110 10.1.1",
       get("Expect: 100-continue, coffee\r\n"),
       {status(417)},
       After::kClosed},
      {"S6",
       "NoContinueToHttp10",
       "9110 10.1.1",
       "POST /echo HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n",
       {echoed("hi")},
       After::kClosed,
       "hi"},
  };
}

std::vector<Case> head_cases() {
  return {
      {"S7", "Head", "9110 9.3.2", line("HEAD /hello HTTP/1.1"), {kOkToHead}},
      {"S7",
       "HeadNotFound",
       "9110 9.3.2",
       line("HEAD /nowhere HTTP/1.1"),
       {{404, Payload::kNone, {}}}},
      {"S7",
       "HeadWithBody",
       "9110 9.3.2",
       "HEAD /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
       {kOkToHead}},
      {"S7",
       "HeadRefused",
       "9110 9.3.2",
       "HEAD /hello HTTP/1.1\r\n\r\n",
       {{400, Payload::kNone, {}}},
       After::kClosed},
      {"S7",
       "HeadTooLong",
       "9110 9.3.2",
       "HEAD /" + std::string(kMaxHeader, 'q'),
       {{414, Payload::kNone, {}}},
       After::kClosed},
      {"S7",
       "HeadWithTooLongABody",
       "9110 9.3.2",
       "HEAD /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n",
       {{413, Payload::kNone, {}}},
       After::kClosed},
      {"S7",
       "HeadOfHttp10",
       "9110 9.3.2",
       "HEAD /hello HTTP/1.0\r\n\r\n",
       {kOkToHead},
       After::kClosed},
      {"S7",
       "HeadInLowerCaseIsNone",
       "9110 9.1",
       line("head /hello HTTP/1.1"),
       {status(501)},
       After::kClosed},
  };
}

std::vector<Case> persistence_cases() {
  const std::string good(kGoodRequest);
  const auto http10 = [](std::string_view fields) {
    return "GET /hello HTTP/1.0\r\n" + std::string(fields) + "\r\n";
  };
  return {
      {"S8", "TwoPipelined", "9112 9.3.2", good + good, {kHello, kHello}},
      {"S8", "TenPipelined", "9112 9.3.2",
       good + good + good + good + good + good + good + good + good + good,
       std::vector<Answer>(10, kHello)},
      {"S8",
       "PipelinedBodies",
       "9112 9.3.2",
       sized("ab") + chunked("1\r\nc\r\n0\r\n\r\n") + sized("de"),
       {echoed("ab"), echoed("c"), echoed("de")}},
      {"S8",
       "HeadBetweenGets",
       "9112 9.3.2",
       good + line("HEAD /hello HTTP/1.1") + good,
       {kHello, kOkToHead, kHello}},
      {"S8",
       "ErrorsBetweenGets",
       "9112 9.3.2",
       good + line("GET /nowhere HTTP/1.1") + good,
       {kHello, status(404), kHello}},
      {"S8",
       "NothingAfterARefusal",
       "9112 9.6",
       good + get("X : 1\r\n") + kSmuggled,
       {kHello, status(400)},
       After::kClosed},
      {"S8",
       "CloseIsHeard",
       "9112 9.6",
       get("Connection: close\r\n") + kSmuggled,
       {kHello},
       After::kClosed},
      {"S8",
       "CloseInAList",
       "9112 9.6",
       get("Connection: x, ClOsE\r\n") + kSmuggled,
       {kHello},
       After::kClosed},
      {"S8",
       "CloseInASecondLine",
       "9112 9.6",
       get("Connection: x\r\nConnection: close\r\n"),
       {kHello},
       After::kClosed},
      {"S8",
       "CloseBeatsKeepAlive",
       "9112 9.3",
       get("Connection: keep-alive, close\r\n"),
       {kHello},
       After::kClosed},
      {"S8", "Http10Closes", "9112 9.3", http10("") + kSmuggled, {kHello}, After::kClosed},
      {"S8",
       "Http10KeepAlive",
       "9112 9.3",
       http10("Connection: Keep-Alive\r\n") + good,
       {kHello, kHello}},
      {"S8",
       "Http10KeepAliveAndClose",
       "9112 9.3",
       http10("Connection: keep-alive, close\r\n"),
       {kHello},
       After::kClosed},
  };
}

std::vector<Case> cut_short_cases() {
  return {
      {"S9", "NothingAtAll", "9112 9.3", "", {}},
      {"S9", "BlankLineAlone", "9112 2.2", "\r\n", {}},
      {"S9", "HalfALine", "9112 8", "GET /hel", {}, After::kWaiting},
      {"S9", "HalfAHeader", "9112 8", "GET /hello HTTP/1.1\r\nHos", {}, After::kWaiting},
      {"S9", "NoBlankLine", "9112 8", "GET /hello HTTP/1.1\r\nHost: a\r\n", {}, After::kWaiting},
      {"S9", "HalfABody", "9112 8", post("Content-Length: 5\r\n", "he"), {}, After::kWaiting},
      {"S9", "HalfAChunk", "9112 8", chunked("5\r\nhe"), {}, After::kWaiting},
      {"S9", "NoLastChunk", "9112 8", chunked("2\r\nhe\r\n"), {}, After::kWaiting},
      {"S9", "HalfTheTrailers", "9112 8", chunked("0\r\nX: 1\r\n"), {}, After::kWaiting},
      {"S9",
       "AnswersBeforeTheHalfRequest",
       "9112 8",
       std::string(kGoodRequest) + "GET",
       {kOk},
       After::kWaiting},
  };
}

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (const auto make :
       {host_cases, length_cases, coding_cases, chunk_cases, request_line_cases, header_line_cases,
        limit_cases, expectation_cases, head_cases, persistence_cases, cut_short_cases}) {
    auto some = make();
    all.insert(all.end(), std::make_move_iterator(some.begin()),
               std::make_move_iterator(some.end()));
  }
  return all;
}

}  // namespace

const std::vector<Case>& conformance_cases() {
  static const auto cases = all_cases();
  return cases;
}

}  // namespace lab::test
