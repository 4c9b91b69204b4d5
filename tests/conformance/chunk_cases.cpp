// Rows on chunks, their extensions and trailers (S2).
#include "tests/conformance/case_parts.hpp"

namespace lab::test {
namespace {

Case refused(std::string name, std::string_view body) {
  return Case{"S2",          std::move(name), "9112 7.1", chunked(std::string(body) + kSmuggled),
              {status(400)}, After::kClosed};
}

std::vector<Case> plain_chunk_cases() {
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
      {"S2",
       "ChunkSizeOf17Digits",
       "9112 7.1",
       chunked("00000000000000003\r\nabc\r\n0\r\n\r\n"),
       {echoed("abc")}},
      {"S2",
       "LastChunkOfManyZeros",
       "9112 7.1",
       chunked("00000000000000000000\r\n\r\n"),
       {echoed("")}},
      {"S2",
       "ChunkExtensionsWithBadBlanks",
       "9112 7.1.1",
       chunked("3 ; a = b ;\tc\r\nabc\r\n0 ; last\r\n\r\n"),
       {echoed("abc")}},
      {"S2",
       "ChunkExtensionWithQuotedPair",
       "9112 7.1.1",
       chunked("3;a=\"\\\"; \\\\\"\r\nabc\r\n0\r\n\r\n"),
       {echoed("abc")}},
      {"S2",
       "TrailerConnectionIsIgnored",
       "9110 6.5.1",
       chunked("0\r\nConnection: close\r\n\r\n"),
       {echoed("")}},
  };
}

std::vector<Case> bad_chunk_cases() {
  return {
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
      refused("ChunkSizeWithBlankBehind", "3 \r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeWithTabBehind", "3\t\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeWithUnderscore", "1_0\r\n0123456789abcdef\r\n0\r\n\r\n"),
      refused("ChunkSizeWithComma", "3,3\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeInQuotes", "\"3\"\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkSizeWithNul", std::string_view("3\0\r\nabc\r\n0\r\n\r\n", 14)),
      refused("ChunkSizeOf17DigitsBeyond64Bits", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkShorterThanItsSize", "5\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkWithCrAloneBehind", "3\r\nabc\r0\r\n\r\n"),
      refused("LastChunkWithMinus", "-0\r\n\r\n"),
      refused("LastChunkWithUnderscore", "0_3\r\nabc\r\n0\r\n\r\n"),
      refused("LastChunkWithoutBlankLine", "0\r\n"),
  };
}

std::vector<Case> bad_chunk_line_cases() {
  return {
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
      refused("ChunkExtensionWithoutSize", ";a=b\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithoutValue", "3;a=\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithTwoSemicolons", "3;a;;b\r\nabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithBlankAtItsEnd", "3;a=b \r\nabc\r\n0\r\n\r\n"),
      refused("ChunkExtensionWithBareCr", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
      refused("TrailerWithEmptyName", "0\r\n: 1\r\n\r\n"),
      refused("TrailerWithNul", std::string_view("0\r\nX: \0\r\n\r\n", 11)),
  };
}

}  // namespace

std::vector<Case> chunk_cases() {
  return joined({plain_chunk_cases(), bad_chunk_cases(), bad_chunk_line_cases()});
}

}  // namespace lab::test
