// Command lines of client: what they set, and one clear line for each that is wrong.
#include "client/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

TEST(GetOptions, HaveDefaults) {
  const auto options = read_get_options({"127.0.0.1:8080/io?ms=5"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->url.text(), "http://127.0.0.1:8080/io?ms=5");
  EXPECT_EQ(options->timeout, 30s);
  EXPECT_EQ(options->method, Method::kGet);
  EXPECT_EQ(options->volume, Volume::kNormal);
}

TEST(GetOptions, AreSetBeforeAndBehindTheUrl) {
  const auto options = read_get_options({"--head", "--timeout", "1.5s", "http://h/", "--quiet"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->timeout, 1500ms);
  EXPECT_EQ(options->method, Method::kHead);
  EXPECT_EQ(options->volume, Volume::kQuiet);
}

TEST(TimelineOptions, HaveDefaultsAndAreSet) {
  const auto usual = read_timeline_options({"http://h/"});
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->requests, 12U);
  EXPECT_EQ(usual->width, std::nullopt);
  const auto set = read_timeline_options({"http://h/", "-n", "500", "--width=40", "--timeout=1s"});
  ASSERT_TRUE(set);
  EXPECT_EQ(set->requests, 500U);
  EXPECT_EQ(set->width, 40U);
  EXPECT_EQ(set->timeout, 1s);
  EXPECT_EQ(read_timeline_options({"http://h/", "--width", "auto"})->width, std::nullopt);
}

TEST(Options, HelpNeedsNoUrlAndSaysThatItIsRequired) {
  const auto options = read_get_options({"--help"});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->help, HasSubstr("client get [OPTIONS] URL"));
  EXPECT_THAT(options->help, HasSubstr("[30s]"));
}

/// The arguments, and what the one line must name.
struct Wrong {
  Words arguments;
  Words named;
};

template <class Options>
void expect_problem(const Result<Options>& options, const Words& named) {
  ASSERT_FALSE(options) << named.front();
  for (const auto& part : named) EXPECT_THAT(options.error().text, HasSubstr(part));
  EXPECT_THAT(options.error().text, Not(HasSubstr("\n")));
}

TEST(GetOptions, RefuseWhatIsWrongInOneLine) {
  const Wrong table[] = {
      {{}, {"URL is missing", "client get --help"}},
      {{"ftp://h/"}, {"URL", "'ftp://h/'", "only http://"}},
      {{"http://h/", "http://i/"}, {"http://i/", "not expected"}},
      {{"http://h/", "--timeout", "5"}, {"--timeout", "'5'", "500ms"}},
      {{"http://h/", "--timeout", "0s"}, {"--timeout", "'0s'", "above zero"}},
      {{"http://h/", "--timeout"}, {"--timeout", "exactly one value"}},
      {{"http://h/", "--timeout", "1\n2"}, {"--timeout"}},
      {{"http://h/", "--head=7"}, {"--head takes no value"}},
      {{"http://h/", "--bogus"}, {"--bogus", "not expected"}},
      {{"--bogus"}, {"--bogus", "not expected"}},
      {{"http://h/", "-n", "3"}, {"-n", "not expected"}},
  };
  for (const auto& [arguments, named] : table) expect_problem(read_get_options(arguments), named);
}

TEST(TimelineOptions, RefuseWhatIsWrongInOneLine) {
  const Wrong table[] = {
      {{}, {"URL is missing", "client timeline --help"}},
      {{"http://h/", "-n", "0"}, {"--requests", "'0'", "from 1 to 500"}},
      {{"http://h/", "-n", "501"}, {"--requests", "'501'", "from 1 to 500"}},
      {{"http://h/", "-n", "-5"}, {"--requests", "'-5'", "from 1 to 500"}},
      {{"http://h/", "-n", "many"}, {"--requests", "'many'", "from 1 to 500"}},
      {{"http://h/", "-n", "3", "-n", "4"}, {"--requests"}},
      {{"http://h/", "--width", "19"}, {"--width", "'19'", "auto", "20 to 1000"}},
      {{"http://h/", "--width", "wide"}, {"--width", "'wide'", "auto", "20 to 1000"}},
      {{"http://h/", "--head"}, {"--head", "not expected"}},
  };
  for (const auto& [arguments, named] : table) {
    expect_problem(read_timeline_options(arguments), named);
  }
}

}  // namespace
}  // namespace lab
