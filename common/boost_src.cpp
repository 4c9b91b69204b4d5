// The one place where Asio, Beast's HTTP parser, JSON and URL are compiled; everything else sees
// declarations.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
#include <boost/json/src.hpp>
