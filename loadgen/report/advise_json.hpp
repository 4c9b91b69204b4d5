// Advice as JSON, with what was measured of it.
#pragma once

#include <boost/json/value.hpp>
#include <optional>

#include "loadgen/advise/check.hpp"

namespace lab {

/// `check` may be null: nothing was measured.
boost::json::value advice_json(const Advice& advice, const AdviceCheck* check);

}  // namespace lab
