// Checks headers and writes requests.
#include "loadgen/engine/scenario.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <cctype>

#include "common/base64.hpp"
#include "common/http/query.hpp"

namespace lab {
namespace {

using boost::beast::iequals;

constexpr std::array kMethods{Method::kGet,    Method::kHead,    Method::kPost,  Method::kPut,
                              Method::kDelete, Method::kOptions, Method::kPatch, Method::kTrace};

bool is_token(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](unsigned char c) {
    return std::isalnum(c) != 0 || kMarks.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_control(unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Headers that loadgen sends unless the plan has its own of that name.
std::vector<Header> default_headers(const LoadPlan& plan) {
  std::vector<Header> headers{
      {"Host", plan.server.authority()}, {"User-Agent", "loadgen/" LAB_VERSION}, {"Accept", "*/*"}};
  if (!plan.server.login.empty())
    headers.push_back({"Authorization", "Basic " + base64(plan.server.login)});
  if (plan.keep_alive == KeepAlive::kOff) headers.push_back({"Connection", "close"});
  return headers;
}

bool sends_body(const LoadPlan& plan) {
  return !plan.body.empty() || plan.method == Method::kPost || plan.method == Method::kPut ||
         plan.method == Method::kPatch;
}

void append_header(std::string& out, const Header& header) {
  if (!header.value.empty()) out.append(header.name + ": " + header.value + "\r\n");
}

}  // namespace

Result<Header> parse_header(std::string_view line) {
  const auto refuse = [&](std::string_view why) {
    return problem("'{}' is not a header to send: {}", printable(line, 80), why);
  };
  if (std::any_of(line.begin(), line.end(), is_control)) {
    return refuse("it holds a line break or another control byte");
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return refuse("it has no colon (such as 'Accept: */*')");
  const auto name = line.substr(0, colon);
  if (!is_token(name)) return refuse("its name must be letters, digits and dashes");
  if (iequals(name, "Content-Length") || iequals(name, "Transfer-Encoding")) {
    return refuse("loadgen sends the body's length itself");
  }
  return Header{std::string(name), std::string(trimmed(line.substr(colon + 1)))};
}

Result<Method> parse_method(std::string_view name) {
  const auto* found = std::find_if(kMethods.begin(), kMethods.end(),
                                   [&](Method method) { return method_name(method) == name; });
  if (found == kMethods.end()) {
    return problem("'{}' is not a method (GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH or TRACE)",
                   printable(name));
  }
  return *found;
}

std::string request_bytes(const LoadPlan& plan, std::string_view target) {
  std::string out(method_name(plan.method));
  out.append(" ").append(target).append(" HTTP/1.1\r\n");
  for (const auto& header : default_headers(plan)) {
    const auto same = [&](const Header& own) { return iequals(own.name, header.name); };
    if (std::none_of(plan.headers.begin(), plan.headers.end(), same)) append_header(out, header);
  }
  for (const auto& header : plan.headers) append_header(out, header);
  if (sends_body(plan)) append_header(out, {"Content-Length", std::to_string(plan.body.size())});
  return out.append("\r\n").append(plan.body);
}

Scenario::Scenario(const LoadPlan& plan) : method_(plan.method), keep_alive_(plan.keep_alive) {
  for (const auto& entry : plan.mix) requests_.push_back(request_bytes(plan, entry.target));
}

}  // namespace lab
