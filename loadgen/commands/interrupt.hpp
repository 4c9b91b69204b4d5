// Ctrl-C: the first ends the work with what there is, the second ends the program.
#pragma once

namespace lab {

/// From now on SIGINT and SIGTERM are remembered; one that comes later than 300 ms after the first
/// exits with 130 at once.
void watch_interrupts();
bool interrupted();

}  // namespace lab
