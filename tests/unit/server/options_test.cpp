// Claims about the server's options: every flag with good and bad values, the environment, files.
#include "server/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "common/machine.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void expect_usage_error(const Result<ServerOptions>& got, const std::string& part) {
  ASSERT_FALSE(got) << part;
  EXPECT_THAT(got.error().text, AllOf(HasSubstr(part), Not(HasSubstr("\n"))));
}

/// What is wrong, for the message of a test that fails.
std::string fault(const Result<ServerOptions>& got) { return got ? "" : got.error().text; }

struct Refused {
  std::string flag, good;
  std::function<bool(const ServerOptions&)> holds;
  std::vector<std::string> bad;
};

std::vector<Refused> rows() {
  using O = const ServerOptions&;
  const std::vector<std::string> bad_times{"0", "-1s", "5", "1x", "", "nan", "0ms"};
  return {
      {"--model", "async", [](O o) { return o.model == ModelKind::kAsync; }, {"fork", "Async", ""}},
      {"--workers", "7", [](O o) { return o.workers == 7; }, {"0", "-1", "1025", "many", "1.5"}},
      {"--host", "::1", [](O o) { return o.host == "::1"; }, {}},
      {"--port", "0", [](O o) { return o.port == 0; }, {"65536", "-1", "http", "80.5"}},
      {"--admin-host", "0.0.0.0", [](O o) { return o.admin_host == "0.0.0.0"; }, {}},
      {"--admin-port", "65535", [](O o) { return o.admin_port == 65535; }, {"65536", "x"}},
      {"--max-connections", "3", [](O o) { return o.max_connections == 3; }, {"0", "1000001", "x"}},
      {"--backlog", "9", [](O o) { return o.backlog == 9; }, {"0", "65536"}},
      {"--pool", "16", [](O o) { return o.pool == 16; }, {"0", "1025", "x"}},
      {"--database",
       "postgresql://me@db/lab",
       [](O o) { return o.database == "postgresql://me@db/lab"; },
       {"http://db", "db", ""}},
      {"--database-connections",
       "9",
       [](O o) { return o.database_connections == 9; },
       {"0", "1025", "x"}},
      {"--pool-queue", "0", [](O o) { return o.pool_queue == 0; }, {"-1", "1000001"}},
      {"--keep-alive", "off", [](O o) { return o.keep_alive == KeepAlive::kOff; }, {"yes", ""}},
      {"--gil-interval",
       "20ms",
       [](O o) { return o.gil_interval == 20ms; },
       {"0", "-5ms", "5", "0.5us", "1001ms", "1m", "x", ""}},
      {"--header-timeout", "1500ms", [](O o) { return o.limits.header_timeout == 1500ms; },
       bad_times},
      {"--body-timeout", "1m", [](O o) { return o.limits.body_timeout == 1min; }, bad_times},
      {"--idle-timeout", "2s", [](O o) { return o.limits.idle_timeout == 2s; }, bad_times},
      {"--write-timeout", "3s", [](O o) { return o.limits.write_timeout == 3s; }, bad_times},
      {"--drain-timeout", "4s", [](O o) { return o.drain_timeout == 4s; }, bad_times},
      {"--hang-timeout",
       "71s",
       [](O o) { return o.hang_timeout == 71s; },
       {"60s", "0", "1m", "never", "-2m", "61", ""}},
      {"--access-log", "a.log", [](O o) { return o.access_log == "a.log"; }, {}},
      {"--max-header",
       "1KiB",
       [](O o) { return o.limits.max_header == 1024; },
       {"255", "2MiB", "x", "-1"}},
      {"--max-body", "0", [](O o) { return o.limits.max_body == 0; }, {"65MiB", "x", "1.5B"}},
      {"--log-level", "debug", [](O o) { return o.log_level == log::Level::kDebug; }, {"loud"}},
  };
}

std::string environment_name(std::string flag) {
  for (auto& c : flag) c = c == '-' ? '_' : static_cast<char>(std::toupper(c));
  return "LAB" + flag.substr(1);
}

class Environment {
 public:
  Environment(std::string name, const std::string& value) : name_(std::move(name)) {
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Environment() { unsetenv(name_.c_str()); }

 private:
  std::string name_;
};

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) {
    const int fd = mkstemp(path_.data());
    close(fd);
    std::ofstream(path_) << text;
  }
  ~ConfigFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/lab_options_XXXXXX";
};

