// Compressing text with zlib, as web servers do all day.
#pragma once

#include "server/gil.hpp"
#include "server/job.hpp"

namespace lab {

/// Deflates `compress.bytes` of made-up text, always the same, at zlib's default level, with some
/// 300 KiB of memory whatever the size. With a lock it gives that up meanwhile, as CPython's zlib
/// module does.
CompressResult block(const Compress& compress, Gil* gil);

}  // namespace lab
