// What the subcommands of client can be told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/http/message.hpp"
#include "common/http/url.hpp"
#include "common/result.hpp"

namespace lab {

inline constexpr std::size_t kMostRequests = 500;
inline constexpr std::size_t kLeastWidth = 20;  // columns
inline constexpr std::size_t kMostWidth = 1000;

enum class Volume { kNormal, kQuiet };

struct GetOptions {
  Url url;
  Duration timeout = std::chrono::seconds(30);
  Method method = Method::kGet;
  Volume volume = Volume::kNormal;
  std::string help;  // not empty: asked for, to be printed instead of a request
};

struct TimelineOptions {
  Url url;
  std::size_t requests = 12;
  Duration timeout = std::chrono::seconds(30);
  std::optional<std::size_t> width;  // columns; nothing: as the terminal has
  std::string help;                  // as above
};

/// A Problem in one line that names the option, its value and what is accepted.
Result<GetOptions> read_get_options(const std::vector<std::string>& arguments);
Result<TimelineOptions> read_timeline_options(const std::vector<std::string>& arguments);

}  // namespace lab
