// What is true of every report of `loadgen run`, whatever the server did.
#pragma once

#include "tests/support/loadgen_run.hpp"

namespace lab {

/// Fails the test that calls it where the report contradicts itself, its plan or its exit code.
void expect_sound(const Run& run);

}  // namespace lab
