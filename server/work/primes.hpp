// Counting primes: arithmetic and memory, with a result that anybody can check.
#pragma once

#include "server/gil.hpp"
#include "server/job.hpp"

namespace lab {

/// The number of primes up to `primes.most`, by the sieve of Eratosthenes, piece by piece: 32 KiB
/// of memory and the primes up to the square root. With a lock, which the thread must hold, it
/// hands it over at its check points, as interpreted code does.
PrimesResult block(const Primes& primes, Gil* gil);

}  // namespace lab
