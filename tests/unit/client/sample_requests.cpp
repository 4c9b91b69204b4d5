// Round moments, so that pictures of them are exact.
#include "tests/unit/client/sample_requests.hpp"

namespace lab {

using namespace std::chrono_literals;

RequestFacts answered(Duration ended, Duration served, const Answerer& answerer) {
  RequestFacts facts;
  facts.first_byte = facts.ended = ended;
  facts.served = served;
  facts.answerer = answerer;
  facts.status = 200;
  return facts;
}

RequestFacts refused(Duration ended, int status) {
  RequestFacts facts;
  facts.first_byte = facts.ended = ended;
  facts.status = status;
  return facts;
}

RequestFacts lost(Duration ended, const std::string& failure) {
  RequestFacts facts;
  facts.ended = ended;
  facts.failure = failure;
  return facts;
}

std::vector<RequestFacts> staircase() {
  const Answerer one{0, 42, 42};
  return {answered(100ms, 100ms, one), answered(300ms, 100ms, one), answered(200ms, 100ms, one),
          answered(400ms, 100ms, one)};
}

std::vector<RequestFacts> wall() {
  std::vector<RequestFacts> all;
  for (int tid = 51; tid <= 54; ++tid) all.push_back(answered(100ms, 100ms, {0, 42, tid}));
  return all;
}

std::vector<RequestFacts> steps() {
  const Answerer one{0, 61, 61};
  const Answerer other{1, 62, 62};
  return {answered(100ms, 100ms, one), answered(100ms, 100ms, other), answered(200ms, 100ms, one),
          answered(200ms, 100ms, other)};
}

}  // namespace lab
