// The Date header of HTTP.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace lab {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110 section 5.6.7).
std::string http_date(std::time_t moment);

/// The current one, formatted once a second a thread; valid until the thread's next call.
std::string_view http_date_now();

}  // namespace lab