TEST(ServerOptions, HaveTheDefaultsOfTheContract) {
  const auto got = read_options({});
  ASSERT_TRUE(got);
  const auto& o = *got;
  EXPECT_EQ(o.model, ModelKind::kProcess);
  EXPECT_EQ(o.host, "127.0.0.1");
  EXPECT_EQ(o.port, 8080);
  EXPECT_EQ(o.admin_host, "127.0.0.1");
  EXPECT_EQ(o.admin_port, 9080);
  EXPECT_EQ(o.max_connections, 10'000);
  EXPECT_EQ(o.backlog, 511);
  EXPECT_EQ(o.pool, 4);
  EXPECT_EQ(o.pool_queue, 256);
  EXPECT_EQ(o.keep_alive, KeepAlive::kAuto);
  EXPECT_FALSE(o.gil);
  EXPECT_FALSE(o.chaos);
  EXPECT_FALSE(o.hang_timeout);
  EXPECT_EQ(o.access_log, "");
  EXPECT_EQ(o.gil_interval, 5ms);
  EXPECT_EQ(o.limits.header_timeout, 10s);
  EXPECT_EQ(o.limits.body_timeout, 30s);
  EXPECT_EQ(o.limits.idle_timeout, 60s);
  EXPECT_EQ(o.limits.write_timeout, 30s);
  EXPECT_EQ(o.drain_timeout, 8s);
  EXPECT_EQ(o.limits.max_header, 16u * 1024);
  EXPECT_EQ(o.limits.max_body, 1024u * 1024);
}

TEST(ServerOptions, SettleTheNumberOfWorkersByTheModel) {
  EXPECT_EQ(read_options({"--model", "process"})->workers, usable_cores());
  EXPECT_EQ(read_options({"--model", "thread"})->workers, 1);
  EXPECT_EQ(read_options({"--model", "async"})->workers, 1);
  EXPECT_EQ(read_options({"--model", "async", "--workers", "auto"})->workers, usable_cores());
}

TEST(ServerOptions, TakeEveryFlag) {
  for (const auto& row : rows()) {
    for (const auto& flags : {std::vector{row.flag, row.good}, {row.flag + "=" + row.good}}) {
      const auto got = read_options(flags);
      ASSERT_TRUE(got) << row.flag << ": " << fault(got);
      EXPECT_TRUE(row.holds(*got)) << row.flag;
    }
  }
}

TEST(ServerOptions, RefuseBadValuesOfEveryFlagInOneLine) {
  for (const auto& row : rows()) {
    for (const auto& bad : row.bad) {
      const auto got = read_options({row.flag + "=" + bad});
      expect_usage_error(got, row.flag);
      if (!bad.empty()) expect_usage_error(got, bad);
    }
  }
}

TEST(ServerOptions, TakeEveryFlagFromTheEnvironment) {
  for (const auto& row : rows()) {
    const Environment variable(environment_name(row.flag), row.good);
    const auto got = read_options({});
    ASSERT_TRUE(got) << row.flag << ": " << fault(got);
    EXPECT_TRUE(row.holds(*got)) << row.flag;
  }
}

TEST(ServerOptions, RefuseBadValuesOfTheEnvironmentInOneLine) {
  for (const auto& row : rows()) {
    for (const auto& bad : row.bad) {
      if (bad.empty()) continue;  // an empty variable is none
      const Environment variable(environment_name(row.flag), bad);
      expect_usage_error(read_options({}), bad);
    }
  }
}

TEST(ServerOptions, TakeEveryFlagFromAFile) {
  for (const auto& row : rows()) {
    const ConfigFile file("# a comment\n" + row.flag.substr(2) + "=" + row.good + "\n");
    const auto got = read_options({"--config", file.path()});
    ASSERT_TRUE(got) << row.flag << ": " << fault(got);
    EXPECT_TRUE(row.holds(*got)) << row.flag;
  }
}

TEST(ServerOptions, AllowChaosOnlyWhenTold) {
  EXPECT_TRUE(read_options({"--chaos"})->chaos);
  expect_usage_error(read_options({"--chaos=yes"}), "--chaos takes no value");
  const Environment variable("LAB_CHAOS", "1");
  EXPECT_TRUE(read_options({})->chaos);
}

TEST(ServerOptions, TakeTheSwitchOfTheGilFromEverywhere) {
  EXPECT_TRUE(read_options({"--gil"})->gil);
  expect_usage_error(read_options({"--gil=yes"}), "--gil takes no value");
  for (const auto* on : {"1", "true", "on", "yes"}) {
    const Environment variable("LAB_GIL", on);
    const auto got = read_options({});
    ASSERT_TRUE(got) << on << ": " << fault(got);
    EXPECT_TRUE(got->gil) << on;
  }
  for (const auto* off : {"0", "false", "off", ""}) {
    const Environment variable("LAB_GIL", off);
    const auto got = read_options({});
    ASSERT_TRUE(got) << off << ": " << fault(got);
    EXPECT_FALSE(got->gil) << off;
  }
  const ConfigFile file("gil=true\n");
  EXPECT_TRUE(read_options({"--config", file.path()})->gil);
}

TEST(ServerOptions, RefuseAnIntervalOutOfRangeWithTheRange) {
  for (const auto* bad : {"0", "-1ms", "2s"}) {
    expect_usage_error(read_options({std::string("--gil-interval=") + bad}),
                       "not a duration from 1us to 1s");
  }
  EXPECT_EQ(read_options({"--gil-interval", "1us"})->gil_interval, 1us);
  EXPECT_EQ(read_options({"--gil-interval", "1s"})->gil_interval, 1s);
}

TEST(ServerOptions, TakeNoHangTimeoutThatARequestMayReach) {
  expect_usage_error(read_options({"--hang-timeout", "70s"}),
                     "'70s' is neither off nor a time above 70s");
  EXPECT_EQ(read_options({"--hang-timeout", "70001ms"})->hang_timeout, 70'001ms);
  const Environment variable("LAB_HANG_TIMEOUT", "2m");
  EXPECT_EQ(read_options({})->hang_timeout, 2min);
  EXPECT_FALSE(read_options({"--hang-timeout", "off"})->hang_timeout);
}

TEST(ServerOptions, NeverShowWhatMayHoldAPassword) {
  for (const auto* value : {"host=db password=secret", "http://me:secret@db/lab"}) {
    const auto got = read_options({"--database", value});
    expect_usage_error(got, "--database: it does not begin with postgresql://");
    EXPECT_THAT(fault(got), Not(HasSubstr("secret")));
  }
}

TEST(ServerOptions, FindTheFileByTheEnvironmentToo) {
  const ConfigFile file("port=1234\n");
  const Environment variable("LAB_CONFIG", file.path());
  const auto got = read_options({});
  ASSERT_TRUE(got) << fault(got);
  EXPECT_EQ(got->port, 1234);
}

TEST(ServerOptions, FollowTheFlagBeforeTheFileBeforeTheEnvironment) {
  const ConfigFile file("port=1111\n");
  const Environment variable("LAB_PORT", "2222");
  EXPECT_EQ(read_options({"--config", file.path(), "--port", "3333"})->port, 3333);
  EXPECT_EQ(read_options({"--port", "3333"})->port, 3333);
  EXPECT_EQ(read_options({"--config", file.path()})->port, 1111);
  EXPECT_EQ(read_options({})->port, 2222);
}

TEST(ServerOptions, RefuseAFileWithBadContents) {
  const ConfigFile misspelt("prot=1234\n");
  expect_usage_error(read_options({"--config", misspelt.path()}),
                     "--config: there is no option 'prot'");
  const ConfigFile bad_value("port=http\n");
  expect_usage_error(read_options({"--config", bad_value.path()}), "http");
}

TEST(ServerOptions, RefuseAFileThatIsNotThere) {
  expect_usage_error(read_options({"--config", "/nowhere/lab.conf"}), "/nowhere/lab.conf");
  expect_usage_error(read_options({"--config", "/nowhere/\x1b[2J"}), "/nowhere/\\x1b[2J");
  const Environment variable("LAB_CONFIG", "/nowhere/other.conf");
  expect_usage_error(read_options({}), "/nowhere/other.conf");
}

TEST(ServerOptions, RefuseUnknownFlagsAndArguments) {
  expect_usage_error(read_options({"--bogus"}), "--bogus");
  expect_usage_error(read_options({"extra"}), "extra");
  expect_usage_error(read_options({"--port"}), "--port");
  expect_usage_error(read_options({"--port", "1", "--port", "2"}), "--port");
}

TEST(ServerOptions, OfferHelpWithEveryFlag) {
  const auto got = read_options({"--help"});
  ASSERT_TRUE(got);
  for (const auto& row : rows()) EXPECT_THAT(got->help, HasSubstr(row.flag));
  EXPECT_THAT(got->help, AllOf(HasSubstr("LAB_"), HasSubstr("--config"), HasSubstr("--gil "),
                               HasSubstr("--chaos")));
  EXPECT_EQ(read_options({"--version"})->help, LAB_VERSION "\n");
}

}  // namespace
}  // namespace lab
