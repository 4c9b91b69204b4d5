// Fuzzes the planning of requests: whatever is asked for comes to a job within the caps of the
// table or to a refusal in one line, and a job written back as a query is the same job.
//
// Input: "METHOD target", such as "GET /io?ms=50"; where no method stands in front, it is GET.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "server/endpoints.hpp"
#include "tests/fuzz/require.hpp"

namespace lab::test {
namespace {

constexpr std::array kMethods{Method::kGet,   Method::kHead,   Method::kPost,
                              Method::kPut,   Method::kDelete, Method::kOptions,
                              Method::kPatch, Method::kTrace,  Method::kConnect};
constexpr std::size_t kLongestRefusal = 1024;  // far less than what a request may hold
constexpr std::size_t kLongestPage = 64 * 1024;

/// Takes the method in front off `text`.
Method take_method(std::string_view& text) {
  for (const auto method : kMethods) {
    const auto front = std::string(method_name(method)) + " ";
    if (!text.starts_with(front)) continue;
    text.remove_prefix(front.size());
    return method;
  }
  return Method::kGet;
}

Request request_of(std::string_view text) {
  Request request;
  request.method = take_method(text);
  const auto path = text.substr(0, text.find('?'));
  request.path = path;
  if (path.size() < text.size()) request.query = text.substr(path.size() + 1);
  return request;
}

const Endpoint* find_endpoint(std::string_view path) {
  const auto all = endpoints();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Endpoint& e) { return e.path == path; });
  return found == all.end() ? nullptr : &*found;
}

// --- refusals ---

void check_refusal(const Reply& reply) {
  const auto status = static_cast<int>(reply.status);
  require(status >= 400 && status <= 499, "a refusal says that the request is at fault");
  const std::string_view text = std::get<std::string>(reply.body);
  require(text.ends_with('\n'), "a line ends");
  require(text.size() <= kLongestRefusal, "a refusal does not grow with the request");
  require_one_line(text.substr(0, text.size() - 1));
  require(reply.fields.starts_with("Allow: ") == (reply.status == Status::kMethodNotAllowed),
          "405 alone says what is allowed");
}

// --- jobs ---

/// The longest time that the endpoint's table lets one step take.
Duration longest_step(const Endpoint& endpoint) {
  std::uint64_t most = 0;
  for (const auto& p : endpoint.parameters) {
    if (p.kind == ParameterKind::kMilliseconds) most = std::max(most, p.cap);
    if (p.kind == ParameterKind::kPipeline) most = std::max(most, kMostMilliseconds);
  }
  return std::chrono::milliseconds(most);
}

std::uint64_t greatest_count(const Endpoint& endpoint) {
  std::uint64_t most = 0;
  for (const auto& p : endpoint.parameters) {
    if (p.kind == ParameterKind::kCount) most = std::max(most, p.cap);
  }
  return most;
}

void check_step(const Step& step, const Endpoint& endpoint) {
  if (const auto time = asked_time(step.work)) {
    require(*time >= Duration::zero() && *time <= longest_step(endpoint),
            "a step's time is capped");
  }
  if (const auto* state = std::get_if<State>(&step.work)) {
    require(state->adds <= greatest_count(endpoint), "adding is capped");
  }
  if (const auto* leak = std::get_if<Leak>(&step.work)) {
    require(leak->bytes <= greatest_count(endpoint) * 1024, "a leak is capped");
  }
  if (const auto* database = std::get_if<Database>(&step.work)) {
    require(database->rows <= greatest_count(endpoint), "rows are capped");
  }
  const bool burns = std::holds_alternative<Burn>(step.work);
  require(!burns || step.via != Via::kAwait, "CPU work is never awaited");
}

// --- the same job, written back ---

std::string milliseconds_text(Duration time) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time);
  require(micros == time, "times are whole microseconds");
  return fmt::format("{}.{:03}", micros.count() / 1000, micros.count() % 1000);
}

std::string pipeline_text(const Job& job) {
  std::string text;
  for (const auto& step : job) {
    const auto* name = std::holds_alternative<Burn>(step.work) ? "cpu" : "io";
    text += fmt::format("{}{}:{}@{}", text.empty() ? "" : ",", name,
                        milliseconds_text(*asked_time(step.work)), via_name(step.via));
  }
  return text;
}

std::string value_text(const Parameter& parameter, const Arguments& arguments) {
  switch (parameter.kind) {
    case ParameterKind::kMilliseconds:
      return milliseconds_text(arguments.milliseconds(parameter.name));
    case ParameterKind::kCount:
      return std::to_string(arguments.count(parameter.name));
    case ParameterKind::kVia:
    case ParameterKind::kCpuVia:
    case ParameterKind::kDiskVia:
      return std::string(via_name(arguments.via()));
    case ParameterKind::kDatabaseVia:
      return arguments.leaves_via_to_us() ? "auto" : std::string(via_name(arguments.via()));
    case ParameterKind::kScope:
      return std::string(scope_name(arguments.scope()));
    case ParameterKind::kPipeline:
      return pipeline_text(arguments.pipeline(parameter.name));
  }
  return {};
}

