// The rows of the endpoint table and the planning of requests by it.
#include "server/endpoints.hpp"

#include <algorithm>
#include <array>

#include "common/http/query.hpp"
#include "common/units.hpp"
#include "server/render.hpp"

namespace lab {
namespace {

using Kind = ParameterKind;

constexpr std::array kGet{Method::kGet};
constexpr std::array kPost{Method::kPost};
constexpr std::string_view kBackendPath = "/io";
constexpr std::uint64_t kMostBytes = 64 * 1024 * 1024;
constexpr std::uint64_t kMostAdds = 1'000'000;  // shared: some ten seconds of round trips
constexpr std::uint64_t kMostKilobytes = 65'536;
constexpr std::uint64_t kMostNumber = 100'000'000;  // half a second of sieving
constexpr std::uint64_t kMostRows = 1000;
constexpr std::uint64_t kMostVectors = 100'000;  // some seconds of multiplying

constexpr std::array kIoParameters{Parameter{"ms", Kind::kMilliseconds, "50", kMostMilliseconds},
                                   Parameter{"via", Kind::kVia, "await"}};
constexpr std::array kBlockParameters{
    Parameter{"ms", Kind::kMilliseconds, "50", kMostMilliseconds}};
constexpr std::array kCpuParameters{Parameter{"ms", Kind::kMilliseconds, "10", kMostMilliseconds},
                                    Parameter{"via", Kind::kCpuVia, "block"}};
constexpr std::array kPrimesParameters{Parameter{"n", Kind::kCount, "1000000", kMostNumber},
                                       Parameter{"via", Kind::kCpuVia, "block"}};
constexpr std::array kCompressParameters{Parameter{"kb", Kind::kCount, "256", kMostKilobytes},
                                         Parameter{"via", Kind::kCpuVia, "block"}};
constexpr std::array kInferParameters{Parameter{"n", Kind::kCount, "100", kMostVectors},
                                      Parameter{"via", Kind::kCpuVia, "block"}};
constexpr std::array kDiskParameters{Parameter{"kb", Kind::kCount, "64", kMostKilobytes},
                                     Parameter{"via", Kind::kDiskVia, "pool"}};
constexpr std::array kDatabaseParameters{
    Parameter{"ms", Kind::kMilliseconds, "0", kMostMilliseconds},
    Parameter{"rows", Kind::kCount, "10", kMostRows}, Parameter{"via", Kind::kDatabaseVia, "auto"}};
constexpr std::array kWorkParameters{Parameter{"do", Kind::kPipeline, "io:20,cpu:5"}};
constexpr std::array kMixParameters{Parameter{"io", Kind::kMilliseconds, "40", kMostMilliseconds},
                                    Parameter{"cpu", Kind::kMilliseconds, "5", kMostMilliseconds}};
constexpr std::array kBytesParameters{Parameter{"n", Kind::kCount, "1024", kMostBytes}};
constexpr std::array kStateParameters{Parameter{"scope", Kind::kScope, "local"},
                                      Parameter{"n", Kind::kCount, "1", kMostAdds},
                                      Parameter{"via", Kind::kVia, "await"}};
constexpr std::array kLeakParameters{Parameter{"kb", Kind::kCount, "1024", kMostKilobytes}};

Job no_job(const Arguments&) { return {}; }
Job io_job(const Arguments& a) { return {{Wait{a.milliseconds("ms")}, a.via()}}; }
Job block_job(const Arguments& a) { return {{Wait{a.milliseconds("ms")}, Via::kBlock}}; }
Job cpu_job(const Arguments& a) { return {{Burn{a.milliseconds("ms")}, a.via()}}; }
Job primes_job(const Arguments& a) { return {{Primes{a.count("n")}, a.via()}}; }
Job compress_job(const Arguments& a) { return {{Compress{a.count("kb") * 1024}, a.via()}}; }
Job infer_job(const Arguments& a) { return {{Infer{a.count("n")}, a.via()}}; }
Job network_job(const Arguments& a) { return {{Network{a.milliseconds("ms")}, a.via()}}; }
Job disk_job(const Arguments& a) { return {{Disk{a.count("kb") * 1024}, a.via()}}; }
Job database_job(const Arguments& a) {
  return {{Database{a.count("rows"), a.milliseconds("ms")}, a.via()}};
}
Job work_job(const Arguments& a) { return a.pipeline("do"); }
Job mix_job(const Arguments& a) {
  return {{Wait{a.milliseconds("io")}, Via::kAwait}, {Burn{a.milliseconds("cpu")}, Via::kBlock}};
}
/// Adding where one is never waits, so it holds its thread, whatever one would like to await.
Job state_job(const Arguments& a) {
  const State state{a.scope(), a.count("n")};
  const bool waits = state.scope == StateScope::kShared;
  return {{state, waits || a.via() == Via::kPool ? a.via() : Via::kBlock}};
}
Job crash_job(const Arguments&) { return {{Crash{}, Via::kBlock}}; }
Job hang_job(const Arguments&) { return {{Hang{}, Via::kBlock}}; }
Job leak_job(const Arguments& a) { return {{Leak{a.count("kb") * 1024}, Via::kBlock}}; }

Reply render_bytes(const Request& request, const Outcome&) {
  const auto arguments = read_arguments(kBytesParameters, request.query);
  Reply reply;
  reply.content_type = "application/octet-stream";
  reply.body = Filler{arguments->count("n")};
  return reply;
}

constexpr std::array kEndpoints{
    Endpoint{"/", kGet, {}, "this page", "/", no_job, render_index},
    Endpoint{"/healthz", kGet, {}, "says ok", "/healthz", no_job, render_healthz},
    Endpoint{"/hello", kGet, {}, "the cheapest possible reply", "/hello", no_job, render_hello},
    Endpoint{"/io", kGet, kIoParameters,
             "waits as well-behaved I/O does: a timer in async, a sleep in the other models",
             "/io?ms=50", io_job, render_steps},
    Endpoint{"/block", kGet, kBlockParameters,
             "waits while holding the serving thread, in every model", "/block?ms=50", block_job,
             render_steps},
    Endpoint{"/cpu", kGet, kCpuParameters,
             "burns that much CPU time of its thread, never wall time", "/cpu?ms=10", cpu_job,
             render_steps},
    Endpoint{"/io/network", kGet, kIoParameters,
             "an HTTP call to the upstream server, which waits that long", "/io/network?ms=50",
             network_job, render_network},
    Endpoint{"/io/database", kGet, kDatabaseParameters,
             "asks the database for rows by their keys and writes one; PostgreSQL also waits for "
             "ms, and can be awaited",
             "/io/database?rows=10", database_job, render_database},
    Endpoint{"/io/disk", kGet, kDiskParameters,
             "writes a file, forces it to the disk and reads it back", "/io/disk?kb=64", disk_job,
             render_disk},
    Endpoint{"/cpu/primes", kGet, kPrimesParameters, "counts the primes up to n",
             "/cpu/primes?n=1000000", primes_job, render_primes},
    Endpoint{"/cpu/compress", kGet, kCompressParameters, "compresses that much text with zlib",
             "/cpu/compress?kb=256", compress_job, render_compress},
    Endpoint{"/cpu/infer", kGet, kInferParameters,
             "runs n inputs through a dense layer of a neural network", "/cpu/infer?n=100",
             infer_job, render_infer},
    Endpoint{"/work", kGet, kWorkParameters, "a pipeline of steps: model your own service",
             "/work?do=io:20,cpu:5@pool,block:2", work_job, render_steps},
    Endpoint{"/mix", kGet, kMixParameters, "waits, then burns CPU: short for a pipeline of the two",
             "/mix?io=40&cpu=5", mix_job, render_steps},
    Endpoint{"/state", kGet, kStateParameters,
             "adds one to a counter, n times: the worker's own, or one for all workers that the "
             "admin process keeps behind a Unix socket",
             "/state?scope=shared&n=1000", state_job, render_state},
    Endpoint{"/echo",
             kPost,
             {},
             "sends the request's body back",
             "/echo --data hello",
             no_job,
             render_echo},
    Endpoint{"/bytes", kGet, kBytesParameters, "a body of n bytes", "/bytes?n=1024", no_job,
             render_bytes},
    Endpoint{"/crash",
             kGet,
             {},
             "ends the worker at once, without a reply (with --chaos)",
             "/crash",
             crash_job,
             render_steps,
             true},
    Endpoint{"/hang",
             kGet,
             {},
             "stops the serving thread for ever (with --chaos)",
             "/hang",
             hang_job,
             render_steps,
             true},
    Endpoint{"/leak", kGet, kLeakParameters,
             "takes memory from the worker for the rest of its life (with --chaos)",
             "/leak?kb=1024", leak_job, render_leak, true},
};

bool offers(const Endpoint& endpoint, Method method) {
  const auto wanted = method == Method::kHead ? Method::kGet : method;
  return std::find(endpoint.methods.begin(), endpoint.methods.end(), wanted) !=
         endpoint.methods.end();
}

std::string allowed_methods(const Endpoint& endpoint) {
  std::string names;
  for (const auto method : endpoint.methods) {
    if (!names.empty()) names += ", ";
    names += method_name(method);
    if (method == Method::kGet) names += ", HEAD";
  }
  return names;
}

Reply not_allowed(const Endpoint& endpoint, Method method) {
  const auto allowed = allowed_methods(endpoint);
  auto reply = text_reply(Status::kMethodNotAllowed,
                          fmt::format("{} does not take {}: accepted are {}", endpoint.path,
                                      method_name(method), allowed));
  reply.add("Allow", allowed);
  return reply;
}

Reply not_found(std::string_view path) {
  return text_reply(Status::kNotFound,
                    fmt::format("there is no {} here: / lists every endpoint", printable(path)));
}

/// Nobody keeps a thread or a loop for longer by asking for it in parts.
Reply too_long(Duration asked) {
  return text_reply(Status::kBadRequest,
                    fmt::format("the steps ask for {} ms together: accepted are 0 to {}",
                                to_ms(asked), kMostMilliseconds));
}

Reply no_chaos(std::string_view path) {
  return text_reply(
      Status::kForbidden,
      fmt::format("{} harms this server, which was not allowed: start the server with --chaos",
                  path));
}

/// SQLite is a library: whoever calls it does its work, and nothing in it waits for so long.
Result<void> suit_sqlite(Step& step, bool may_choose) {
  if (std::get<Database>(step.work).wait > Duration::zero()) {
    return problem(
        "parameter ms is refused: SQLite does not wait; accepted is 0, or start the server with "
        "--database postgresql://...");
  }
  if (may_choose) step.via = Via::kPool;
  if (step.via != Via::kAwait) return {};
  return problem(
      "parameter via=await is refused: SQLite has no asynchronous form, so use block or pool, or "
      "start the server with --database postgresql://...");
}

/// Only the server's options tell what can be asked of its database.
Result<void> suit_database(Job& job, const Arguments& arguments, const PlanRules& rules) {
  for (auto& step : job) {
    if (rules.postgres || !std::holds_alternative<Database>(step.work)) continue;
    if (auto suited = suit_sqlite(step, arguments.leaves_via_to_us()); !suited) return suited;
  }
  return {};
}

}  // namespace

std::span<const Endpoint> endpoints() { return kEndpoints; }

std::variant<Plan, Reply> plan(const Request& request, const PlanRules& rules) {
  const auto endpoint = std::find_if(kEndpoints.begin(), kEndpoints.end(),
                                     [&](const Endpoint& e) { return e.path == request.path; });
  if (endpoint == kEndpoints.end() || (rules.backend && endpoint->path != kBackendPath)) {
    return not_found(request.path);
  }
  if (!offers(*endpoint, request.method)) return not_allowed(*endpoint, request.method);
  if (endpoint->chaos && !rules.chaos) return no_chaos(endpoint->path);
  const auto arguments = read_arguments(endpoint->parameters, request.query);
  if (!arguments) return text_reply(Status::kBadRequest, arguments.error().text);
  auto job = endpoint->job(*arguments);
  if (const auto suited = suit_database(job, *arguments, rules); !suited) {
    return text_reply(Status::kBadRequest, suited.error().text);
  }
  if (rules.backend) {  // its one thread is everybody's, and any local process may ask it
    for (auto& step : job) step.via = Via::kAwait;
  }
  const auto asked = asked_time(job);
  if (asked > std::chrono::milliseconds(kMostMilliseconds)) return too_long(asked);
  return Plan{std::move(job), endpoint->render};
}

std::optional<Reply> refusal_of(const Request& request, const PlanRules& rules) {
  auto planned = plan(request, rules);
  if (auto* refused = std::get_if<Reply>(&planned)) return std::move(*refused);
  return std::nullopt;
}

}  // namespace lab
