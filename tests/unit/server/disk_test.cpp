// Claims about real disk I/O: what is written is read back, nothing stays, errors are values.
#include "server/work/disk.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>

namespace lab {
namespace {

class Folder {
 public:
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }
  bool is_empty() const { return std::filesystem::is_empty(path_); }

 private:
  std::string path_ = [] {
    std::string path = "/tmp/lab_disk_XXXXXX";
    return std::string(mkdtemp(path.data()));
  }();
};

TEST(DiskWork, ReadsBackWhatItWroteAndLeavesNothing) {
  const Folder folder;
  for (const std::uint64_t bytes : {0u, 1u, 1000u, 64u * 1024, 64u * 1024 + 1, 300'000u}) {
    const auto result = block(Disk{bytes}, folder.path(), nullptr);
    EXPECT_FALSE(result.error) << result.error.message();
    EXPECT_EQ(result.bytes, bytes);
    EXPECT_EQ(result.checksum == 0, bytes == 0);
    EXPECT_EQ(block(Disk{bytes}, folder.path(), nullptr).checksum, result.checksum);
  }
  EXPECT_TRUE(folder.is_empty());
}

TEST(DiskWork, TellsWhyThereIsNoFile) {
  EXPECT_EQ(block(Disk{10}, "/nowhere", nullptr).error,
            boost::system::errc::no_such_file_or_directory);
}

TEST(DiskWork, TellsThatThereIsNoRoomAndLeavesNothing) {
  const Folder folder;
  signal(SIGXFSZ, SIG_IGN);  // as the server does
  rlimit before{}, limit{};
  getrlimit(RLIMIT_FSIZE, &before);
  limit = {100'000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &limit);
  const auto result = block(Disk{1'000'000}, folder.path(), nullptr);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(result.error, boost::system::errc::file_too_large);
  EXPECT_TRUE(folder.is_empty());
}

}  // namespace
}  // namespace lab
