// Where the connections of all workers to their database go.
#pragma once

#include <string>
#include <string_view>

namespace lab {

/// Whether what was to be a URL had better not be shown when it is refused.
inline bool may_hold_password(std::string_view url) {
  constexpr auto kNone = std::string_view::npos;
  return url.find('@') != kNone || url.find("password") != kNone;
}

struct DatabaseSource {
  bool postgres = false;
  std::string file{};       // of SQLite
  std::string url{};        // of PostgreSQL
  std::string host{};       // of the URL, once for each address: "db,db"; empty: as the URL says
  std::string addresses{};  // these, so that no event loop asks a name server: "::1,127.0.0.1"
};

}  // namespace lab
