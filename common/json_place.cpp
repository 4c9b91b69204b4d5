// Each reading either gives a checked value or notes a fault.
#include "common/json_place.hpp"

#include <cmath>

#include "common/http/query.hpp"

namespace lab {
namespace {

/// None unless it is a whole number that is not negative.
std::optional<std::uint64_t> whole_of(const boost::json::value& value) {
  if (const auto* number = value.if_uint64()) return *number;
  if (const auto* number = value.if_int64(); number != nullptr && *number >= 0) {
    return static_cast<std::uint64_t>(*number);
  }
  return std::nullopt;
}

}  // namespace

void JsonFault::note(const std::string& path, std::string_view what) {
  if (!problem_) problem_ = problem("{} {}", path.empty() ? "the whole" : path, what);
}

Result<void> JsonFault::result() const {
  if (problem_) return *problem_;
  return {};
}

void JsonPlace::refuse(std::string_view expected) const {
  if (value_ != nullptr) fault_->note(path_, fmt::format("is not {}", expected));
}

bool JsonPlace::has(std::string_view member) const {
  return value_ != nullptr && value_->is_object() && value_->get_object().contains(member);
}

JsonPlace JsonPlace::operator[](std::string_view member) const {
  auto path = path_.empty() ? std::string(member) : fmt::format("{}.{}", path_, member);
  const boost::json::value* found = nullptr;
  if (value_ == nullptr || !value_->is_object()) {
    refuse("an object");
  } else if (found = value_->get_object().if_contains(member); found == nullptr) {
    fault_->note(path, "is missing");
  }
  return {found, std::move(path), *fault_};
}

std::vector<JsonPlace> JsonPlace::elements() const {
  std::vector<JsonPlace> places;
  if (value_ == nullptr || !value_->is_array()) {
    refuse("an array");
    return places;
  }
  for (const auto& element : value_->get_array()) {
    places.push_back({&element, fmt::format("{}[{}]", path_, places.size()), *fault_});
  }
  return places;
}

std::vector<std::pair<std::string, JsonPlace>> JsonPlace::members() const {
  std::vector<std::pair<std::string, JsonPlace>> places;
  if (value_ == nullptr || !value_->is_object()) {
    refuse("an object");
    return places;
  }
  for (const auto& [name, member] : value_->get_object()) {
    auto path = fmt::format("{}.'{}'", path_, printable(name, 50));
    places.emplace_back(name, JsonPlace{&member, std::move(path), *fault_});
  }
  return places;
}

std::uint64_t JsonPlace::whole(std::uint64_t least, std::uint64_t most) const {
  const auto number = value_ == nullptr ? std::nullopt : whole_of(*value_);
  if (number && least <= *number && *number <= most) return *number;
  refuse(fmt::format("a whole number from {} to {}", least, most));
  return least;
}

double JsonPlace::number() const {
  const bool any = value_ != nullptr && value_->is_number();
  const auto number = any ? value_->to_number<double>() : -1;
  if (std::isfinite(number) && number >= 0) return number;
  refuse("a number of at least 0");
  return 0;
}

std::string JsonPlace::text() const {
  if (value_ != nullptr && value_->is_string()) return std::string(value_->get_string());
  refuse("a text");
  return {};
}

bool JsonPlace::flag() const {
  if (value_ != nullptr && value_->is_bool()) return value_->get_bool();
  refuse("true or false");
  return false;
}

}  // namespace lab
