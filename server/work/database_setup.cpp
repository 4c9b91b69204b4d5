// Making and removing of what the workers use together.
#include "server/work/database_setup.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/clock.hpp"
#include "common/log.hpp"
#include "server/work/postgres.hpp"
#include "server/work/sqlite.hpp"

namespace lab {
namespace {

constexpr Duration kSeedingPatience = std::chrono::seconds(10);

Result<PreparedDatabase> prepare_postgres(const std::string& url) {
  auto source = read_postgres_url(url);
  if (!source) return problem("--database: {}", source.error().text);
  const auto seeded = seed_postgres(*source, Clock::now() + kSeedingPatience);
  if (!seeded) return problem("--database: {}", seeded.error().text);
  return PreparedDatabase(std::move(*source), {});
}

constexpr std::string_view kFolderName = "lab-sqlite-";

/// The folder, held; nothing when somebody else holds it, or it has gone.
UniqueFd hold(const std::string& path) {
  UniqueFd folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder || flock(folder.get(), LOCK_EX | LOCK_NB) != 0) return {};
  struct stat held {
  }, there{};
  fstat(folder.get(), &held);
  const bool same = lstat(path.c_str(), &there) == 0 && held.st_ino == there.st_ino;
  return same ? std::move(folder) : UniqueFd();
}

/// Those of servers that were killed: a living one, or a process of it, holds its own.
void remove_leftovers(const std::string& data_dir) {
  std::error_code failed;
  std::filesystem::directory_iterator entry(data_dir, failed), end;
  for (; !failed && entry != end; entry.increment(failed)) {
    if (!entry->path().filename().string().starts_with(kFolderName)) continue;
    std::error_code ignored;
    if (const auto held = hold(entry->path().string())) {
      std::filesystem::remove_all(entry->path(), ignored);
    }
  }
}

/// Another server may take it for a leftover before we hold it; then we make another.
Result<OwnFolder> make_folder(const std::string& data_dir) {
  constexpr int kTries = 10;
  for (int i = 0; i < kTries; ++i) {
    auto path = fmt::format("{}/{}XXXXXX", data_dir, kFolderName);
    if (mkdtemp(path.data()) == nullptr) return problem("{}", strerror(errno));
    if (auto held = hold(path)) return OwnFolder(std::move(path), std::move(held));
  }
  return problem("no folder there can be locked");
}

/// The name of a file that is not there: opening it tells the requests why.
PreparedDatabase without_file(const std::string& data_dir, const Problem& why) {
  log::warn("there is no database for /io/database, since no file can be made in --data-dir {}: {}",
            data_dir, why.text);
  return {DatabaseSource{.file = data_dir + "/lab-none/items.sqlite"}, OwnFolder()};
}

PreparedDatabase prepare_sqlite(const std::string& data_dir) {
  remove_leftovers(data_dir);
  auto folder = make_folder(data_dir);
  if (!folder) return without_file(data_dir, folder.error());
  const auto file = folder->path() + "/items.sqlite";
  if (const auto seeded = seed_sqlite(file); !seeded) return without_file(data_dir, seeded.error());
  return {DatabaseSource{.file = file}, std::move(*folder)};
}

}  // namespace

OwnFolder::OwnFolder(OwnFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      held_(std::move(other.held_)),
      owner_(std::exchange(other.owner_, 0)) {}

OwnFolder& OwnFolder::operator=(OwnFolder&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(held_, other.held_);
  std::swap(owner_, other.owner_);
  return *this;
}

OwnFolder::~OwnFolder() {
  if (path_.empty() || owner_ != getpid()) return;
  std::error_code ignored;  // what stays is in a folder for temporary files
  std::filesystem::remove_all(path_, ignored);
}

Result<PreparedDatabase> prepare_database(const std::string& url, const std::string& data_dir) {
  if (!url.empty()) return prepare_postgres(url);
  return prepare_sqlite(data_dir);
}

}  // namespace lab
