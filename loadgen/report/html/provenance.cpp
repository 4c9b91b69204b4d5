// Machine, versions, settings, date.
#include "loadgen/report/html/provenance.hpp"

#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {

std::string machine_text(const MachineText& machine) {
  return fmt::format("{}, {}{}{}", plural(static_cast<std::uint64_t>(machine.cores), "core"),
                     machine.processor, machine.processor.empty() ? "" : ", ", machine.system);
}

std::string provenance_line(const Provenance& provenance) {
  return fmt::format("Concurrency Lab {} on {}, {}", provenance.version,
                     machine_text(provenance.machine), format_wall_time(provenance.began));
}

Section provenance_section(const Provenance& provenance, const std::vector<Fact>& settings) {
  std::vector<Fact> facts{{"Machine", plain(machine_text(provenance.machine))},
                          {"Version", plain("Concurrency Lab " + provenance.version)},
                          {"Began", plain(format_wall_time(provenance.began))}};
  facts.insert(facts.end(), settings.begin(), settings.end());
  const auto thanks =
      element("p", {{"class", "remark"}},
              "Charts are drawn by Chart.js (MIT licence), which is part of this file; nothing is "
              "fetched from a network.");
  return {.id = "about",
          .label = "Where it was measured",
          .title = "Where and how it was measured",
          .body = fact_list(facts) + thanks};
}

}  // namespace lab
