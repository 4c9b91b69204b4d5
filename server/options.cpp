// The table of options and its reading by CLI11.
#include "server/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "common/machine.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

using Setter = std::function<Result<void>(const std::string&)>;

struct Option {
  std::string flag;
  std::string value_name;
  std::string fallback;  // shown in help
  std::string help;
  Setter set;
};

/// Parses by `parse` and assigns to `target`.
template <class Target, class Parse>
Setter setter(Target& target, Parse parse) {
  return [&target, parse](const std::string& text) -> Result<void> {
    auto value = parse(text);
    if (!value) return value.error();
    target = *value;
    return {};
  };
}

Setter positive(Duration& target) {
  return setter(target, [](const std::string& text) -> Result<Duration> {
    auto value = parse_duration(text);
    if (value && *value <= Duration::zero())
      return problem("'{}' is not a duration above zero", text);
    return value;
  });
}

template <class Integer>
Setter whole(Integer& target, std::uint64_t least, std::uint64_t most) {
  return setter(target, [least, most](const std::string& text) -> Result<Integer> {
    const auto value = parse_count(text);
    if (value && *value >= least && *value <= most) return static_cast<Integer>(*value);
    return problem("'{}' is not a whole number from {} to {}", text, least, most);
  });
}

Setter bytes(std::uint64_t& target, std::uint64_t least, std::uint64_t most) {
  return setter(target, [least, most](const std::string& text) -> Result<std::uint64_t> {
    const auto value = parse_bytes(text);
    if (value && *value >= least && *value <= most) return *value;
    return problem("'{}' is not a size from {} to {}", text, format_bytes(least),
                   format_bytes(most));
  });
}

Setter text(std::string& target) {
  return [&target](const std::string& value) -> Result<void> {
    target = value;
    return {};
  };
}

template <class Enum>
struct Choice {
  std::string_view name;
  Enum value;
};

template <class Enum>
Result<Enum> choose(const std::vector<Choice<Enum>>& choices, const std::string& text) {
  std::string names;
  for (const auto& choice : choices) {
    if (choice.name == text) return choice.value;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", choice.name);
  }
  return problem("'{}' is not one of {}", text, names);
}

Result<ModelKind> parse_model(const std::string& text) {
  std::vector<Choice<ModelKind>> choices;
  choices.reserve(kModels.size());
  for (const auto& model : kModels) choices.push_back({model.name, model.kind});
  return choose(choices, text);
}

Result<KeepAlive> parse_keep_alive(const std::string& text) {
  return choose<KeepAlive>(
      {{"auto", KeepAlive::kAuto}, {"on", KeepAlive::kOn}, {"off", KeepAlive::kOff}}, text);
}

Result<int> parse_workers(const std::string& text) {
  if (text == "auto") return usable_cores();
  const auto value = parse_count(text);
  if (value && *value >= 1 && *value <= 1024) return static_cast<int>(*value);
  return problem("'{}' is neither auto nor a whole number from 1 to 1024", text);
}

std::vector<Option> option_table(ServerOptions& o) {
  auto& l = o.limits;
  return {
      {"--model", "NAME", "process", "process, thread or async", setter(o.model, parse_model)},
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
       setter(o.keep_alive, parse_keep_alive)},
      {"--header-timeout", "TIME", format_setting(l.header_timeout),
       "for a request's head to arrive", positive(l.header_timeout)},
      {"--body-timeout", "TIME", format_setting(l.body_timeout), "for a request's body to arrive",
       positive(l.body_timeout)},
      {"--idle-timeout", "TIME", format_setting(l.idle_timeout), "between requests of a connection",
       positive(l.idle_timeout)},
      {"--write-timeout", "TIME", format_setting(l.write_timeout),
       "for the peer to take a whole reply", positive(l.write_timeout)},
      {"--drain-timeout", "TIME", format_setting(o.drain_timeout),
       "after SIGTERM, until what is left is given up", positive(o.drain_timeout)},
      {"--max-header", "SIZE", "16KiB", "request line and headers",
       bytes(l.max_header, 256, 1024 * 1024)},
      {"--max-body", "SIZE", "1MiB", "request body", bytes(l.max_body, 0, 64 * 1024 * 1024)},
      {"--log-level", "LEVEL", "info", "debug, info, warn, error or off",
       setter(o.log_level, log::parse_level)},
  };
}

/// LAB_HEADER_TIMEOUT for --header-timeout.
std::string environment_name(const std::string& flag) {
  std::string name = "LAB_" + flag.substr(2);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return name;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void add_option(CLI::App& app, const Option& option) {
  const auto apply = [set = option.set, flag = option.flag](const std::string& value) {
    if (const auto done = set(value); !done) throw CLI::ValidationError(flag, done.error().text);
  };
  app.add_option_function<std::string>(option.flag, apply,
                                       fmt::format("{} [{}]", option.help, option.fallback))
      ->envname(environment_name(option.flag))
      ->type_name(option.value_name);
}

void settle_workers(ServerOptions& options) {
  if (options.workers == 0)
    options.workers = options.model == ModelKind::kProcess ? usable_cores() : 1;
}

/// CLI11's sentences can span lines; a usage error is one.
EarlyExit usage_error(const CLI::ParseError& error) {
  std::string line = error.what();
  std::replace(line.begin(), line.end(), '\n', ' ');
  fmt::print(stderr, "server: {} (see server --help)\n", line);
  return {2};
}

}  // namespace

std::variant<ServerOptions, EarlyExit> read_options(int argc, const char* const* argv) {
  ServerOptions options;
  CLI::App app("Concurrency Lab server: the same endpoints under three concurrency models",
               "server");
  app.set_version_flag("--version", LAB_VERSION);
  const std::string config = environment("LAB_CONFIG");
  app.set_config("--config", config,
                 "read options from this file: NAME=VALUE a line, names as above without dashes",
                 !config.empty());
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.footer(
      "Every option can also be given as LAB_NAME in the environment, such as LAB_PORT=8081. A "
      "flag "
      "comes before the file, the file before the environment.");
  for (const auto& option : option_table(options)) add_option(app, option);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return EarlyExit{app.exit(help)};
  } catch (const CLI::ParseError& error) {
    return usage_error(error);
  }
  settle_workers(options);
  return options;
}

}  // namespace lab
