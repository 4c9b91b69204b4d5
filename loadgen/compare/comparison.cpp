// The loop over rounds, workloads and servers.
#include "loadgen/compare/comparison.hpp"

#include "common/machine.hpp"
#include "loadgen/stats/rounds.hpp"

namespace lab {
namespace {

/// Of a usual cell: its start, its warm-up and what it follows after its end.
constexpr Duration kBesideTheWindow = std::chrono::milliseconds(1500);

Comparison empty_comparison(const ComparisonPlan& plan, const Contestants& contestants) {
  Comparison comparison;
  comparison.cores = usable_cores();
  comparison.rounds_wanted = plan.rounds;
  comparison.duration = plan.duration;
  for (const auto& contestant : contestants) comparison.servers.push_back(contestant->name());
  for (const auto& workload : plan.workloads) {
    comparison.rows.push_back({workload, std::vector<CellRounds>(contestants.size())});
  }
  return comparison;
}

}  // namespace

Result<Comparison> run_comparison(const ComparisonPlan& plan, const Contestants& contestants,
                                  const ComparisonWatcher& watch) {
  auto comparison = empty_comparison(plan, contestants);
  const auto began = Clock::now();
  const auto foreseen = plan.duration + kBesideTheWindow;
  ComparisonProgress at;
  at.rounds = plan.rounds;
  at.cells = plan.workloads.size() * contestants.size() * static_cast<std::size_t>(plan.rounds);
  for (; at.round < plan.rounds; ++at.round) {
    for (auto& row : comparison.rows) {
      for (const auto i :
           interleaved_order(contestants.size(), static_cast<std::size_t>(at.round))) {
        at.workload = row.workload.name;
        at.server = contestants[i]->name();
        const auto cell_began = Clock::now();
        auto cell =
            measure_cell(*contestants[i], row.workload, plan.duration, [&](const Progress&) {
              at.left = time_left(at.cell, at.cells, cell_began - began, Clock::now() - cell_began,
                                  foreseen);
              return watch(at);
            });
        if (!cell) return cell.error();
        if (!*cell) return comparison;
        row.cells[i].deployment = (*cell)->deployment;
        row.cells[i].rounds.push_back(std::move((*cell)->facts));
        ++at.cell;
      }
    }
  }
  return comparison;
}

}  // namespace lab
