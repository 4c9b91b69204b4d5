// Claims about a disk that has no more room: /io/disk and SQLite say so, and go on when it has
// some.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using testing::HasSubstr;

class ServerDisk : public EveryModel {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> flags_here() const { return flags({"--data-dir", folder_}); }

  std::string folder_ = [] {
    std::string path = "/tmp/lab_disk_XXXXXX";
    return std::string(mkdtemp(path.data()));
  }();
};
INSTANTIATE_TEST_SUITE_P(Each, ServerDisk, testing::ValuesIn(server_kinds()), kind_name);

/// No file that the workers write may be longer; without a value, any may.
void allow_files_of(const ServerUnderTest& server, std::optional<std::uint64_t> bytes) {
  for (const auto& worker : server.workers()) {
    const auto pid = static_cast<pid_t>(worker.at("pid").as_int64());
    rlimit limit{};
    prlimit(pid, RLIMIT_FSIZE, nullptr, &limit);
    limit.rlim_cur = bytes.value_or(limit.rlim_max);
    ASSERT_EQ(prlimit(pid, RLIMIT_FSIZE, &limit, nullptr), 0);
  }
}

std::size_t descriptors_of_all(const ServerUnderTest& server) {
  std::size_t sum = 0;
  for (const auto& worker : server.workers()) sum += descriptors_of(worker.at("pid").as_int64());
  return sum;
}

TEST_P(ServerDisk, WritesAndReadsBack) {
  const ServerUnderTest server(flags_here());
  for (const std::string via : {"block", "pool"}) {
    const auto reply = server.get("/io/disk?kb=200&via=" + via);
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto body = boost::json::parse(reply.body);
    EXPECT_EQ(body.at("bytes"), 200 * 1024);
    EXPECT_EQ(body.at_pointer("/steps/0/ran").as_string(),
              is("async") || is("hybrid") ? via : "block");
  }
  EXPECT_EQ(boost::json::parse(server.get("/io/disk?kb=1").body).at_pointer("/steps/0/ran"),
            is("async") || is("hybrid") ? "pool" : "block")
      << "unless told otherwise";
}

TEST_P(ServerDisk, ThatTakesNoMoreIsA507AndUsedAgainWhenItDoes) {
  const ServerUnderTest server(flags_here());
  ASSERT_EQ(server.get("/io/disk?kb=64").status, 200);
  allow_files_of(server, 100 * 1024);
  const auto before = descriptors_of_all(server);
  for (const std::string via : {"block", "pool"}) {
    const auto reply = server.get("/io/disk?kb=101&via=" + via);
    EXPECT_EQ(reply.status, 507);
    EXPECT_THAT(reply.body, HasSubstr("the file of 103424 bytes could not be written"));
    EXPECT_EQ(server.get("/io/disk?kb=99&via=" + via).status, 200);
  }
  allow_files_of(server, std::nullopt);
  EXPECT_EQ(server.get("/io/disk?kb=101").status, 200);
  EXPECT_EQ(server.sum("/restarts"), 0);
  EXPECT_TRUE(eventually([&] { return descriptors_of_all(server) <= before; })) << "some leaked";
}

TEST_P(ServerDisk, LeavesNoFile) {
  ServerUnderTest server(flags_here());
  ASSERT_EQ(server.get("/io/disk?kb=64").status, 200);
  EXPECT_EQ(server.stop(), 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_P(ServerDisk, ThatIsNotThereConcernsThoseAloneWhoWantIt) {
  const ServerUnderTest server(flags({"--data-dir", folder_ + "/none"}));
  EXPECT_EQ(server.get("/io/disk").status, 500);
  EXPECT_EQ(server.get("/io/database").status, 500);
  EXPECT_THAT(server.get("/io/disk").body, HasSubstr("No such file or directory"));
  EXPECT_EQ(server.get("/hello").status, 200);
}

/// A file system with room for 2 MiB, that this process and its children alone see.
class SmallFileSystem {
 public:
  explicit SmallFileSystem(std::string folder)
      : folder_(std::move(folder)),
        mounted_(unshare(CLONE_NEWNS) == 0 &&
                 mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                 mount("lab", folder_.c_str(), "tmpfs", 0, "size=2m") == 0) {}
  /// Processes of a server that was killed may hold it a moment longer.
  ~SmallFileSystem() {
    if (mounted_) umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallFileSystem(const SmallFileSystem&) = delete;
  SmallFileSystem& operator=(const SmallFileSystem&) = delete;

  bool is_mounted() const { return mounted_; }
  void fill() const {
    std::ofstream file(filler());
    for (int i = 0; i < 2048 && file; ++i) file << std::string(1024, 'x') << std::flush;
  }
  void make_room() const { std::filesystem::remove(filler()); }

 private:
  std::string filler() const { return folder_ + "/filler"; }

  std::string folder_;
  bool mounted_;
};

TEST_P(ServerDisk, ThatIsFullIsA507OfDiskAndDatabaseAndUsedAgainWhenItHasRoom) {
  const SmallFileSystem small(folder_);
  if (!small.is_mounted()) GTEST_SKIP() << "only root can mount a small file system";
  const ServerUnderTest server(flags_here());
  ASSERT_EQ(server.get("/io/disk?kb=64").status, 200);
  ASSERT_EQ(server.get("/io/database").status, 200);
  small.fill();
  const auto disk = server.get("/io/disk?kb=64");
  EXPECT_EQ(disk.status, 507);
  EXPECT_THAT(disk.body, HasSubstr("No space left on device"));
  // Its log may have room for some writes yet.
  EXPECT_TRUE(eventually([&] { return server.get("/io/database").status == 507; }));
  small.make_room();
  EXPECT_EQ(server.get("/io/disk?kb=64").status, 200);
  const auto good = server.get("/io/database");
  EXPECT_EQ(good.status, 200) << good.body;
  EXPECT_EQ(server.sum("/restarts"), 0);
}

}  // namespace
}  // namespace lab
