// Advice as the tests of advice need it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loadgen/advise/advice.hpp"

namespace lab {

inline Situation on(int cores, unsigned connections = 200) {
  Situation situation;
  situation.cores = cores;
  situation.connections = connections;
  return situation;
}

inline Advice advice_for(std::string_view work, const Situation& situation = on(2),
                         const std::vector<std::string>& names = {}) {
  return advise(*read_pipeline(work), situation, names);
}

}  // namespace lab
