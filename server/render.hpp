// Turns outcomes into replies.
#pragma once

#include "common/http/message.hpp"
#include "server/job.hpp"

namespace lab {

Reply render_index(const Request& request, const Outcome& outcome);
Reply render_healthz(const Request& request, const Outcome& outcome);
Reply render_hello(const Request& request, const Outcome& outcome);
Reply render_echo(const Request& request, const Outcome& outcome);
/// JSON: who ran the steps, how, and what they took.
Reply render_steps(const Request& request, const Outcome& outcome);

/// The same, with what came of the work.
Reply render_primes(const Request& request, const Outcome& outcome);
Reply render_compress(const Request& request, const Outcome& outcome);
Reply render_network(const Request& request, const Outcome& outcome);
Reply render_database(const Request& request, const Outcome& outcome);
Reply render_disk(const Request& request, const Outcome& outcome);
Reply render_infer(const Request& request, const Outcome& outcome);

/// The same, with the counter.
Reply render_state(const Request& request, const Outcome& outcome);
/// The same, with what has leaked.
Reply render_leak(const Request& request, const Outcome& outcome);

/// The reply to a job that did not get done: 503 with Retry-After, or 504.
Reply render_fault(const Outcome& outcome);

/// Adds X-Worker and, when steps ran, Server-Timing.
void add_provenance(Reply& reply, const Outcome& outcome);

}  // namespace lab
