// Files that the build makes part of the program (cmake/embed.cmake); none ends a script or style.
#pragma once

#include <string_view>

namespace lab {

std::string_view page_css();
std::string_view page_js();
std::string_view charts_js();
/// Chart.js, as Debian ships it.
std::string_view chart_library_js();

}  // namespace lab
