// A printer over Boost.JSON, which has neither indentation nor plain decimals of its own in 1.81.
#include "common/json_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

#include "common/http/query.hpp"

namespace lab {
namespace {

enum class Layout { kOneLine, kIndented };

/// A path in a sentence; a name of a file may hold anything.
std::string shown(const std::string& path) { return printable(path, 200); }

/// Boost.JSON writes 0.25 as 2.5E-1.
void print_scalar(std::string& out, const boost::json::value& value) {
  if (const auto* number = value.if_double()) {
    out += fmt::format("{}", *number);
  } else {
    out += boost::json::serialize(value);
  }
}

class Printer {
 public:
  explicit Printer(Layout layout) : layout_(layout) {}

  void print(const boost::json::value& value, std::size_t depth) {
    if (const auto* object = value.if_object()) {
      print_items(*object, "{}", layout_, depth, [&](const auto& item) {
        out_ += boost::json::serialize(item.key());
        out_ += layout_ == Layout::kIndented ? ": " : ":";
        print(item.value(), depth + 1);
      });
    } else if (const auto* array = value.if_array()) {
      const auto layout = is_flat(*array) ? Layout::kOneLine : layout_;
      print_items(*array, "[]", layout, depth, [&](const auto& item) { print(item, depth + 1); });
    } else {
      print_scalar(out_, value);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  static bool is_flat(const boost::json::array& items) {
    return std::none_of(items.begin(), items.end(),
                        [](const auto& item) { return item.is_structured(); });
  }

  template <class Container, class PrintItem>
  void print_items(const Container& items, std::string_view brackets, Layout layout,
                   std::size_t depth, PrintItem print_item) {
    const bool lines = layout == Layout::kIndented && !items.empty();
    out_ += brackets[0];
    bool first = true;
    for (const auto& item : items) {
      if (!std::exchange(first, false)) out_ += ',';
      if (lines) out_.append(1, '\n').append(2 * (depth + 1), ' ');
      print_item(item);
    }
    if (lines) out_.append(1, '\n').append(2 * depth, ' ');
    out_ += brackets[1];
  }

  Layout layout_;
  std::string out_;
};

std::string print(const boost::json::value& value, Layout layout) {
  Printer printer(layout);
  printer.print(value, 0);
  return printer.take();
}

}  // namespace

std::string pretty_json(const boost::json::value& value) {
  return print(value, Layout::kIndented) + "\n";
}
std::string compact_json(const boost::json::value& value) { return print(value, Layout::kOneLine); }

Result<void> check_writable(const std::string& path) {
  if (path.empty() || path == "-") return {};
  if (std::ofstream(path, std::ios::binary | std::ios::app)) return {};
  return problem("cannot write '{}': {}", shown(path), std::strerror(errno));
}

Result<std::string> read_text(const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::string piece(1 << 16, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    text.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    if (text.size() > most) return problem("'{}' has more than {} bytes", shown(path), most);
  }
  if (file.eof()) return text;
  return problem("cannot read '{}': {}", shown(path), std::strerror(errno));
}

Result<void> write_text(const std::string& path, const std::string& text) {
  if (path == "-") {
    const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (whole && std::fflush(stdout) == 0) return {};
    return problem("cannot write to stdout: {}", std::strerror(errno));
  }
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file) return problem("cannot write '{}': {}", shown(path), std::strerror(errno));
  return {};
}

}  // namespace lab
