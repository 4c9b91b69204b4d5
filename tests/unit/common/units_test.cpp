// Units are read strictly, printed readably, and what is printed as a setting reads back unchanged.
#include "common/units.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace lab {
namespace {

using namespace std::chrono_literals;

template <class T>
struct Accepted {
  std::string_view text;
  T value;
};

TEST(Units, ReadDurations) {
  const Accepted<Duration> table[] = {
      {"0", 0ns},          {"0s", 0ns},        {"500ms", 500ms}, {"1.5s", 1500ms}, {"2m30s", 150s},
      {"1h", 3600s},       {"1h1m1s", 3661s},  {"10us", 10us},   {"0.5us", 500ns}, {"0.001us", 1ns},
      {"1s500ms", 1500ms}, {"366h", 366 * 1h}, {"8784h", 8784h}, {"007s", 7s},     {"0.1s", 100ms},
  };
  for (const auto& [text, value] : table) {
    const auto read = parse_duration(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, value) << text;
  }
}

TEST(Units, RefuseOtherDurations) {
  for (const std::string_view text : {"",
                                      "5",
                                      "s",
                                      "ms",
                                      "-1s",
                                      "+1s",
                                      "1x",
                                      "1 s",
                                      " 1s",
                                      "1s ",
                                      "1h30",
                                      "1..5s",
                                      ".s",
                                      "1e3s",
                                      "nan",
                                      "inf",
                                      "infs",
                                      "0x10s",
                                      "1S",
                                      "1d",
                                      "1,5s",
                                      "8785h",
                                      "99999999999999h",
                                      "1ns",
                                      "1s-1ms"}) {
    const auto read = parse_duration(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().text.find("'" + std::string(text) + "' is not a duration"),
              std::string::npos);
    EXPECT_NE(read.error().text.find("500ms"), std::string::npos)
        << "the sentence shows what is accepted";
  }
}

TEST(Units, SettingsReadBackUnchanged) {
  for (const Duration d : std::initializer_list<Duration>{
           0s, 1ns, 500ns, 1500ns, 1us, 999us, 1ms, 2500ms, 1000000001ns, 10s, 90s, 3600s, 8784h,
           86400s + 1ns, 8783h + 59min + 59s + 999999999ns}) {
    const auto text = format_setting(d);
    const auto read = parse_duration(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, d) << text;
  }
  EXPECT_EQ(format_setting(10s), "10s");
  EXPECT_EQ(format_setting(2500ms), "2500ms");
  EXPECT_EQ(format_setting(120s), "120s");
  EXPECT_EQ(format_setting(300s), "5m");
  EXPECT_EQ(format_setting(301s), "301s");
  EXPECT_EQ(format_setting(3600s), "1h");
}

TEST(Units, ReadCounts) {
  const Accepted<std::uint64_t> table[] = {
      {"0", 0},
      {"7", 7},
      {"007", 7},
      {"18446744073709551615", std::numeric_limits<std::uint64_t>::max()}};
  for (const auto& [text, value] : table) {
    ASSERT_TRUE(parse_count(text)) << text;
    EXPECT_EQ(*parse_count(text), value) << text;
  }
  for (const std::string_view text :
       {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "18446744073709551616", "one"}) {
    EXPECT_FALSE(parse_count(text)) << text;
  }
}

TEST(Units, ReadDecimals) {
  const Accepted<double> table[] = {{"0", 0},    {"12", 12}, {"0.25", 0.25},
                                    {".5", 0.5}, {"5.", 5},  {"0.001", 0.001}};
  for (const auto& [text, value] : table) {
    ASSERT_TRUE(parse_decimal(text)) << text;
    EXPECT_DOUBLE_EQ(*parse_decimal(text), value) << text;
  }
  const std::string huge(400, '9');
  for (const std::string_view text : {"", ".", "..", "1.2.3", "-1", "+1", "1e3", "nan", "inf", " 1",
                                      "1 ", "0x1", std::string_view(huge).data()}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
  }
}

TEST(Units, ReadBytes) {
  const Accepted<std::uint64_t> table[] = {{"0", 0},
                                           {"4096", 4096},
                                           {"512B", 512},
                                           {"16KiB", 16384},
                                           {"1MiB", 1048576},
                                           {"2GiB", 1u << 31},
                                           {"1.5KiB", 1536},
                                           {"4k", 4096},
                                           {"1m", 1048576},
                                           {"1g", 1u << 30},
                                           {"9007199254740992", std::uint64_t{1} << 53}};
  for (const auto& [text, value] : table) {
    ASSERT_TRUE(parse_bytes(text)) << text;
    EXPECT_EQ(*parse_bytes(text), value) << text;
  }
  for (const std::string_view text : {"", "KiB", "-1", "1.5", "0.3k", "1KB", "1kib", "1K", "1 KiB",
                                      "1KiB1B", "nan", "9007199254740993k", "99999999999GiB"}) {
    EXPECT_FALSE(parse_bytes(text)) << text;
  }
}

TEST(Units, ReadRates) {
  const Accepted<double> table[] = {
      {"200", 200},     {"200/s", 200}, {"12/m", 0.2},  {"0.2/s", 0.2},    {"10k", 10000},
      {"10k/s", 10000}, {"3600/h", 1},  {"1.5k/m", 25}, {"1000000k", 1e9}, {"1/h", 1.0 / 3600}};
  for (const auto& [text, value] : table) {
    ASSERT_TRUE(parse_rate(text)) << text;
    EXPECT_DOUBLE_EQ(parse_rate(text)->per_second, value) << text;
  }
  for (const std::string_view text :
       {"", "0", "0/s", "0.0", "-1", "nan", "inf", "k", "/s", "1/", "1/d", "1/S", "1//s", "1 /s",
        "1m", "1e3", "1000001k", "10K"}) {
    const auto read = parse_rate(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().text.find("200/s"), std::string::npos)
        << "the sentence shows what is accepted";
  }
}

TEST(Units, PrintDurationsWithThreeDigits) {
  const std::pair<Duration, std::string_view> table[] = {
      {0ns, "0ns"},         {850ns, "850ns"},     {999ns, "999ns"},      {1us, "1.00us"},
      {12'345ns, "12.3us"}, {999'499ns, "999us"}, {999'500ns, "1.00ms"}, {50'100us, "50.1ms"},
      {9'994us, "9.99ms"},  {9'996us, "10.0ms"},  {999'499us, "999ms"},  {999'500us, "1.00s"},
      {1500ms, "1.50s"},    {100s, "100s"},       {119s, "119s"},        {119'960ms, "2m00s"},
      {125s, "2m05s"},      {3600s, "60m00s"}};
  for (const auto& [duration, text] : table) EXPECT_EQ(format_duration(duration), text);
}

TEST(Units, PrintBytesAndNumbers) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(8192), "8.0 KiB");
  EXPECT_EQ(format_bytes(999 * 1024), "999.0 KiB");
  EXPECT_EQ(format_bytes(1022 * 1024), "1.0 MiB");
  EXPECT_EQ(format_bytes(1024 * 1024 - 1), "1.0 MiB");
  EXPECT_EQ(format_bytes(std::uint64_t{5} << 40), "5.0 TiB");
  EXPECT_EQ(format_bytes(std::uint64_t{5} << 50), "5120.0 TiB");

  EXPECT_EQ(format_number(0), "0.00");
  EXPECT_EQ(format_number(0.25), "0.25");
  EXPECT_EQ(format_number(0.00123456), "0.00123");
  EXPECT_EQ(format_number(1), "1.00");
  EXPECT_EQ(format_number(19.84), "19.8");
  EXPECT_EQ(format_number(99.96), "100");
  EXPECT_EQ(format_number(999.6), "1,000");
  EXPECT_EQ(format_number(3954), "3,954");
  EXPECT_EQ(format_number(1234567.8), "1,234,568");
  EXPECT_EQ(format_number(std::numeric_limits<double>::quiet_NaN()), "n/a");
  EXPECT_EQ(format_number(std::numeric_limits<double>::infinity()), "n/a");
}

TEST(Units, RefusalsArePrintable) {
  const std::string_view text = "1\x1b[2J\n";
  const std::string shown = "'1\\x1b[2J\\x0a'";
  for (const auto& refusal :
       {parse_count(text).error(), parse_decimal(text).error(), parse_duration(text).error(),
        parse_bytes(text).error(), parse_rate(text).error()}) {
    EXPECT_EQ(refusal.text.find(shown), 0u) << refusal.text;
  }
}

}  // namespace
}  // namespace lab
