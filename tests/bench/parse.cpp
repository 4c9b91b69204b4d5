// What it costs to parse a query string and a URL.
#include <benchmark/benchmark.h>

#include "common/http/query.hpp"
#include "common/http/url.hpp"
#include "tests/bench/expect.hpp"

namespace lab::bench {
namespace {

void parse_a_query(benchmark::State& state) {
  std::int64_t good = 0;
  for (auto _ : state) {
    const auto pairs = parse_query("io=40&cpu=5&via=pool&note=a%20b");
    good += pairs && pairs->size() == 4 && pairs->back().second == "a b";
  }
  expect(state, good == state.iterations(), "the query has its four pairs");
}
BENCHMARK(parse_a_query);

void parse_an_url(benchmark::State& state) {
  std::int64_t good = 0;
  for (auto _ : state) {
    const auto url = parse_url("http://127.0.0.1:8080/mix?io=40&cpu=5");
    good += url && url->port == 8080 && url->target == "/mix?io=40&cpu=5";
  }
  expect(state, good == state.iterations(), "the URL has its port and target");
}
BENCHMARK(parse_an_url);

}  // namespace
}  // namespace lab::bench
