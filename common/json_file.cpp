// An indenting printer over Boost.JSON, which has none of its own in 1.81.
#include "common/json_file.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace lab {
namespace {

void print(std::string& out, const boost::json::value& value, std::size_t depth);

/// Prints one thing an item, between `open` and `close`; an empty container stays on its line.
template <class Container, class PrintItem>
void print_items(std::string& out, const Container& items, char open, char close, std::size_t depth,
                 PrintItem print_item) {
  out += open;
  bool first = true;
  for (const auto& item : items) {
    out += first ? "\n" : ",\n";
    first = false;
    out.append(2 * (depth + 1), ' ');
    print_item(item);
  }
  if (!first) out.append(1, '\n').append(2 * depth, ' ');
  out += close;
}

bool is_flat(const boost::json::array& items) {
  for (const auto& item : items) {
    if (item.is_structured()) return false;
  }
  return true;
}

void print(std::string& out, const boost::json::value& value, std::size_t depth) {
  if (const auto* object = value.if_object()) {
    print_items(out, *object, '{', '}', depth, [&](const auto& item) {
      out += boost::json::serialize(item.key());
      out += ": ";
      print(out, item.value(), depth + 1);
    });
  } else if (const auto* array = value.if_array(); array != nullptr && !is_flat(*array)) {
    print_items(out, *array, '[', ']', depth, [&](const auto& item) { print(out, item, depth + 1); });
  } else {
    out += boost::json::serialize(value);
  }
}

}  // namespace

std::string pretty_json(const boost::json::value& value) {
  std::string out;
  print(out, value, 0);
  out += '\n';
  return out;
}

Result<void> write_text(const std::string& path, const std::string& text) {
  if (path == "-") {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    return {};
  }
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file) return problem("cannot write '{}': {}", path, std::strerror(errno));
  return {};
}

}  // namespace lab