/// Every parameter with its value, those included that were left to their defaults.
std::string full_query(const Endpoint& endpoint, std::string_view query) {
  const auto arguments = read_arguments(endpoint.parameters, query);
  require(arguments.has_value(), "what was planned has arguments");
  std::string full;
  for (const auto& p : endpoint.parameters) {
    full += fmt::format("{}{}={}", full.empty() ? "" : "&", p.name, value_text(p, *arguments));
  }
  return full;
}

void plans_the_same(const Request& request, const Plan& planned, const PlanRules& rules) {
  const auto again = plan(request, rules);
  const auto* same = std::get_if<Plan>(&again);
  require(same != nullptr && same->job == planned.job && same->render == planned.render,
          "the same job");
}

// --- replies ---

/// As if each step had been carried out as it was asked for.
StepOutcome outcome_of(const Step& step) {
  StepOutcome done;
  done.work = work_name(step.work);
  done.ran = step.via;
  done.asked = asked_time(step.work);
  if (std::holds_alternative<Network>(step.work)) done.result = NetworkResult{};
  if (std::holds_alternative<Database>(step.work)) done.result = DatabaseResult{};
  if (std::holds_alternative<Disk>(step.work)) done.result = DiskResult{};
  if (std::holds_alternative<Primes>(step.work)) done.result = PrimesResult{};
  if (std::holds_alternative<Compress>(step.work)) done.result = CompressResult{};
  if (std::holds_alternative<Infer>(step.work)) done.result = InferResult{};
  if (const auto* state = std::get_if<State>(&step.work)) {
    done.result = StateResult{*state, state->adds, state->adds, {}};
  }
  if (const auto* leak = std::get_if<Leak>(&step.work)) {
    done.result = LeakResult{leak->bytes, leak->bytes};
  }
  return done;
}

void check_body(const Reply& reply, const Endpoint& endpoint) {
  if (const auto* filler = std::get_if<Filler>(&reply.body)) {
    require(filler->bytes <= greatest_count(endpoint), "a made-up body is capped");
    return;
  }
  const auto& text = std::get<std::string>(reply.body);
  require(text.size() <= kLongestPage, "a reply does not grow with the request");
  if (reply.content_type != kJsonText) return;
  boost::system::error_code broken;
  boost::json::parse(text, broken);
  require(!broken, "JSON is well-formed");
}

void check_reply(const Request& request, const Plan& planned, const Endpoint& endpoint) {
  Outcome outcome;
  for (const auto& step : planned.job) outcome.steps.push_back(outcome_of(step));
  const auto reply = render(planned, request, outcome);
  require(reply.status == Status::kOk, "what was carried out is 200");
  const auto head = reply_head(reply, "now", {});
  require(head.find("\r\n\r\n") + 4 == head.size(), "one head, which ends where it ends");
  check_body(reply, endpoint);
}

void check_plan(const Request& request, const Plan& planned, const PlanRules& rules) {
  const auto* endpoint = find_endpoint(request.path);
  require(endpoint != nullptr, "there is a row for what was planned");
  require(!endpoint->chaos || rules.chaos, "no harm without leave");
  require(planned.job.size() <= kMostSteps, "steps are capped");
  for (const auto& step : planned.job) check_step(step, *endpoint);
  const auto query = full_query(*endpoint, request.query);
  auto written_back = request;
  written_back.query = query;
  plans_the_same(written_back, planned, rules);
  check_reply(request, planned, *endpoint);
}

// --- all of it ---

/// Only 405 names the method.
void same_refusal(const Reply& one, const Reply& other) {
  require(one.status == other.status && one.fields == other.fields, "the same refusal");
  if (one.status == Status::kMethodNotAllowed) return;
  require(std::get<std::string>(one.body) == std::get<std::string>(other.body), "the same words");
}

void head_plans_as_get(Request request, const PlanRules& rules) {
  request.method = Method::kGet;
  const auto get = plan(request, rules);
  request.method = Method::kHead;
  if (const auto* planned = std::get_if<Plan>(&get))
    return plans_the_same(request, *planned, rules);
  const auto head = plan(request, rules);
  require(std::holds_alternative<Reply>(head), "HEAD is refused as GET is");
  same_refusal(std::get<Reply>(get), std::get<Reply>(head));
}

void check(const Request& request, const PlanRules& rules) {
  const auto planned = plan(request, rules);
  const auto* refused = std::get_if<Reply>(&planned);
  require(refusal_of(request, rules).has_value() == (refused != nullptr),
          "refused before the body as after it");
  if (refused != nullptr) return check_refusal(*refused);
  check_plan(request, std::get<Plan>(planned), rules);
}

}  // namespace
}  // namespace lab::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto request = lab::test::request_of(input);
  for (const bool chaos : {false, true}) {
    for (const bool postgres : {false, true}) {
      const lab::PlanRules rules{.chaos = chaos, .postgres = postgres};
      lab::test::check(request, rules);
      lab::test::head_plans_as_get(request, rules);
    }
  }
  return 0;
}
