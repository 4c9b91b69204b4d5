// What a load is: whom to ask for what, how often, and for how long.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/http/message.hpp"
#include "common/http/url.hpp"
#include "common/net/address.hpp"
#include "common/units.hpp"

namespace lab {

enum class KeepAlive { kOn, kOff };
enum class ArrivalKind { kUniform, kPoisson };

/// One kind of request and how often it is asked for, relative to the others.
struct MixEntry {
  double weight = 1;   // above zero
  std::string target;  // path and query as sent, beginning with '/'
};

struct Header {
  std::string name;
  std::string value;  // empty: the header is left out, as with curl
};

/// Whether the server's certificate must be trusted and name the server.
enum class Verify { kOn, kOff };

struct TlsOptions {
  Verify verify = Verify::kOn;
  std::string ca_file;  // trusted in place of the system's authorities
};

/// A name and port that lead to other addresses than the resolver's.
struct Pin {
  std::string host;
  std::uint16_t port = 0;
  std::vector<SocketAddress> addresses;  // to be tried in this order; at least one
};

/// How the server is reached.
struct Reach {
  std::optional<SocketAddress> unix_socket;  // in place of the server's own address
  std::optional<SocketAddress> from;         // local address; its port 0
  std::vector<Pin> pins;
  TlsOptions tls;  // of https://
};

/// Requests leave at times of their own, whether or not earlier ones were answered.
struct OpenLoop {
  Rate rate;  // of all threads together
  ArrivalKind arrivals = ArrivalKind::kUniform;
};

/// With neither `requests` nor `duration` a load would never end; with both, the first to come ends
/// it. Without `open_loop` it is a closed loop: each connection asks again once it was answered.
struct LoadPlan {
  Url server;                 // whose own target is not used
  std::vector<MixEntry> mix;  // at least one
  Method method = Method::kGet;
  std::vector<Header> headers;  // each in place of the one loadgen would send itself
  std::string body;
  KeepAlive keep_alive = KeepAlive::kOn;
  Reach network;

  unsigned connections = 50;
  unsigned threads = 1;
  std::optional<std::uint64_t> requests;  // sent exactly, warm-up included
  std::optional<Duration> duration;       // measured, after the warm-up
  Duration warmup{};
  Duration grace = std::chrono::seconds(2);  // requests due in the window are followed for, at most
  Duration timeout = std::chrono::seconds(10);  // from taking a request up to its last byte
  std::optional<OpenLoop> open_loop;
  std::uint64_t seed = 1;  // of Poisson gaps and of draws from the mix; same seed, same sequence
};

/// Takes back what a plan cannot use: connections that no request is left for, threads without a
/// connection. A sentence for each change.
std::vector<std::string> fit(LoadPlan& plan);

/// The part of a plan that one thread carries out.
struct Share {
  unsigned index = 0;
  unsigned of = 1;
  unsigned connections = 1;
  std::optional<std::uint64_t> requests;
};

/// Shares that add up to the plan exactly; it must be fit.
std::vector<Share> split(const LoadPlan& plan);

}  // namespace lab
