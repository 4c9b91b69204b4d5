// What the two runs of the conformance table have in common: without a socket, and over TCP.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/cases.hpp"
#include "tests/conformance/driver.hpp"

namespace lab::test {

void PrintTo(const Case& one, std::ostream* out);
void PrintTo(const ReplySeen& reply, std::ostream* out);

/// A driver under the limits of the table, whose application may refuse a request before its body.
struct CaseDriver : Driver {
  CaseDriver();
};

/// What a server said to the bytes of `one`, as replies.
std::vector<ReplySeen> replies_to(const Case& one, std::string_view output);

void drop_interim(std::vector<ReplySeen>& replies);
/// The case without the interim replies that it expects.
Case without_interim(Case one);

/// How the server counts the end of the connection, when the client ends it behind the last byte.
Ending expected_ending(const Case& one);

/// These are the replies of the table: dated, of the length they say, with a type where there is a
/// body; and "Connection: close" stands in the last one if the connection is closed, in no other.
void expect_answers(const Case& one, const std::vector<ReplySeen>& replies);

}  // namespace lab::test
