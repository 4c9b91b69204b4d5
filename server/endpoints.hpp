// THE table of endpoints: what each takes, what it plans, how its reply looks.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "common/http/message.hpp"
#include "server/job.hpp"
#include "server/parameters.hpp"

namespace lab {

/// What a request comes to: steps to perform, then a reply made of what came of them.
struct Plan {
  Job job;
  Reply (*render)(const Request&, const Outcome&) = nullptr;
};

/// What this server's options say about requests.
struct PlanRules {
  bool chaos = false;     // whether it may be asked to harm itself
  bool postgres = false;  // its database is PostgreSQL, not SQLite
  bool backend = false;   // it is the embedded upstream, which has /io alone
};

struct Endpoint {
  std::string_view path;
  std::span<const Method> methods;  // HEAD is taken wherever GET is
  std::span<const Parameter> parameters;
  std::string_view summary;
  std::string_view example;  // the curl arguments behind the URL's host
  Job (*job)(const Arguments&);
  Reply (*render)(const Request&, const Outcome&);
  bool chaos = false;  // harms the server, so it must have been allowed
};

std::span<const Endpoint> endpoints();

/// Plans a request by its method, path and query alone, so that it can be refused before its body
/// is read. A refused one is its reply: 404, 405 with Allow, 403 without --chaos, or 400 that says
/// what is accepted.
std::variant<Plan, Reply> plan(const Request& request, const PlanRules& rules);

/// plan()'s refusal, if it refuses: what "Expect: 100-continue" asks before the body is sent.
std::optional<Reply> refusal_of(const Request& request, const PlanRules& rules);

/// The reply of a finished (or refused) job, with the headers every reply has.
Reply render(const Plan& plan, const Request& request, const Outcome& outcome);

}  // namespace lab
