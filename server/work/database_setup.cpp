// Making and removing of what the workers use together.
#include "server/work/database_setup.hpp"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
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

Result<OwnFolder> make_folder(const std::string& data_dir) {
  auto path = data_dir + "/lab-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return problem("{}", strerror(errno));
  return OwnFolder(std::move(path));
}

/// The name of a file that is not there: opening it tells the requests why.
PreparedDatabase without_file(const std::string& data_dir, const Problem& why) {
  log::warn("there is no database for /io/database, since no file can be made in --data-dir {}: {}",
            data_dir, why.text);
  return {DatabaseSource{.file = data_dir + "/lab-none/items.sqlite"}, OwnFolder()};
}

PreparedDatabase prepare_sqlite(const std::string& data_dir) {
  auto folder = make_folder(data_dir);
  if (!folder) return without_file(data_dir, folder.error());
  const auto file = folder->path() + "/items.sqlite";
  if (const auto seeded = seed_sqlite(file); !seeded) return without_file(data_dir, seeded.error());
  return {DatabaseSource{.file = file}, std::move(*folder)};
}

}  // namespace

OwnFolder::OwnFolder(OwnFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), owner_(std::exchange(other.owner_, 0)) {}

OwnFolder& OwnFolder::operator=(OwnFolder&& other) noexcept {
  std::swap(path_, other.path_);
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
