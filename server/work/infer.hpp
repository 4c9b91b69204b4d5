// A small piece of machine learning: a dense layer of a network with fixed weights.
#pragma once

#include "server/gil.hpp"
#include "server/job.hpp"

namespace lab {

/// Runs `infer.vectors` made-up inputs through a layer of 256 inputs and 256 outputs with ReLU, in
/// 8-bit weights and 32-bit sums, as quantised models are run: so every machine comes to the same
/// checksum. With a lock it gives that up meanwhile, as numpy does.
InferResult block(const Infer& infer, Gil* gil);

}  // namespace lab
