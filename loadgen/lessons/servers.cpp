// Option lists.
#include "loadgen/lessons/servers.hpp"

#include <fmt/format.h>

namespace lab {
namespace {

ServerOptionList joined(ServerOptionList options, const ServerOptionList& more) {
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

}  // namespace

ServerOptionList process_server(int workers, ServerOptionList more) {
  return joined({"--model", "process", "--workers", std::to_string(workers)}, more);
}
ServerOptionList thread_server(ServerOptionList more) {
  return joined({"--model", "thread"}, more);
}
ServerOptionList async_server(ServerOptionList more) { return joined({"--model", "async"}, more); }
ServerOptionList hybrid_server(int workers, ServerOptionList more) {
  return joined({"--model", "async", "--workers", std::to_string(workers)}, more);
}

std::string times_text(std::string_view name, int count) {
  return fmt::format("{} x{}", name, count);
}

}  // namespace lab
