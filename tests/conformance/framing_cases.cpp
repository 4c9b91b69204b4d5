// Rows on who is asked and where a body ends: Host, lengths, codings, chunks (S1, S2).
#include "tests/conformance/case_parts.hpp"

namespace lab::test {
namespace {

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

}  // namespace

std::vector<Case> framing_cases() {
  return joined({host_cases(), length_cases(), coding_cases(), chunk_cases()});
}

}  // namespace lab::test
