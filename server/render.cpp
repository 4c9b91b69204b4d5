// Bodies and headers of the replies.
#include "server/render.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cerrno>
#include <cmath>

#include "common/json_file.hpp"
#include "server/endpoints.hpp"

namespace lab {
namespace {

Reply plain(std::string text) { return text_reply(Status::kOk, std::move(text)); }

double rounded_ms(Duration d) { return std::round(to_ms(d) * 1000) / 1000; }

boost::json::object step_json(const StepOutcome& step) {
  boost::json::object json{{"work", step.work}, {"ran", via_name(step.ran)}};
  if (step.asked) json["asked_ms"] = rounded_ms(*step.asked);
  json["took_ms"] = rounded_ms(step.took);
  json["cpu_ms"] = rounded_ms(step.cpu);
  return json;
}

/// Who ran the steps, how, and what they took.
boost::json::object steps_json(const Outcome& outcome) {
  boost::json::array steps;
  Duration took{};
  for (const auto& step : outcome.steps) {
    steps.push_back(step_json(step));
    took += step.took;
  }
  return {{"model", model_name(outcome.who.model)},
          {"worker", outcome.who.slot},
          {"pid", outcome.who.pid},
          {"thread", outcome.who.tid},
          {"took_ms", rounded_ms(took)},
          {"steps", std::move(steps)}};
}

Reply json_reply(const boost::json::object& body) {
  Reply reply;
  reply.content_type = kJsonText;
  reply.body = compact_json(body) + "\n";
  return reply;
}

Reply try_later(std::string text) {
  auto reply = text_reply(Status::kUnavailable, std::move(text));
  reply.add("Retry-After", "1");
  return reply;
}

/// Adds are not tried again by us, since one may count twice then: so the reply says how many did.
Reply render_state_fault(const StateResult& result) {
  const auto done =
      fmt::format("{} of {} adds are done, and at most one more", result.added, result.asked.adds);
  if (result.error == boost::system::errc::timed_out) {
    return text_reply(Status::kGatewayTimeout,
                      fmt::format("the admin process, which keeps the shared counter, does not "
                                  "answer: {}",
                                  done));
  }
  return try_later(fmt::format(
      "the connection to the admin process, which keeps the shared counter, failed ({}): {}",
      result.error.message(), done));
}

Reply render_network_fault(const NetworkResult& result) {
  if (result.error == boost::system::errc::timed_out) {
    return text_reply(Status::kGatewayTimeout, "the upstream server did not answer in time");
  }
  // Ours is the shortage then, and the upstream may be well.
  if (result.error == boost::system::errc::too_many_files_open ||
      result.error == boost::system::errc::too_many_files_open_in_system) {
    return try_later("there is no descriptor left for a call to the upstream server");
  }
  const auto why = result.error ? result.error.message()
                                : fmt::format("it answered with status {}", result.status);
  return text_reply(Status::kBadGateway, "the call to the upstream server failed: " + why);
}

Reply render_disk_fault(const DiskResult& result) {
  const bool full = result.error == boost::system::errc::no_space_on_device ||
                    result.error == boost::system::errc::file_too_large ||
                    result.error.value() == EDQUOT;  // which errc lacks
  return text_reply(full ? Status::kInsufficientStorage : Status::kInternalError,
                    fmt::format("the file of {} bytes could not be written and read back: {}",
                                result.bytes, result.error.message()));
}

struct FaultWords {
  Status status;
  std::string_view words;
};
// In the order of DatabaseFault.
constexpr std::array<FaultWords, 8> kDatabaseFaults{
    {{Status::kOk, ""},
     {Status::kUnavailable,
      "all connections to the database are busy: try again later, or raise "
      "--database-connections"},
     {Status::kUnavailable, "the database cannot be reached"},
     {Status::kGatewayTimeout, "the database did not answer in time"},
     {Status::kBadGateway, "the database did not do it"},
     {Status::kUnavailable, "others write to the database for too long: try again later"},
     {Status::kInsufficientStorage, "the database is full"},
     {Status::kInternalError, "the database cannot be used"}}};

/// What libpq says names the host, its address, the user and the database, and is for the log
/// alone.
Reply render_database_fault(const DatabaseResult& result) {
  const auto& fault = kDatabaseFaults[static_cast<std::size_t>(result.fault)];
  std::string text(fault.words);
  if (result.engine == kSqlite && !result.reason.empty()) text += ": " + result.reason;
  if (fault.status == Status::kUnavailable) return try_later(std::move(text));
  return text_reply(fault.status, std::move(text));
}

std::string server_timing(const Outcome& outcome) {
  std::string text;
  for (const auto& step : outcome.steps) {
    text += fmt::format("{}{};dur={:.3f}", text.empty() ? "" : ", ", step.work, to_ms(step.took));
  }
  return text;
}

/// The host to show in curl lines: the one the client used, unless it would need quoting.
std::string shown_host(std::string_view host) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
  const bool usable = !host.empty() && host.find_first_not_of(kPlain) == std::string_view::npos;
  return usable ? std::string(host) : "127.0.0.1:8080";
}

std::string curl_line(const Endpoint& endpoint, const std::string& host) {
  const auto space = endpoint.example.find(' ');
  const auto options = space == std::string_view::npos ? "" : endpoint.example.substr(space);
  return fmt::format("curl 'http://{}{}'{}", host, endpoint.example.substr(0, space), options);
}

std::string parameter_lines(const Endpoint& endpoint) {
  std::string text;
  for (const auto& p : endpoint.parameters) {
    text += fmt::format("      {:<16} {}\n", fmt::format("{}={}", p.name, p.fallback),
                        accepted_values(p));
  }
  return text;
}

std::string index_text(const std::string& host, const Identity& who) {
  std::string text =
      fmt::format("Concurrency Lab, model {}, worker {}\n\n", model_name(who.model), who.slot);
  for (const auto& endpoint : endpoints()) {
    text += fmt::format("  {}\n      {}\n{}", curl_line(endpoint, host), endpoint.summary,
                        parameter_lines(endpoint));
  }
  return text;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

constexpr std::string_view kPageHead =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
    "content=\"width=device-width\">"
    "<title>Concurrency Lab</title><style>body{font:16px/1.5 "
    "system-ui,sans-serif;max-width:50rem;margin:2rem auto;"
    "padding:0 1rem}code{background:#8882;padding:.1em .3em}dd{margin:0 0 1rem "
    "1rem}:root{color-scheme:light dark}"
    "</style><h1>Concurrency Lab</h1>";

std::string index_html(const std::string& host, const Identity& who) {
  std::string page(kPageHead);
  page += fmt::format("<p>Model <b>{}</b>, answered by worker {}.</p><dl>", model_name(who.model),
                      who.slot);
  for (const auto& endpoint : endpoints()) {
    const auto path = html_escaped(endpoint.example.substr(0, endpoint.example.find(' ')));
    const bool linked = endpoint.methods.front() == Method::kGet && !endpoint.chaos;
    const auto title = linked ? fmt::format("<a href=\"{}\">{}</a>", path, path) : path;
    page += fmt::format("<dt>{}</dt><dd>{}<br><code>{}</code></dd>", title,
                        html_escaped(endpoint.summary), html_escaped(curl_line(endpoint, host)));
  }
  return page + "</dl></html>\n";
}

}  // namespace

Reply render_index(const Request& request, const Outcome& outcome) {
  const auto host = shown_host(request.host);
  if (request.accept.find("text/html") == std::string_view::npos) {
    Reply reply = plain({});
    reply.body = index_text(host, outcome.who);
    return reply;
  }
  Reply reply;
  reply.content_type = kHtmlText;
  reply.body = index_html(host, outcome.who);
  return reply;
}

Reply render_healthz(const Request&, const Outcome&) { return plain("ok"); }
Reply render_hello(const Request&, const Outcome&) { return plain("hello"); }

Reply render_echo(const Request& request, const Outcome&) {
  Reply reply;
  reply.content_type = "application/octet-stream";  // never the peer's own word for it
  reply.body = request.body;
  return reply;
}

Reply render_steps(const Request&, const Outcome& outcome) {
  return json_reply(steps_json(outcome));
}

Reply render_primes(const Request&, const Outcome& outcome) {
  const auto& result = std::get<PrimesResult>(outcome.steps.back().result);
  auto json = steps_json(outcome);
  json["n"] = result.most;
  json["primes"] = result.count;
  return json_reply(json);
}

Reply render_compress(const Request&, const Outcome& outcome) {
  const auto& result = std::get<CompressResult>(outcome.steps.back().result);
  auto json = steps_json(outcome);
  json["bytes"] = result.bytes;
  json["compressed_bytes"] = result.compressed;
  json["crc32"] = fmt::format("{:08x}", result.checksum);
  return json_reply(json);
}

Reply render_infer(const Request&, const Outcome& outcome) {
  const auto& result = std::get<InferResult>(outcome.steps.back().result);
  auto json = steps_json(outcome);
  json["n"] = result.vectors;
  json["checksum"] = fmt::format("{:016x}", result.checksum);
  return json_reply(json);
}

Reply render_network(const Request&, const Outcome& outcome) {
  const auto& result = std::get<NetworkResult>(outcome.steps.back().result);
  auto json = steps_json(outcome);
  json["upstream_status"] = result.status;
  json["attempts"] = result.attempts;
  return json_reply(json);
}

Reply render_disk(const Request&, const Outcome& outcome) {
  const auto& result = std::get<DiskResult>(outcome.steps.back().result);
  auto json = steps_json(outcome);
  json["bytes"] = result.bytes;
  json["crc32"] = fmt::format("{:08x}", result.checksum);
  return json_reply(json);
}

Reply render_database(const Request&, const Outcome& outcome) {
  const auto& result = std::get<DatabaseResult>(outcome.steps.back().result);
  auto json = steps_json(outcome);
  json["database"] = result.engine;
  if (result.engine == kSqlite) {
    json["note"] = "SQLite has no asynchronous form, so an event loop hands it to its pool";
  }
  json["rows"] = result.found;
  json["crc32"] = fmt::format("{:08x}", result.checksum);
  json["attempts"] = result.attempts;
  return json_reply(json);
}

Reply render_state(const Request&, const Outcome& outcome) {
  const auto& result = std::get<StateResult>(outcome.steps.back().result);
  auto json = steps_json(outcome);
  json["scope"] = scope_name(result.asked.scope);
  json["value"] = result.value;
  json["added"] = result.added;
  return json_reply(json);
}

Reply render_leak(const Request&, const Outcome& outcome) {
  const auto& result = std::get<LeakResult>(outcome.steps.back().result);
  auto json = steps_json(outcome);
  json["leaked_bytes"] = result.bytes;
  json["leaked_bytes_total"] = result.total;
  return json_reply(json);
}

Reply render_fault(const Outcome& outcome) {
  if (outcome.fault == JobFault::kStateFailed) {
    return render_state_fault(std::get<StateResult>(outcome.steps.back().result));
  }
  if (outcome.fault == JobFault::kNetworkFailed) {
    return render_network_fault(std::get<NetworkResult>(outcome.steps.back().result));
  }
  if (outcome.fault == JobFault::kDatabaseFailed) {
    return render_database_fault(std::get<DatabaseResult>(outcome.steps.back().result));
  }
  if (outcome.fault == JobFault::kDiskFailed) {
    return render_disk_fault(std::get<DiskResult>(outcome.steps.back().result));
  }
  return try_later(
      "the offload pool and its queue are full: try again later, or raise --pool or --pool-queue");
}

void add_provenance(Reply& reply, const Outcome& outcome) {
  reply.add("X-Worker",
            fmt::format("{}/{}/{}", outcome.who.slot, outcome.who.pid, outcome.who.tid));
  if (!outcome.steps.empty()) reply.add("Server-Timing", server_timing(outcome));
}

Reply render(const Plan& plan, const Request& request, const Outcome& outcome) {
  auto reply =
      outcome.fault == JobFault::kNone ? plan.render(request, outcome) : render_fault(outcome);
  add_provenance(reply, outcome);
  return reply;
}

}  // namespace lab
