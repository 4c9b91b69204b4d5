// Rows on who is asked and where a body ends: Host, lengths, codings (S1, S2).
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

std::vector<Case> odd_host_cases() {
  const auto refused = [](std::string name, std::string_view fields) {
    return Case{"S1",          std::move(name),
                "9112 3.2",    "GET /hello HTTP/1.1\r\n" + std::string(fields) + "\r\n",
                {status(400)}, After::kClosed};
  };
  return {
      refused("HostWithScheme", "Host: http://a\r\n"),
      refused("HostWithBackslash", "Host: a\\b\r\n"),
      refused("HostWithQuery", "Host: a?b\r\n"),
      refused("HostWithFragment", "Host: a#b\r\n"),
      refused("HostWithMarkup", "Host: <a>\r\n"),
      refused("HostsInAList", "Host: a, b\r\n"),
      refused("HostWithTextBehindBrackets", "Host: [::1]a\r\n"),
      refused("HostWithBytesAbove127", "Host: \xc3\xa9\r\n"),
      refused("HostWithBlankBeforeColon", "Host : a\r\n"),
      refused("HostFolded", "Host:\r\n a\r\n"),
      refused("EmptyHostAndAnother", "Host:\r\nHost: a\r\n"),
  };
}

/// RFC 9112 section 3.2.2: the target's host counts, but the header must be there all the same.
std::vector<Case> absolute_form_cases() {
  const auto asked = [](std::string name, std::string_view fields, Answer answer, After after) {
    return Case{"S1",         std::move(name),
                "9112 3.2.2", "GET http://b/hello HTTP/1.1\r\n" + std::string(fields) + "\r\n",
                {answer},     after};
  };
  return {
      asked("AbsoluteFormBeatsHost", "Host: a\r\n", kHello, After::kOpen),
      asked("AbsoluteFormBeatsAnEmptyHost", "Host:\r\n", kHello, After::kOpen),
      asked("AbsoluteFormDoesNotSpareHost", "", status(400), After::kClosed),
      asked("AbsoluteFormDoesNotSpareABadHost", "Host: a b\r\n", status(400), After::kClosed),
      asked("AbsoluteFormWithTwoHosts", "Host: b\r\nHost: b\r\n", status(400), After::kClosed),
      {"S1",
       "AbsoluteFormInHttp10",
       "9112 3.2.2",
       "GET http://b/hello HTTP/1.0\r\n\r\n",
       {kHello},
       After::kClosed},
  };
}

/// A request whose body looks like another one.
std::string body_to(std::string_view method_and_path) {
  return std::string(method_and_path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(kSmuggled.size()) +
         "\r\n\r\n" + kSmuggled;
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

std::vector<Case> odd_length_cases() {
  const auto refused = [](std::string name, std::string_view fields) {
    return Case{"S2",          std::move(name), "9112 6.3", post(fields, kSmuggled),
                {status(400)}, After::kClosed};
  };
  return {
      refused("ListOfDifferentLengths", "Content-Length: 6, 5\r\n"),
      refused("LengthWithLeadingComma", "Content-Length: ,5\r\n"),
      refused("LengthInQuotes", "Content-Length: \"5\"\r\n"),
      refused("LengthWithExponent", "Content-Length: 1e1\r\n"),
      refused("LengthWithUnderscore", "Content-Length: 1_0\r\n"),
      refused("LengthInWideDigits", "Content-Length: \xef\xbc\x95\r\n"),
      refused("LengthWithVerticalTab",
              "Content-Length: \x0b"
              "5\r\n"),
      refused("LengthWithTwoCrs", "Content-Length: 5\r\r\n"),
      refused("LengthFolded", "Content-Length:\r\n 5\r\n"),
      refused("LengthBehindABareCr", "X: a\rContent-Length: 5\r\n"),
      refused("LengthWithNulInItsName", std::string_view("Content-Length\0: 5\r\n", 20)),
      refused("TwoLengthsInOtherCases", "Content-Length: 5\r\ncontent-LENGTH: 6\r\n"),
      {"S2",
       "LengthWithoutBlank",
       "9112 5.1",
       post("Content-Length:5\r\n", "hello"),
       {echoed("hello")}},
      {"S2",
       "NamesLikeOnesOfFraming",
       "9112 6",
       post("Transfer_Encoding: chunked\r\nContent-Encoding: chunked\r\n"
            "X-Content-Length: 99\r\nContent-Length: 5\r\n",
            "hello"),
       {echoed("hello")}},
      {"S2", "BodyBehindAnUnofferedMethod", "9112 6.3", body_to("PUT /hello"), {status(405)}},
      {"S2", "BodyToAnUnknownPath", "9112 6.3", body_to("POST /nowhere"), {status(404)}},
      {"S2", "BodyOfDelete", "9110 9.3.5", body_to("DELETE /nowhere"), {status(404)}},
      {"S2",
       "LengthInHttp10",
       "9112 6.2",
       "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello" + kSmuggled,
       {echoed("hello")},
       After::kClosed},
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

std::vector<Case> odd_coding_cases() {
  const auto refused = [](std::string name, std::string_view fields, int code) {
    return Case{"S2",           std::move(name), "9112 6.1", post(fields, "0\r\n\r\n" + kSmuggled),
                {status(code)}, After::kClosed};
  };
  return {
      refused("CodingWithLettersBefore", "Transfer-Encoding: xchunked\r\n", 501),
      refused("CodingWithLettersBehind", "Transfer-Encoding: chunkedx\r\n", 501),
      refused("CodingBehindAnotherWord", "Transfer-Encoding: x chunked\r\n", 501),
      refused("CodingWithSemicolon", "Transfer-Encoding: chunked;\r\n", 501),
      refused("CodingFolded", "Transfer-Encoding:\r\n chunked\r\n", 400),
      refused("CodingInAFoldedList", "Transfer-Encoding: gzip,\r\n\tchunked\r\n", 400),
      refused("CodingBehindABareCr", "X: a\rTransfer-Encoding: chunked\r\n", 400),
      refused("CodingBehindALfAlone", "X: a\nTransfer-Encoding: chunked\r\n", 400),
      refused("CodingWithNul", std::string_view("Transfer-Encoding: chunked\0\r\n", 29), 400),
      refused("UnknownCodingWithLength", "Transfer-Encoding: x\r\nContent-Length: 5\r\n", 400),
      {"S2",
       "ChunkedWithTabsAround",
       "9110 5.5",
       post("Transfer-Encoding:\tchunked\t\r\n", "0\r\n\r\n"),
       {echoed("")}},
      {"S2",
       "ChunkedInHttp10KeptAlive",
       "9112 6.1",
       "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
       "0\r\n\r\n" +
           kSmuggled,
       {status(400)},
       After::kClosed},
  };
}

}  // namespace

std::vector<Case> framing_cases() {
  return joined({host_cases(), odd_host_cases(), absolute_form_cases(), length_cases(),
                 odd_length_cases(), coding_cases(), odd_coding_cases()});
}

}  // namespace lab::test
