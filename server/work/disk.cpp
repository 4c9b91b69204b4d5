// A file without a name: the kernel takes it back with its last descriptor.
#include "server/work/disk.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "common/net/unique_fd.hpp"

namespace lab {
namespace {

using boost::system::error_code;

constexpr std::size_t kPiece = 64 * 1024;
using Piece = std::array<unsigned char, kPiece>;

error_code last_error() { return {errno, boost::system::system_category()}; }

UniqueFd unnamed_file(const std::string& folder) {
  auto path = folder + "/lab-disk-XXXXXX";
  UniqueFd file(mkostemp(path.data(), O_CLOEXEC));
  if (file) unlink(path.c_str());
  return file;
}

/// Bytes that no file system takes for a hole.
const Piece& contents() {
  static const auto made = [] {
    Piece piece{};
    for (std::size_t i = 0; i < piece.size(); ++i)
      piece[i] = static_cast<unsigned char>(1 + i % 251);
    return piece;
  }();
  return made;
}

/// The contents over and over, whatever pieces the kernel takes them in.
error_code write_all(int file, std::uint64_t bytes) {
  for (std::uint64_t at = 0; at < bytes;) {
    const auto offset = static_cast<std::size_t>(at % kPiece);
    const auto size = std::min<std::uint64_t>(bytes - at, kPiece - offset);
    const auto n = write(file, contents().data() + offset, static_cast<std::size_t>(size));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return last_error();
    at += static_cast<std::uint64_t>(n);
  }
  return {};
}

std::size_t room_for(std::uint64_t left) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece));
}

error_code read_back(int file, DiskResult& result) {
  Piece piece;
  auto checksum = crc32(0, nullptr, 0);
  for (std::uint64_t at = 0; at < result.bytes;) {
    const auto n = pread(file, piece.data(), room_for(result.bytes - at), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return last_error();
    if (n == 0) return {EIO, boost::system::system_category()};  // shorter than what was written
    checksum = crc32(checksum, piece.data(), static_cast<uInt>(n));
    at += static_cast<std::uint64_t>(n);
  }
  result.checksum = static_cast<std::uint32_t>(checksum);
  return {};
}

}  // namespace

DiskResult block(const Disk& disk, const std::string& folder, Gil* gil) {
  const GilRelease released(gil);
  DiskResult result{disk.bytes};
  const auto file = unnamed_file(folder);
  result.error = file ? write_all(file.get(), disk.bytes) : last_error();
  if (!result.error && fdatasync(file.get()) != 0) result.error = last_error();
  if (!result.error) result.error = read_back(file.get(), result);
  return result;
}

}  // namespace lab
