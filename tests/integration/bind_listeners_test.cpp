// Claims about binding: port 0, busy ports, bad addresses, IPv6, and a queue a worker for async.
#include "server/listeners.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/net/listener.hpp"

namespace lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;

ServerOptions options_for(ModelKind model, int workers) {
  ServerOptions options;
  options.model = model;
  options.workers = workers;
  options.port = 0;
  options.admin_port = 0;
  return options;
}

const std::vector<ModelKind> kEach{ModelKind::kProcess, ModelKind::kThread, ModelKind::kAsync};

TEST(Listeners, TurnPortZeroIntoRealAndDifferentPorts) {
  for (const auto model : kEach) {
    const auto bound = bind_listeners(options_for(model, 2));
    ASSERT_TRUE(bound) << bound.error().text;
    EXPECT_GT(bound->address.port(), 0);
    EXPECT_GT(bound->admin_address.port(), 0);
    EXPECT_NE(bound->address.port(), bound->admin_address.port());
  }
}

TEST(Listeners, AreOneForAllOrInAsyncOneAWorkerOnTheSamePort) {
  const auto shared = bind_listeners(options_for(ModelKind::kThread, 3));
  ASSERT_TRUE(shared);
  EXPECT_EQ(shared->workers.size(), 1u);
  EXPECT_EQ(shared->of_worker(0), shared->of_worker(2));

  const auto own = bind_listeners(options_for(ModelKind::kAsync, 3));
  ASSERT_TRUE(own);
  ASSERT_EQ(own->workers.size(), 3u);
  EXPECT_NE(own->of_worker(0), own->of_worker(2));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(local_address(own->of_worker(i)).port(), own->address.port());
  }
}

TEST(Listeners, HaveASocketWithoutAFileForTheSharedCounter) {
  auto bound = bind_listeners(options_for(ModelKind::kProcess, 2));
  ASSERT_TRUE(bound);
  EXPECT_THAT(bound->state_address.text(), HasSubstr("unix:@"));
  const auto deadline = Clock::now() + std::chrono::seconds(10);
  EXPECT_TRUE(connect_to(bound->state_address, deadline));
  bound->close();
  EXPECT_FALSE(connect_to(bound->state_address, deadline)) << "somebody still holds it";
}

TEST(Listeners, ReportABusyPortInOneLineThatNamesTheOption) {
  for (const auto holder : kEach) {
    const auto first = bind_listeners(options_for(holder, 2));
    ASSERT_TRUE(first);
    for (const auto model : kEach) {
      auto options = options_for(model, 2);
      options.port = first->address.port();
      const auto second = bind_listeners(options);
      ASSERT_FALSE(second) << "SO_REUSEPORT hid it";
      EXPECT_THAT(second.error().text, AllOf(HasSubstr("--port"), HasSubstr("in use"),
                                             HasSubstr(first->address.text())));
      EXPECT_EQ(second.error().text.find('\n'), std::string::npos);
    }
  }
}

TEST(Listeners, ReportABusyAdminPort) {
  const auto first = bind_listeners(options_for(ModelKind::kThread, 1));
  ASSERT_TRUE(first);
  auto options = options_for(ModelKind::kAsync, 1);
  options.admin_port = first->admin_address.port();
  const auto second = bind_listeners(options);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().text, AllOf(HasSubstr("--admin-port"), HasSubstr("in use")));
}

TEST(Listeners, RefuseAdminAndServiceOnOnePort) {
  const auto free = bind_listeners(options_for(ModelKind::kThread, 1));
  ASSERT_TRUE(free);
  auto options = options_for(ModelKind::kProcess, 1);
  options.port = options.admin_port = 0;
  options.port = free->address.port();
  options.admin_port = free->address.port();
  EXPECT_FALSE(bind_listeners(options));
}

TEST(Listeners, RefuseWhatIsNoAddress) {
  for (const std::string host : {"localhost", "", "300.1.1.1", "1.2.3.4.5", "::g"}) {
    auto options = options_for(ModelKind::kThread, 1);
    options.host = host;
    const auto bound = bind_listeners(options);
    ASSERT_FALSE(bound) << host;
    EXPECT_THAT(bound.error().text, AllOf(HasSubstr("--host: '" + host + "'"), HasSubstr("::1")));
    options = options_for(ModelKind::kThread, 1);
    options.admin_host = host;
    const auto admin = bind_listeners(options);
    ASSERT_FALSE(admin) << host;
    EXPECT_THAT(admin.error().text, HasSubstr("--admin-host: '" + host + "'"));
  }
}

TEST(Listeners, RefuseAnAddressThatIsNotOurs) {
  auto options = options_for(ModelKind::kThread, 1);
  options.host = "203.0.113.7";
  const auto bound = bind_listeners(options);
  ASSERT_FALSE(bound);
  EXPECT_THAT(bound.error().text, HasSubstr("--port: cannot listen on 203.0.113.7:0"));
}

TEST(Listeners, BindIpv6WithAndWithoutBrackets) {
  for (const std::string host : {"::1", "[::1]", "::"}) {
    auto options = options_for(ModelKind::kAsync, 2);
    options.host = host;
    const auto bound = bind_listeners(options);
    if (!bound && bound.error().text.find("equested address") != std::string::npos)
      GTEST_SKIP() << "no IPv6 here";
    ASSERT_TRUE(bound) << bound.error().text;
    EXPECT_EQ(bound->address.family(), AF_INET6);
    EXPECT_THAT(bound->address.text(), HasSubstr("]:"));
  }
}

TEST(Listeners, LetGoOfThePortWhenClosed) {
  auto options = options_for(ModelKind::kAsync, 2);
  auto bound = bind_listeners(options);
  ASSERT_TRUE(bound);
  options.port = bound->address.port();
  options.admin_port = bound->admin_address.port();
  EXPECT_FALSE(bind_listeners(options));
  bound->close();
  EXPECT_TRUE(bind_listeners(options));
}

}  // namespace
}  // namespace lab
