// Where figures come from: the last section of every report.
#pragma once

#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/machine.hpp"
#include "loadgen/report/html/page.hpp"
#include "loadgen/report/html/table.hpp"

namespace lab {

struct Provenance {
  MachineText machine;
  std::string version;
  WallTime began{};
};

/// "2 cores, AMD EPYC 7763, Linux 6.1.0 x86_64", without what the kernel does not tell.
std::string machine_text(const MachineText& machine);
/// The line below the title.
std::string provenance_line(const Provenance& provenance);
/// `settings`: what the report knows beside.
Section provenance_section(const Provenance& provenance, const std::vector<Fact>& settings);

}  // namespace lab
