// A value or one clear sentence that says why there is none.
#pragma once

#include <fmt/format.h>

#include <boost/system/result.hpp>
#include <string>
#include <utility>

namespace lab {

/// What went wrong, as one line for the person who can mend it: names the thing, the value and what
/// is accepted. No trailing full stop or newline. Made by problem(), so that no string turns into
/// one by itself.
class Problem {
 public:
  Problem() = default;
  std::string text;
};

template <class... Args>
Problem problem(fmt::format_string<Args...> format, Args&&... args) {
  Problem made;
  made.text = fmt::format(format, std::forward<Args>(args)...);
  return made;
}

/// Faults of users and peers are values.
template <class T>
using Result = boost::system::result<T, Problem>;

}  // namespace lab
