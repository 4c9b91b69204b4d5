// Advice as a report to project on a wall: one file that needs nothing else.
#pragma once

#include <string>

#include "loadgen/advise/check.hpp"
#include "loadgen/report/html/provenance.hpp"

namespace lab {

/// `check` may be null: nothing was measured.
std::string advise_html(const Advice& advice, const AdviceCheck* check,
                        const Provenance& provenance);

}  // namespace lab
