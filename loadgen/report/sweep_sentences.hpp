// What is said of a sweep in sentences: assumptions, the knee, refusals.
#pragma once

#include <string>
#include <string_view>

#include "loadgen/sweep/summary.hpp"

namespace lab {

/// Where the predicted figures come from and what they assume, or why there are none.
std::string basis_sentence(LoadKind kind, const Basis& basis);
/// With the loads that were left out.
std::string knee_sentence(LoadKind kind, const ServerSummary& summary);

/// How well the law fits; empty where it was not fitted.
std::string fit_sentence(const UslVerdict& verdict);
/// Why nothing is told, or no peak; empty where everything is.
std::string refusal_sentence(const UslVerdict& verdict);
/// Of rates, which the law does not speak of.
std::string_view no_law_sentence();

/// How many rounds there are and what that is good for.
std::string certainty_sentence(const Sweep& sweep);

}  // namespace lab
