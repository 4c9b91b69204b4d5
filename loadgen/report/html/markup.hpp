// HTML in pieces. Whatever text goes in is escaped, by the type: there is no way around it.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace lab {

/// A piece of HTML that can stand anywhere in a body.
class Markup {
 public:
  Markup() = default;
  Markup& operator+=(const Markup& other);
  friend Markup operator+(Markup a, const Markup& b) { return a += b; }
  const std::string& html() const { return html_; }
  bool empty() const { return html_.empty(); }

 private:
  friend Markup plain(std::string_view text);
  friend Markup data_script(const boost::json::value& data);
  friend class Element;
  explicit Markup(std::string html) : html_(std::move(html)) {}

  std::string html_;
};

/// What people read, or the value of an attribute: escaped. Control characters, which HTML does
/// not allow, become U+FFFD.
std::string escaped(std::string_view text);
Markup plain(std::string_view text);

/// Data for a script: JSON in which nothing can end the element.
Markup data_script(const boost::json::value& data);

struct Attribute {
  std::string_view name;
  std::string_view value;
};
using Attributes = std::vector<Attribute>;

/// `tag` is a literal of ours; elements without an end tag are not among those we need.
Markup element(std::string_view tag, const Attributes& attributes, const Markup& content);
Markup element(std::string_view tag, const Markup& content);
Markup element(std::string_view tag, std::string_view text);
Markup element(std::string_view tag, const Attributes& attributes, std::string_view text);

}  // namespace lab
