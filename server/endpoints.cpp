// The rows of the endpoint table and the planning of requests by it.
#include "server/endpoints.hpp"

#include <algorithm>
#include <array>

#include "common/http/query.hpp"
#include "server/render.hpp"

namespace lab {
namespace {

using Kind = ParameterKind;

constexpr std::array kGet{Method::kGet};
constexpr std::array kPost{Method::kPost};
constexpr std::uint64_t kMostBytes = 64 * 1024 * 1024;

constexpr std::array kIoParameters{Parameter{"ms", Kind::kMilliseconds, "50", kMostMilliseconds},
                                   Parameter{"via", Kind::kVia, "await"}};
constexpr std::array kBlockParameters{
    Parameter{"ms", Kind::kMilliseconds, "50", kMostMilliseconds}};
constexpr std::array kCpuParameters{Parameter{"ms", Kind::kMilliseconds, "10", kMostMilliseconds},
                                    Parameter{"via", Kind::kCpuVia, "block"}};
constexpr std::array kWorkParameters{Parameter{"do", Kind::kPipeline, "io:20,cpu:5"}};
constexpr std::array kMixParameters{Parameter{"io", Kind::kMilliseconds, "40", kMostMilliseconds},
                                    Parameter{"cpu", Kind::kMilliseconds, "5", kMostMilliseconds}};
constexpr std::array kBytesParameters{Parameter{"n", Kind::kCount, "1024", kMostBytes}};

Job no_job(const Arguments&) { return {}; }
Job io_job(const Arguments& a) { return {{Wait{a.milliseconds("ms")}, a.via()}}; }
Job block_job(const Arguments& a) { return {{Wait{a.milliseconds("ms")}, Via::kBlock}}; }
Job cpu_job(const Arguments& a) { return {{Burn{a.milliseconds("ms")}, a.via()}}; }
Job work_job(const Arguments& a) { return a.pipeline("do"); }
Job mix_job(const Arguments& a) {
  return {{Wait{a.milliseconds("io")}, Via::kAwait}, {Burn{a.milliseconds("cpu")}, Via::kBlock}};
}

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
    Endpoint{"/work", kGet, kWorkParameters, "a pipeline of steps: model your own service",
             "/work?do=io:20,cpu:5@pool,block:2", work_job, render_steps},
    Endpoint{"/mix", kGet, kMixParameters, "waits, then burns CPU: short for a pipeline of the two",
             "/mix?io=40&cpu=5", mix_job, render_steps},
    Endpoint{"/echo",
             kPost,
             {},
             "sends the request's body back",
             "/echo --data hello",
             no_job,
             render_echo},
    Endpoint{"/bytes", kGet, kBytesParameters, "a body of n bytes", "/bytes?n=1024", no_job,
             render_bytes},
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

}  // namespace

std::span<const Endpoint> endpoints() { return kEndpoints; }

std::variant<Plan, Reply> plan(const Request& request) {
  const auto endpoint = std::find_if(kEndpoints.begin(), kEndpoints.end(),
                                     [&](const Endpoint& e) { return e.path == request.path; });
  if (endpoint == kEndpoints.end()) return not_found(request.path);
  if (!offers(*endpoint, request.method)) return not_allowed(*endpoint, request.method);
  const auto arguments = read_arguments(endpoint->parameters, request.query);
  if (!arguments) return text_reply(Status::kBadRequest, arguments.error().text);
  return Plan{endpoint->job(*arguments), endpoint->render};
}

std::optional<Reply> refusal_of(const Request& request) {
  auto planned = plan(request);
  if (auto* refused = std::get_if<Reply>(&planned)) return std::move(*refused);
  return std::nullopt;
}

}  // namespace lab
