// The two curves of a sweep, to be drawn in a terminal.
#pragma once

#include "loadgen/report/plot_text.hpp"
#include "loadgen/sweep/summary.hpp"

namespace lab {

/// Logarithmic where the ladder reaches over more than a decade.
Scale scale_of_loads(const SweepPlan& plan);

/// Good replies a second over the load, with the law and the prediction.
Plot throughput_plot(const SweepPlan& plan, const ServerSummary& summary);
/// The mean of the latency, with its prediction.
Plot latency_plot(const SweepPlan& plan, const ServerSummary& summary);

/// Measured points, those that have a value: good replies a second, or seconds.
Line good_points(const ServerSummary& summary);
Line latency_points(const ServerSummary& summary, std::optional<Figure> SweepRow::*figure);

/// The predicted good replies a second, where they are not so far above the measured ones that
/// those would lie flat on the axis.
Line predicted_near(const ServerSummary& summary);

/// "clients", "requests/s asked for".
std::string x_label_of(LoadKind kind);

}  // namespace lab
