// A chart in a page: where it is drawn, from what, and the same as a table.
#pragma once

#include <boost/json/value.hpp>

#include "loadgen/report/html/chart_data.hpp"
#include "loadgen/report/html/markup.hpp"

namespace lab {

/// What charts.js draws.
boost::json::value chart_json(const ChartData& data);

Markup chart_figure(const ChartData& data);

}  // namespace lab
