// Declares the options with CLI11, takes them as text, and reads them with the project's parsers.
#include "loadgen/commands/run_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "common/http/query.hpp"
#include "loadgen/engine/scenario.hpp"

namespace lab {
namespace {

constexpr std::uint64_t kMostConnections = 1'000'000;
constexpr std::uint64_t kMostThreads = 256;
constexpr std::size_t kMostEntries = 100;  // each costs half a megabyte a thread
constexpr double kHighestRate = 1e6;       // a second; no generator sends more
constexpr Duration kDefaultDuration = std::chrono::seconds(10);
constexpr Duration kDefaultWarmup = std::chrono::seconds(1);

/// The options as they were typed; nothing where they were not given.
struct Typed {
  std::vector<std::string> urls;
  std::optional<std::string> connections, duration, requests, threads, rate, arrivals, seed, warmup,
      timeout, method, body;
  std::vector<std::string> headers, mix;
  bool no_keep_alive = false;
};

constexpr const char* kFooter =
    "A request is due when a client is free (closed loop) or by its schedule (--rate). Requests\n"
    "due in the measured time are followed for 2s after its end. Redirects are not followed.\n"
    "Exit: 0 good, 1 no good reply, 2 usage, 130 after Ctrl-C.";

void declare_load(CLI::App& app, Typed& typed) {
  app.add_option("-c,--connections", typed.connections, "clients, a connection each (50)")
      ->type_name("N");
  app.add_option("-d,--duration", typed.duration, "time to measure, after the warm-up (10s)")
      ->type_name("TIME");
  app.add_option("-n,--requests", typed.requests, "send exactly so many, without a warm-up")
      ->type_name("N");
  app.add_option("-t,--threads", typed.threads, "threads of the generator (1)")->type_name("N");
  app.add_option("-R,--rate", typed.rate, "open loop: send 200/s, 12/m, 10k in all")
      ->type_name("RATE");
  app.add_option("--arrivals", typed.arrivals, "of an open loop: uniform or poisson (uniform)")
      ->type_name("KIND");
  app.add_option("--seed", typed.seed, "repeats the random choices of an open loop")
      ->type_name("N");
  app.add_option("--warmup", typed.warmup, "load before the measured time (1s)")->type_name("TIME");
  app.add_option("--timeout", typed.timeout, "until a request has failed (10s)")->type_name("TIME");
}

void declare_requests(CLI::App& app, Typed& typed) {
  app.add_option("URL", typed.urls, "http://host[:port]/path?query; several are asked in turn")
      ->type_name("");
  app.add_option("-m,--method", typed.method, "GET, HEAD, POST, ... (GET; POST with a body)")
      ->type_name("NAME");
  app.add_option("-H,--header", typed.headers, "'Name: value', in place of loadgen's own")
      ->type_name("LINE")
      ->allow_extra_args(false);
  app.add_option("-b,--body", typed.body, "sent with every request")->type_name("TEXT");
  app.add_flag("--no-keep-alive", typed.no_keep_alive, "a new connection for every request")
      ->disable_flag_override();
  app.add_option("--mix", typed.mix, "'WEIGHT /path?query', repeated; URL has no path then")
      ->type_name("ENTRY")
      ->allow_extra_args(false);
}

void declare(CLI::App& app, Typed& typed, RunOptions& options) {
  app.get_formatter()->column_width(28);
  app.footer(kFooter);
  declare_requests(app, typed);
  declare_load(app, typed);
  app.add_option("--json", options.json, "write all figures there; '-': stdout, no text")
      ->type_name("FILE");
  app.add_flag("--quiet", options.quiet, "no progress line")->disable_flag_override();
}

/// Reads typed options one by one and keeps the first problem.
class Reader {
 public:
  /// The value of an option that was given, through `parse`; otherwise `otherwise`.
  template <class Parse, class Value>
  Value read(std::string_view option, const std::optional<std::string>& text, Parse parse,
             Value otherwise) {
    if (!text) return otherwise;
    const auto value = parse(*text);
    if (value) return *value;
    refuse("{}: {}", option, value.error().text);
    return otherwise;
  }

  template <class... Args>
  void refuse(fmt::format_string<Args...> format, Args&&... args) {
    if (!first_) first_ = problem(format, std::forward<Args>(args)...);
  }

  const std::optional<Problem>& first() const { return first_; }

