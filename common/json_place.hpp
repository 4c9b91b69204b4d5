// Reading JSON that comes from elsewhere: every value is checked, and the first fault is one line.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.hpp"

namespace lab {

/// The largest whole number that every reader of JSON takes for what it is, 2^53.
inline constexpr std::uint64_t kMostInJson = std::uint64_t{1} << 53;

/// The first thing found wrong with a document.
class JsonFault {
 public:
  void note(const std::string& path, std::string_view what);
  Result<void> result() const;

 private:
  std::optional<Problem> problem_;
};

/// A value of a document and where it stands. What is read from a wrong or missing value is zero,
/// empty or false, and the fault is noted; so a whole structure is read first and judged once.
/// The document and the fault must outlive it.
class JsonPlace {
 public:
  JsonPlace(const boost::json::value& root, JsonFault& fault) : value_(&root), fault_(&fault) {}

  JsonPlace operator[](std::string_view member) const;
  std::vector<JsonPlace> elements() const;
  std::vector<std::pair<std::string, JsonPlace>> members() const;

  bool is_null() const { return value_ != nullptr && value_->is_null(); }
  bool has(std::string_view member) const;
  /// A whole number from `least` to `most`.
  std::uint64_t whole(std::uint64_t least = 0, std::uint64_t most = kMostInJson) const;
  /// Finite, not below zero.
  double number() const;
  std::string text() const;
  bool flag() const;

  /// Notes that what stands here "is not ...".
  void refuse(std::string_view expected) const;

 private:
  JsonPlace(const boost::json::value* value, std::string path, JsonFault& fault)
      : value_(value), path_(std::move(path)), fault_(&fault) {}

  const boost::json::value* value_;  // null: missing, which was noted
  std::string path_;
  JsonFault* fault_;
};

}  // namespace lab
