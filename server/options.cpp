// The table of options.
#include "server/options.hpp"

#include <filesystem>
#include <system_error>

#include "common/command_line.hpp"
#include "common/http/query.hpp"
#include "common/machine.hpp"
#include "common/units.hpp"
#include "server/parameters.hpp"
#include "server/work/database.hpp"
#include "server/work/database_source.hpp"
#include "server/work/network.hpp"

namespace lab {
namespace {

constexpr Duration kShortestGilInterval = std::chrono::microseconds(1);
constexpr Duration kLongestGilInterval = std::chrono::seconds(1);

std::vector<Choice<ModelKind>> model_choices() {
  std::vector<Choice<ModelKind>> choices;
  choices.reserve(kModels.size());
  for (const auto& model : kModels) choices.push_back({model.name, model.kind});
  return choices;
}

std::vector<Choice<KeepAlive>> keep_alive_choices() {
  return {{"auto", KeepAlive::kAuto}, {"on", KeepAlive::kOn}, {"off", KeepAlive::kOff}};
}

Result<int> parse_workers(std::string_view text) {
  if (text == "auto") return usable_cores();
  const auto value = parse_whole(text, 1, 1024);
  if (value) return static_cast<int>(*value);
  return problem("'{}' is neither auto nor a whole number from 1 to 1024", printable(text));
}

/// A request may ask for so much and then find a peer that is slow to connect to and to answer;
/// what it queues for besides is for whoever sets the timeout to know.
Result<std::optional<Duration>> parse_hang_timeout(std::string_view text) {
  constexpr Duration kLongestRequest =
      std::chrono::milliseconds(kMostMilliseconds) + 2 * kDatabasePatience;
  static_assert(kUpstreamPatience <= 2 * kDatabasePatience);
  if (text == "off") return std::optional<Duration>();
  const auto time = parse_duration(text);
  if (time && *time > kLongestRequest) return std::optional(*time);
  return problem("'{}' is neither off nor a time above {}, which a request may take",
                 printable(text), format_setting(kLongestRequest));
}

Result<std::optional<Url>> parse_upstream(std::string_view text) {
  auto url = parse_url(text);
  if (!url) return url.error();
  if (url->target != "/")
    return problem("'{}' has a path: the calls go to /io of the server", printable(text));
  return std::optional(*std::move(url));
}

/// What else is wrong with it is found when the server starts.
Result<std::string> parse_database(std::string_view text) {
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) {
    return std::string(text);
  }
  const auto shown = may_hold_password(text) ? "it" : fmt::format("'{}'", printable(text));
  return problem("{} does not begin with postgresql://", shown);
}

/// What a client may take of time and room.
std::vector<CommandOption> limit_options(Limits& l) {
  return {
      {"--header-timeout", "TIME", format_setting(l.header_timeout),
       "for a request's head to arrive", positive(l.header_timeout)},
      {"--body-timeout", "TIME", format_setting(l.body_timeout), "for a request's body to arrive",
       positive(l.body_timeout)},
      {"--idle-timeout", "TIME", format_setting(l.idle_timeout), "between requests of a connection",
       positive(l.idle_timeout)},
      {"--write-timeout", "TIME", format_setting(l.write_timeout),
       "for the peer to take a whole reply", positive(l.write_timeout)},
      {"--max-header", "SIZE", "16KiB", "request line and headers",
       size(l.max_header, 256, 1024 * 1024)},
      {"--max-body", "SIZE", "1MiB", "request body", size(l.max_body, 0, 64 * 1024 * 1024)},
  };
}

/// Where real work is done.
std::vector<CommandOption> work_options(ServerOptions& o) {
  return {
      {"--upstream", "URL", "the embedded backend",
       "server that /io/network calls; its /io?ms= must wait as ours does",
       setter(o.upstream, parse_upstream)},
      {"--data-dir", "FOLDER", o.data_dir, "where /io/disk writes its files, and SQLite",
       text(o.data_dir)},
      {"--database", "URL", "SQLite, embedded",
       "postgresql://... that /io/database asks instead; a table items is made there",
       setter(o.database, parse_database)},
      {"--database-connections", "N", "4", "connections a worker has to its database at most",
       whole(o.database_connections, 1, 1024)},
  };
}

std::vector<CommandOption> option_table(ServerOptions& o) {
  std::vector<CommandOption> table{
      {"--model", "NAME", "process", "process, thread or async", choice(o.model, model_choices())},
      {"--workers", "N|auto", "the model's",
       "worker processes; auto: usable cores (default of process; else 1)",
       setter(o.workers, parse_workers)},
      {"--host", "ADDRESS", o.host, "address to serve on", text(o.host)},
      {"--port", "PORT", "8080", "port to serve on; 0 picks a free one", whole(o.port, 0, 65535)},
      {"--admin-host", "ADDRESS", o.admin_host, "address of the admin port", text(o.admin_host)},
      {"--admin-port", "PORT", "9080", "port of /stats, /livez, /readyz; 0 picks a free one",
       whole(o.admin_port, 0, 65535)},
      {"--max-connections", "N", "10000", "connections a worker holds at most; more get 503",
       whole(o.max_connections, 1, 1'000'000)},
      {"--backlog", "N", "511", "length of the listen queue", whole(o.backlog, 1, 65535)},
      {"--pool", "N", "4", "threads of the offload pool (async)", whole(o.pool, 1, 1024)},
      {"--pool-queue", "N", "256", "jobs that may wait for the pool; more get 503",
       whole(o.pool_queue, 0, 1'000'000)},
      {"--keep-alive", "auto|on|off", "auto",
       "auto: process lets a connection go when others wait; else on",
       choice(o.keep_alive, keep_alive_choices())},
      {"--gil", "", "",
       "emulate CPython's lock: of a worker's threads one at a time runs the code of requests",
       switch_to(o.gil, true)},
      {"--gil-interval", "TIME", format_setting(o.gil_interval),
       "wait of a thread before it asks another for that lock",
       duration(o.gil_interval, kShortestGilInterval, kLongestGilInterval)},
      {"--chaos", "", "", "let clients harm the server: /crash, /hang and /leak",
       switch_to(o.chaos, true)},
      {"--drain-timeout", "TIME", format_setting(o.drain_timeout),
       "after SIGTERM, or for a worker that SIGHUP replaces, until what is left is given up",
       positive(o.drain_timeout)},
      {"--hang-timeout", "off|TIME", "off",
       "kill and replace a worker that got no further for so long; more than 70s",
       setter(o.hang_timeout, parse_hang_timeout)},
      {"--log-level", "LEVEL", "info", "debug, info, warn, error or off",
       setter(o.log_level, log::parse_level)},
      {"--access-log", "FILE", "",
       "append a line a request: Common Log Format and its microseconds", text(o.access_log)},
  };
  for (auto& more : {work_options(o), limit_options(o.limits)}) {
    table.insert(table.end(), more.begin(), more.end());
  }
  return table;
}

/// Also where TMPDIR names none: that concerns those alone who want a file.
std::string temporary_folder() {
  std::error_code none;
  const auto folder = std::filesystem::temp_directory_path(none);
  return none ? "/tmp" : folder.string();
}

void settle_workers(ServerOptions& options) {
  if (options.workers == 0)
    options.workers = options.model == ModelKind::kProcess ? usable_cores() : 1;
}

}  // namespace

Result<ServerOptions> read_options(const std::vector<std::string>& arguments) {
  ServerOptions options;
  options.data_dir = temporary_folder();
  auto help = read_arguments(
      {.program = "server",
       .summary = "Concurrency Lab server: the same endpoints under three concurrency models",
       .options = option_table(options),
       .footer = "Every option can also be given as LAB_NAME in the environment, such as "
                 "LAB_PORT=8081.\nA flag comes before the file, the file before the environment.",
       .environment_prefix = "LAB_"},
      arguments);
  if (!help) return help.error();
  options.help = *std::move(help);
  settle_workers(options);
  return options;
}

}  // namespace lab
