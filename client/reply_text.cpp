// The lines of `client get` that are not the body.
#include "client/reply_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "client/provenance.hpp"
#include "client/text.hpp"
#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr std::size_t kMostOfLine = 8192;
constexpr std::size_t kMostReadable = 64 * 1024;

std::string steps_line(const std::vector<ServerStep>& steps) {
  if (steps.empty()) return {};
  std::string text;
  for (const auto& step : steps) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", printable(step.name),
                        format_duration(step.took));
  }
  return "server    " + text + "\n";
}

std::string answerer_line(const ReceivedReply& reply) {
  const auto answerer = parse_answerer(reply.worker);
  if (!answerer) return {};
  return fmt::format("answered  by worker {}, pid {}, thread {}\n", answerer->slot, answerer->pid,
                     answerer->tid);
}

}  // namespace

std::string head_text(const ReceivedReply& reply) {
  auto text = fmt::format("HTTP {}\n", status_text(reply.status));
  for (const auto& [name, value] : reply.fields) {
    text += fmt::format("{}: {}\n", name, printable(value, kMostOfLine));
  }
  return text;
}

std::string times_text(const TimedReply& timed) {
  const auto times = fmt::format("times     connect {}, wait {}, transfer {}, total {}\n",
                                 format_duration(timed.connected - timed.started),
                                 format_duration(timed.first_byte - timed.connected),
                                 format_duration(timed.ended - timed.first_byte),
                                 format_duration(timed.ended - timed.started));
  return times + steps_line(parse_server_timing(timed.reply.field("Server-Timing"))) +
         answerer_line(timed.reply);
}

bool is_readable(std::string_view body) {
  const auto is_control = [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  };
  return body.size() <= kMostReadable && std::none_of(body.begin(), body.end(), is_control);
}

}  // namespace lab