 private:
  std::optional<Problem> first_;
};

/// A parser of whole numbers from 1 to `most`.
auto count_up_to(std::uint64_t most) {
  return [most](std::string_view text) -> Result<std::uint64_t> {
    const auto count = parse_count(text);
    if (count && *count >= 1 && *count <= most) return *count;
    return problem("'{}' is not a whole number from 1 to {}", printable(text), most);
  };
}

Result<Duration> parse_positive(std::string_view text) {
  const auto duration = parse_duration(text);
  if (duration && *duration <= Duration::zero()) {
    return problem("'{}' is not above zero", printable(text));
  }
  return duration;
}

Result<Rate> parse_sendable(std::string_view text) {
  const auto rate = parse_rate(text);
  if (rate && rate->per_second > kHighestRate) {
    return problem("'{}' is above 1000k/s, more than loadgen can send", printable(text));
  }
  return rate;
}

Result<ArrivalKind> parse_arrivals(std::string_view text) {
  if (text == "uniform") return ArrivalKind::kUniform;
  if (text == "poisson") return ArrivalKind::kPoisson;
  return problem("'{}' is neither uniform nor poisson", printable(text));
}

// --- from typed options to a plan ---

/// The server and the mix, from URLs or from --mix.
void read_targets(Reader& reader, const Typed& typed, LoadPlan& plan) {
  if (typed.urls.empty()) reader.refuse("URL is missing (such as http://127.0.0.1:8080/hello)");
  for (const auto& text : typed.urls) {
    const auto url = parse_url(text);
    if (!url) return reader.refuse("{}", url.error().text);
    if (plan.mix.empty()) plan.server = *url;
    if (url->authority() != plan.server.authority()) {
      return reader.refuse("'{}' is another server than '{}': one at a time", printable(text, 200),
                           plan.server.authority());
    }
    plan.mix.push_back({1, url->target});
  }
  if (typed.mix.empty()) return;
  if (plan.mix.size() > 1 || plan.server.target != "/") {
    return reader.refuse("--mix says what to ask for, so there is one URL and it has no path");
  }
  if (typed.mix.size() > kMostEntries) {
    return reader.refuse("--mix: {} entries are more than {}", typed.mix.size(), kMostEntries);
  }
  plan.mix.clear();
  for (const auto& text : typed.mix) {
    const auto entry = parse_mix_entry(text);
    if (!entry) return reader.refuse("--mix: {}", entry.error().text);
    plan.mix.push_back(*entry);
  }
}

void read_requests(Reader& reader, const Typed& typed, LoadPlan& plan) {
  plan.body = typed.body.value_or("");
  plan.method = reader.read("--method", typed.method, parse_method,
                            typed.body ? Method::kPost : Method::kGet);
  plan.keep_alive = typed.no_keep_alive ? KeepAlive::kOff : KeepAlive::kOn;
  for (const auto& text : typed.headers) {
    const auto header = parse_header(text);
    if (!header) return reader.refuse("--header: {}", header.error().text);
    plan.headers.push_back(*header);
  }
}

void read_size(Reader& reader, const Typed& typed, LoadPlan& plan) {
  constexpr auto kAny = std::numeric_limits<std::uint64_t>::max();
  plan.connections = static_cast<unsigned>(reader.read("--connections", typed.connections,
                                                       count_up_to(kMostConnections),
                                                       std::uint64_t{plan.connections}));
  plan.threads = static_cast<unsigned>(reader.read(
      "--threads", typed.threads, count_up_to(kMostThreads), std::uint64_t{plan.threads}));
  if (typed.requests) {
    plan.requests = reader.read("--requests", typed.requests, count_up_to(kAny), std::uint64_t{1});
    if (typed.warmup)
      reader.refuse("--warmup: every request of --requests counts, so there is none");
  } else {
    plan.warmup = reader.read("--warmup", typed.warmup, parse_duration, kDefaultWarmup);
  }
  if (typed.duration || !typed.requests) {
    plan.duration = reader.read("--duration", typed.duration, parse_positive, kDefaultDuration);
  }
  plan.timeout = reader.read("--timeout", typed.timeout, parse_positive, plan.timeout);
}

void read_schedule(Reader& reader, const Typed& typed, LoadPlan& plan) {
  plan.seed = reader.read("--seed", typed.seed, parse_count, plan.seed);
  if (typed.rate) {
    OpenLoop loop;
    loop.rate = reader.read("--rate", typed.rate, parse_sendable, loop.rate);
    loop.arrivals = reader.read("--arrivals", typed.arrivals, parse_arrivals, loop.arrivals);
    plan.open_loop = loop;
  } else if (typed.arrivals) {
    reader.refuse("--arrivals: only an open loop has arrivals; give its --rate");
  }
}

}  // namespace

Result<MixEntry> parse_mix_entry(std::string_view text) {
  const auto refused = problem(
      "'{}' is not a weight above zero and a path (such as '95 /io?ms=20')", printable(text, 200));
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return refused;
  const auto weight = parse_decimal(text.substr(0, blank));
  const auto target = text.substr(blank + 1);
  if (!weight || *weight <= 0 || !target.starts_with('/')) return refused;
  const auto url = parse_url("http://mix" + std::string(target));
  if (!url) return refused;
  return MixEntry{*weight, url->target};
}

Result<RunOptions> parse_run_options(const std::vector<std::string>& arguments,
                                     std::uint64_t random_seed) {
  RunOptions options;
  Typed typed;
  CLI::App app("Loads a server and reports what it did.", "loadgen run");
  declare(app, typed, options);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // as CLI11 wants
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
    return options;
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string_view words =
        error.what();  // "--option: what is wrong with the number of values"
    return problem("{}: takes exactly one value", words.substr(0, words.find(':')));
  } catch (const CLI::ParseError& error) {
    return problem("{}", error.what());
  }
  options.plan.seed = random_seed;
  Reader reader;
  read_targets(reader, typed, options.plan);
  read_requests(reader, typed, options.plan);
  read_size(reader, typed, options.plan);
  read_schedule(reader, typed, options.plan);
  if (reader.first()) return *reader.first();
  options.notes = fit(options.plan);
  return options;
}

}  // namespace lab
