// Rows on the request line and the header lines (S3, S4).
#include "tests/conformance/case_parts.hpp"

namespace lab::test {
namespace {

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
       {status(405)}},
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

std::vector<Case> odd_version_cases() {
  const auto refused = [](std::string name, std::string_view request_line) {
    return Case{"S3",          std::move(name), "9112 2.3", line(request_line),
                {status(400)}, After::kClosed};
  };
  return {
      refused("TabBeforeVersion", "GET /hello\tHTTP/1.1"),
      refused("TwoBlanksBeforeVersion", "GET /hello  HTTP/1.1"),
      refused("VersionTwice", "GET /hello HTTP/1.1 HTTP/1.1"),
      refused("VersionWithLeadingZero", "GET /hello HTTP/01.1"),
      refused("VersionWithComma", "GET /hello HTTP/1,1"),
      refused("VersionWithBlankInside", "GET /hello HTTP/ 1.1"),
      refused("VersionWithBareCr", "GET /hello HTTP/1.1\r"),
      refused("VersionWithSign", "GET /hello HTTP/+1.1"),
      refused("ReplyInsteadOfRequest", "HTTP/1.1 200 OK"),
      {"S3", "Http09", "9112 3", "GET /hello\r\n\r\n", {status(400)}, After::kClosed},
      {"S3",
       "Http2Preface",
       "9113 3.4",
       "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
       {status(505)},
       After::kClosed},
  };
}

std::vector<Case> odd_target_cases() {
  const auto refused = [](std::string name, std::string section, std::string_view request_line) {
    return Case{"S3",          std::move(name), std::move(section), line(request_line),
                {status(400)}, After::kClosed};
  };
  return {
      {"S3", "Trace", "9110 9.3.8", line("TRACE /hello HTTP/1.1"), {status(405)}},
      {"S3", "Options", "9110 9.3.7", line("OPTIONS /hello HTTP/1.1"), {status(405)}},
      {"S3", "Connect", "9110 9.3.6", line("CONNECT a:80 HTTP/1.1"), {status(404)}},
      {"S3", "ConnectToIpv6", "9110 9.3.6", line("CONNECT [::1]:80 HTTP/1.1"), {status(404)}},
      {"S3", "PathWithTwoSlashes", "9112 3.2.1", line("GET //a/hello HTTP/1.1"), {status(404)}},
      refused("ConnectWithoutPort", "9110 9.3.6", "CONNECT a HTTP/1.1"),
      refused("ConnectWithEmptyPort", "9110 9.3.6", "CONNECT a: HTTP/1.1"),
      refused("ConnectWithBadPort", "9110 9.3.6", "CONNECT a:8x HTTP/1.1"),
      refused("ConnectToAPortAlone", "9110 9.3.6", "CONNECT :80 HTTP/1.1"),
      refused("ConnectToAPath", "9112 3.2.3", "CONNECT /hello HTTP/1.1"),
      refused("ConnectToAUrl", "9112 3.2.3", "CONNECT http://a:80 HTTP/1.1"),
      refused("AuthorityFormWithGet", "9112 3.2.3", "GET a:80 HTTP/1.1"),
      refused("AsteriskWithMore", "9112 3.2.4", "OPTIONS *?a HTTP/1.1"),
      refused("AbsoluteFormWithOneSlash", "9112 3.2.2", "GET http:/hello HTTP/1.1"),
      refused("AbsoluteFormWithBackslash", "9112 3.2.2", "GET http:\\\\a\\hello HTTP/1.1"),
      refused("NoTarget", "9112 3", "GET HTTP/1.1"),
      refused("NoRequestLine", "9112 3", ""),
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

std::vector<Case> odd_header_line_cases() {
  const auto refused = [](std::string name, std::string section, std::string_view fields) {
    return Case{"S4",        std::move(name), std::move(section),
                get(fields), {status(400)},   After::kClosed};
  };
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X:\r\n";
  return {
      {"S4", "ManyLines", "9112 5", get(many), {kHello}},
      {"S4", "BlanksAroundAValue", "9110 5.5", get("X: \t a \t\r\n"), {kHello}},
      {"S4", "NoBlankBeforeAValue", "9112 5", get("X:a\r\n"), {kHello}},
      {"S4", "ColonsInAValue", "9110 5.5", get("X: a: b:\r\n"), {kHello}},
      {"S4", "QuotesInAValue", "9110 5.5", get("X: \"a\\\"\r\n"), {kHello}},
      refused("LineOfABlank", "9112 5.2", "X: a\r\n \r\n"),
      refused("LineOfABareCr", "9112 2.2", "X: a\r\n\r\r\n"),
      refused("ColonAlone", "9112 5", ":\r\n"),
      refused("BlankInName", "9110 5.1", "X Y: a\r\n"),
      refused("QuotedName", "9110 5.1", "\"X\": a\r\n"),
      refused("RequestLineAgain", "9112 5", "GET /smuggled HTTP/1.1\r\n"),
      refused("FormFeedInValue", "9110 5.5",
              "X: a\x0c"
              "b\r\n"),
  };
}

}  // namespace

std::vector<Case> head_cases() {
  return joined({request_line_cases(), odd_version_cases(), odd_target_cases(), header_line_cases(),
                 odd_header_line_cases()});
}

}  // namespace lab::test
