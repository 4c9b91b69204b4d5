// README shows the conformance record as the table has it.
#include "tests/conformance/record.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace lab::test {
namespace {

TEST(ConformanceRecord, CountsCasesCutsAndAnswersByFamily) {
  const std::vector<Case> cases{
      {"S1", "A", "1", "abc", {{200, Payload::kSome, {}}}},
      {"S1", "B", "1", "", {}},
      {"S1",
       "C",
       "1",
       "ab",
       {{200, Payload::kSome, {}}, {400, Payload::kSome, {}}},
       After::kClosed},
      {"S2", "D", "1", "a", {{100, Payload::kNone, {}}}, After::kWaiting}};
  const auto record = conformance_record(cases);
  EXPECT_NE(record.find(" | 3 | 3 | 200: 1, 400: 1, none: 1 | 1 |\n"), std::string::npos) << record;
  EXPECT_NE(record.find(" | 1 | 0 | none: 1 | 0 |\n"), std::string::npos) << record;
}

TEST(ReadmeRecord, IsWhatTheTableSays) {
  std::ifstream file(LAB_SOURCE_DIR "/README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto record = conformance_record(conformance_cases());
  EXPECT_TRUE(readme.find(record) != std::string::npos)
      << "README.md differs from this, which it should hold:\n"
      << record;
}

}  // namespace
}  // namespace lab::test
