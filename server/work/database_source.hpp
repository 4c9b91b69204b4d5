// Where the connections of all workers to their database go.
#pragma once

#include <string>

namespace lab {

struct DatabaseSource {
  bool postgres = false;
  std::string file{};       // of SQLite
  std::string url{};        // of PostgreSQL
  std::string host{};       // of the URL, once for each address: "db,db"; empty: as the URL says
  std::string addresses{};  // these, so that no event loop asks a name server: "::1,127.0.0.1"
};

}  // namespace lab
