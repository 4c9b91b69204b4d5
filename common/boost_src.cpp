// The one place where Asio is compiled; all other files only see its declarations.

#include <boost/asio/impl/src.hpp>
