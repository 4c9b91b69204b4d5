// Rows on "Expect: 100-continue" and other expectations (S6).
#include "tests/conformance/case_parts.hpp"

namespace lab::test {
namespace {

std::vector<Case> plain_expectation_cases() {
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

std::vector<Case> odd_expectation_cases() {
  const auto expecting = [](std::string_view fields) {
    return post(std::string(fields) + "Expect: 100-continue\r\n", "");
  };
  const std::string sized_2 = "Content-Length: 2\r\n", chunks = "Transfer-Encoding: chunked\r\n";
  return {
      {"S6",
       "ContinueToGet",
       "9110 10.1.1",
       get(sized_2 + "Expect: 100-continue\r\n"),
       {kContinue, kHello},
       After::kOpen,
       "hi"},
      {"S6",
       "ContinueAskedForTwice",
       "9110 10.1.1",
       expecting(sized_2 + "Expect: 100-continue\r\n"),
       {kContinue, echoed("hi")},
       After::kOpen,
       "hi"},
      {"S6",
       "ContinueThenABadChunk",
       "9110 10.1.1",
       expecting(chunks),
       {kContinue, status(400)},
       After::kClosed,
       "zz\r\n"},
      {"S6",
       "ContinueThenTooLongAChunk",
       "9110 10.1.1",
       expecting(chunks),
       {kContinue, status(413)},
       After::kClosed,
       "801\r\n"},
      {"S6",
       "NoContinueForAnEmptyBody",
       "9110 10.1.1",
       expecting("Content-Length: 0\r\n"),
       {echoed("")}},
      {"S6",
       "NoContinueWhenTheFramingIsBroken",
       "9110 10.1.1",
       expecting(sized_2 + chunks),
       {status(400)},
       After::kClosed},
      {"S6",
       "ExpectationWithParameter",
       "9110 10.1.1",
       get("Expect: 100-continue;q=1\r\n"),
       {status(417)},
       After::kClosed},
      {"S6",
       "TwoExpectationsInTwoLines",
       "9110 10.1.1",
       expecting(sized_2 + "Expect: coffee\r\n"),
       {status(417)},
       After::kClosed},
  };
}

}  // namespace

std::vector<Case> expectation_cases() {
  return joined({plain_expectation_cases(), odd_expectation_cases()});
}

}  // namespace lab::test
