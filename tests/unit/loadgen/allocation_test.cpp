// What a request costs in allocations once the load goes on: none.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "common/http/client_exchange.hpp"
#include "loadgen/engine/recorder.hpp"

namespace {

// Every allocation of this program is counted.
std::size_t allocations = 0;

void* allocate(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kReply =
    "HTTP/1.1 200 OK\r\nX-Worker: 0/12345/67890\r\nContent-Length: 5\r\n\r\nhello";

LoadPlan plan() {
  LoadPlan plan;
  plan.mix = {{1, "/"}};
  plan.open_loop = OpenLoop{{1000}, ArrivalKind::kUniform};
  return plan;
}

/// One request of every outcome after another, from the reply's bytes to the counts.
class Requests {
 public:
  Requests() : recorder_(plan()) { recorder_.set_window({kBegin, kBegin + 10s}); }

  void make(int number) {
    for (int i = 0; i < number; ++i, now_ += 1us) one(outcome_rows()[count_++ % kOutcomes].outcome);
  }

 private:
  static constexpr TimePoint kBegin{100s};

  void one(Outcome outcome) {
    const Ticket ticket{now_, 0};
    recorder_.started(ticket, now_, Duration::zero());
    exchange_.begin(Method::kGet);
    exchange_.feed(kReply);
    recorder_.received(kReply.size(), now_);
    recorder_.answered_by(exchange_.reply().worker, now_);
    recorder_.finished(ticket, now_, outcome, now_ + 3ms);
  }

  Recorder recorder_;
  ClientExchange exchange_;
  TimePoint now_ = kBegin;
  std::size_t count_ = 0;
};

TEST(Request, CostsNoAllocation) {
  Requests requests;
  requests.make(20);  // the first make room
  const auto before = allocations;
  requests.make(100'000);
  EXPECT_EQ(allocations, before);
}

TEST(Second, CostsAFewAllocationsAndKilobytes) {
  SecondLog log;
  log.begin(TimePoint(100s));
  for (int i = 0; i < 100'000; ++i) log.add_latency(TimePoint(100s), 1'000'000 + i * 10U);
  const auto before = allocations;
  log.advance(TimePoint(101s));
  EXPECT_LE(allocations, before + 40) << "as the packed bytes grow";
  EXPECT_LE(log.over().front().latency.counts.capacity(), 4096u);
}

}  // namespace
}  // namespace lab
