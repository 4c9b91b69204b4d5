// Puts sections, style and scripts into one document.
#include "loadgen/report/html/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "loadgen/report/html/assets.hpp"

namespace lab {
namespace {

/// Nothing is fetched from anywhere, whatever a report may come to contain.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";

std::string_view class_of(const std::optional<Verdict>& verdict) {
  if (!verdict) return "verdict unjudged";
  switch (*verdict) {
    case Verdict::kConfirmed:
      return "verdict confirmed";
    case Verdict::kRefuted:
      return "verdict refuted";
    case Verdict::kInconclusive:
      return "verdict inconclusive";
  }
  return {};
}

std::string_view sign_of(const std::optional<Verdict>& verdict) {
  if (!verdict) return "–";
  switch (*verdict) {
    case Verdict::kConfirmed:
      return "✓";
    case Verdict::kRefuted:
      return "✗";
    case Verdict::kInconclusive:
      return "?";
  }
  return {};
}

Markup sign(const std::optional<Verdict>& verdict) {
  return element("span", {{"class", "sign"}, {"aria-hidden", "true"}}, sign_of(verdict));
}

Markup link_to(const Section& section, const Markup& content) {
  return element("a", {{"href", "#" + section.id}}, content);
}

Markup list_item(const Section& section) {
  auto content = plain(section.label);
  if (section.verdict) {
    const auto name = verdict_name(*section.verdict);
    content = element("span", {{"class", class_of(section.verdict)}},
                      sign(section.verdict) + element("span", {{"class", "heard"}}, name)) +
              plain(" ") + content;
  }
  return element("li", link_to(section, content));
}

Markup section_list(const Page& page) {
  Markup items;
  for (const auto& section : page.sections) items += list_item(section);
  return element("nav", {{"aria-label", "Sections"}}, element("ul", items));
}

/// Shown by the script that makes them work.
Markup controls() {
  const auto button = [](std::string_view id, std::string_view text) {
    return element("button",
                   {{"type", "button"}, {"id", id}, {"aria-pressed", "false"}, {"hidden", ""}},
                   text);
  };
  return element("div", {{"class", "controls"}},
                 button("dark", "Dark") + plain(" ") + button("large", "Large type"));
}

Markup header(const Page& page) {
  return element("header",
                 element("div", element("h1", page.title) +
                                    element("p", {{"class", "subtitle"}}, page.subtitle)) +
                     controls());
}

/// To the sections before and behind.
Markup neighbours(const Page& page, std::size_t at) {
  Markup links;
  if (at > 0)
    links += link_to(page.sections[at - 1], plain("← " + page.sections[at - 1].label)) + plain(" ");
  if (at + 1 < page.sections.size())
    links += element("a", {{"href", "#" + page.sections[at + 1].id}, {"class", "next"}},
                     page.sections[at + 1].label + " →");
  return element("p", {{"class", "neighbours"}}, links);
}

Markup section_element(const Page& page, std::size_t at) {
  const auto& section = page.sections[at];
  const auto heading_id = section.id + "-title";
  const auto heading = element("h2", {{"id", heading_id}, {"tabindex", "-1"}}, section.title);
  return element("section", {{"id", section.id}, {"aria-labelledby", heading_id}},
                 heading + section.body + neighbours(page, at));
}

Markup sections(const Page& page) {
  Markup all = element("noscript", element("p",
                                           "Charts need JavaScript; the tables hold all of "
                                           "their values."));
  for (std::size_t i = 0; i < page.sections.size(); ++i) all += section_element(page, i);
  return element("main", {{"id", "main"}, {"tabindex", "-1"}}, all);
}

Markup body(const Page& page) {
  return element("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the content") +
         header(page) + element("div", {{"class", "columns"}}, section_list(page) + sections(page));
}

std::string script(std::string_view source) { return fmt::format("<script>{}</script>\n", source); }

}  // namespace

Markup verdict_mark(const std::optional<Verdict>& verdict, std::string_view said) {
  return element("span", {{"class", class_of(verdict)}},
                 sign(verdict) + plain(" ") + element("span", said));
}

std::string page_html(const Page& page) {
  auto html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}",
      kPolicy, escaped(page.title), page_css(), body(page).html());
  for (const auto source : {chart_library_js(), charts_js(), page_js()}) html += script(source);
  return html + "</body>\n</html>\n";
}

}  // namespace lab
