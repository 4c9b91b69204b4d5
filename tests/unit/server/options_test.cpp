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

struct Read {
  std::optional<ServerOptions> options;
  int code = -1;
  std::string out, errors;
};

Read read(const std::vector<std::string>& flags) {
  std::vector<const char*> argv{"server"};
  for (const auto& flag : flags) argv.push_back(flag.c_str());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const auto result = read_options(static_cast<int>(argv.size()), argv.data());
  Read got{{}, -1, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
  if (const auto* exit = std::get_if<EarlyExit>(&result)) got.code = exit->code;
  if (const auto* options = std::get_if<ServerOptions>(&result)) got.options = *options;
  return got;
}

void expect_usage_error(const Read& got, const std::string& part) {
  EXPECT_FALSE(got.options) << part;
  EXPECT_EQ(got.code, 2) << part;
  EXPECT_EQ(got.out, "");
  EXPECT_THAT(got.errors, AllOf(testing::StartsWith("server: "), HasSubstr(part)));
  EXPECT_EQ(std::count(got.errors.begin(), got.errors.end(), '\n'), 1) << got.errors;
}

struct Row {
  std::string flag, good;
  std::function<bool(const ServerOptions&)> holds;
  std::vector<std::string> bad;
};

std::vector<Row> rows() {
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
      {"--pool-queue", "0", [](O o) { return o.pool_queue == 0; }, {"-1", "1000001"}},
      {"--keep-alive", "off", [](O o) { return o.keep_alive == KeepAlive::kOff; }, {"yes", ""}},
      {"--header-timeout", "1500ms", [](O o) { return o.limits.header_timeout == 1500ms; },
       bad_times},
      {"--body-timeout", "1m", [](O o) { return o.limits.body_timeout == 1min; }, bad_times},
      {"--idle-timeout", "2s", [](O o) { return o.limits.idle_timeout == 2s; }, bad_times},
      {"--write-timeout", "3s", [](O o) { return o.limits.write_timeout == 3s; }, bad_times},
      {"--drain-timeout", "4s", [](O o) { return o.drain_timeout == 4s; }, bad_times},
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
  const auto got = read({});
  ASSERT_TRUE(got.options);
  const auto& o = *got.options;
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
  EXPECT_EQ(o.limits.header_timeout, 10s);
  EXPECT_EQ(o.limits.body_timeout, 30s);
  EXPECT_EQ(o.limits.idle_timeout, 60s);
  EXPECT_EQ(o.limits.write_timeout, 30s);
  EXPECT_EQ(o.drain_timeout, 8s);
  EXPECT_EQ(o.limits.max_header, 16u * 1024);
  EXPECT_EQ(o.limits.max_body, 1024u * 1024);
}

TEST(ServerOptions, SettleTheNumberOfWorkersByTheModel) {
  EXPECT_EQ(read({"--model", "process"}).options->workers, usable_cores());
  EXPECT_EQ(read({"--model", "thread"}).options->workers, 1);
  EXPECT_EQ(read({"--model", "async"}).options->workers, 1);
  EXPECT_EQ(read({"--model", "async", "--workers", "auto"}).options->workers, usable_cores());
}

TEST(ServerOptions, TakeEveryFlag) {
  for (const auto& row : rows()) {
    for (const auto& flags : {std::vector{row.flag, row.good}, {row.flag + "=" + row.good}}) {
      const auto got = read(flags);
      ASSERT_TRUE(got.options) << row.flag << ": " << got.errors;
      EXPECT_TRUE(row.holds(*got.options)) << row.flag;
    }
  }
}

TEST(ServerOptions, RefuseBadValuesOfEveryFlagInOneLine) {
  for (const auto& row : rows()) {
    for (const auto& bad : row.bad) {
      const auto got = read({row.flag + "=" + bad});
      expect_usage_error(got, row.flag);
      if (!bad.empty()) expect_usage_error(got, bad);
    }
  }
}

TEST(ServerOptions, TakeEveryFlagFromTheEnvironment) {
  for (const auto& row : rows()) {
    const Environment variable(environment_name(row.flag), row.good);
    const auto got = read({});
    ASSERT_TRUE(got.options) << row.flag << ": " << got.errors;
    EXPECT_TRUE(row.holds(*got.options)) << row.flag;
  }
}

TEST(ServerOptions, RefuseBadValuesOfTheEnvironmentInOneLine) {
  for (const auto& row : rows()) {
    for (const auto& bad : row.bad) {
      if (bad.empty()) continue;  // an empty variable is none
      const Environment variable(environment_name(row.flag), bad);
      expect_usage_error(read({}), bad);
    }
  }
}

TEST(ServerOptions, TakeEveryFlagFromAFile) {
  for (const auto& row : rows()) {
    const ConfigFile file("# a comment\n" + row.flag.substr(2) + "=" + row.good + "\n");
    const auto got = read({"--config", file.path()});
    ASSERT_TRUE(got.options) << row.flag << ": " << got.errors;
    EXPECT_TRUE(row.holds(*got.options)) << row.flag;
  }
}

TEST(ServerOptions, FindTheFileByTheEnvironmentToo) {
  const ConfigFile file("port=1234\n");
  const Environment variable("LAB_CONFIG", file.path());
  const auto got = read({});
  ASSERT_TRUE(got.options) << got.errors;
  EXPECT_EQ(got.options->port, 1234);
}

TEST(ServerOptions, FollowTheFlagBeforeTheFileBeforeTheEnvironment) {
  const ConfigFile file("port=1111\n");
  const Environment variable("LAB_PORT", "2222");
  EXPECT_EQ(read({"--config", file.path(), "--port", "3333"}).options->port, 3333);
  EXPECT_EQ(read({"--port", "3333"}).options->port, 3333);
  EXPECT_EQ(read({"--config", file.path()}).options->port, 1111);
  EXPECT_EQ(read({}).options->port, 2222);
}

TEST(ServerOptions, RefuseAFileWithBadContents) {
  const ConfigFile misspelt("prot=1234\n");
  expect_usage_error(read({"--config", misspelt.path()}), "prot");
  const ConfigFile bad_value("port=http\n");
  expect_usage_error(read({"--config", bad_value.path()}), "http");
}

TEST(ServerOptions, RefuseAFileThatIsNotThere) {
  expect_usage_error(read({"--config", "/nowhere/lab.conf"}), "/nowhere/lab.conf");
  const Environment variable("LAB_CONFIG", "/nowhere/other.conf");
  expect_usage_error(read({}), "/nowhere/other.conf");
}

TEST(ServerOptions, RefuseUnknownFlagsAndArguments) {
  expect_usage_error(read({"--bogus"}), "--bogus");
  expect_usage_error(read({"extra"}), "extra");
  expect_usage_error(read({"--port"}), "--port");
  expect_usage_error(read({"--port", "1", "--port", "2"}), "--port");
}

TEST(ServerOptions, PrintHelpWithEveryFlagAndExitWell) {
  const auto got = read({"--help"});
  EXPECT_EQ(got.code, 0);
  EXPECT_EQ(got.errors, "");
  for (const auto& row : rows()) EXPECT_THAT(got.out, HasSubstr(row.flag));
  EXPECT_THAT(got.out, AllOf(HasSubstr("LAB_"), HasSubstr("--config")));
  EXPECT_EQ(read({"--version"}).out, LAB_VERSION "\n");
}

}  // namespace
}  // namespace lab
