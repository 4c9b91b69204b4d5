// Ctrl-C: the first ends the work with what there is, the second ends the program.
#pragma once

namespace lab {

/// SIGINT and SIGTERM set the flag from now on; a second one exits with 130 at once.
void watch_interrupts();
bool interrupted();

}  // namespace lab
