// Real disk I/O: a file is written, forced to the disk and read back. There is no coroutine form:
// a file is always "ready", so no event loop can wait for it.
#pragma once

#include <string>

#include "server/gil.hpp"
#include "server/job.hpp"

namespace lab {

/// Writes `disk.bytes` into a file in `folder` that nobody else sees and that is gone afterwards,
/// whatever happens; calls fdatasync and reads it back, from the page cache as a rule. Gives the
/// lock up meanwhile, if there is one, as CPython does; the calling thread must hold it.
DiskResult block(const Disk& disk, const std::string& folder, Gil* gil);

}  // namespace lab
