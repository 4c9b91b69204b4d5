// Advice as text, at most 80 columns wide.
#pragma once

#include <string>

#include "loadgen/advise/check.hpp"

namespace lab {

/// What was predicted and what to do.
std::string advice_text(const Advice& advice);
/// What was measured, beside it.
std::string advice_check_text(const Advice& advice, const AdviceCheck& check);

}  // namespace lab
