// What is sent: the requests of a plan as bytes, serialised once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "loadgen/engine/plan.hpp"

namespace lab {

/// "Name: value" as -H takes it. No line breaks or control bytes; Content-Length and
/// Transfer-Encoding are refused, since the body is sent with its length.
Result<Header> parse_header(std::string_view line);

/// A method by its name, in capitals.
Result<Method> parse_method(std::string_view name);

/// One whole request on the wire.
std::string request_bytes(const LoadPlan& plan, std::string_view target);

/// The requests of a plan's mix, in its order.
class Scenario {
 public:
  explicit Scenario(const LoadPlan& plan);

  std::string_view bytes(std::size_t entry) const { return requests_[entry]; }
  Method method() const { return method_; }
  KeepAlive keep_alive() const { return keep_alive_; }

 private:
  std::vector<std::string> requests_;
  Method method_;
  KeepAlive keep_alive_;
};

}  // namespace lab
