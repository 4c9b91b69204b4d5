// Escapes text and writes elements.
#include "loadgen/report/html/markup.hpp"

#include <fmt/format.h>

#include "common/json_file.hpp"

namespace lab {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    default:
      is_control(c) ? out.append(kReplacement) : out.append(1, c);
  }
}

}  // namespace

Markup& Markup::operator+=(const Markup& other) {
  html_ += other.html_;
  return *this;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const auto c : text) append_escaped(out, c);
  return out;
}

Markup plain(std::string_view text) { return Markup(escaped(text)); }

Markup data_script(const boost::json::value& data) {
  std::string json;
  for (const auto c : compact_json(data)) {
    // No JSON has this outside of a string, and inside of one it may be written so.
    c == '<' ? json.append("\\u003c") : json.append(1, c);
  }
  return Markup(fmt::format("<script type=\"application/json\">{}</script>\n", json));
}

/// The only one that writes tags.
class Element {
 public:
  static Markup write(std::string_view tag, const Attributes& attributes, const Markup& content) {
    auto html = fmt::format("<{}", tag);
    for (const auto& [name, value] : attributes)
      html += fmt::format(" {}=\"{}\"", name, escaped(value));
    return Markup(html + fmt::format(">{}</{}>{}", content.html_, tag, is_block(tag) ? "\n" : ""));
  }

 private:
  /// Where a line break after it changes nothing: the source of a report can be read too.
  static bool is_block(std::string_view tag) {
    constexpr std::string_view kInline = " a b code span strong small button ";
    return kInline.find(fmt::format(" {} ", tag)) == std::string_view::npos;
  }
};

Markup element(std::string_view tag, const Attributes& attributes, const Markup& content) {
  return Element::write(tag, attributes, content);
}
Markup element(std::string_view tag, const Markup& content) { return element(tag, {}, content); }
Markup element(std::string_view tag, std::string_view text) { return element(tag, plain(text)); }
Markup element(std::string_view tag, const Attributes& attributes, std::string_view text) {
  return element(tag, attributes, plain(text));
}

}  // namespace lab
