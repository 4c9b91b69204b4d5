// The coroutine type of the event loop: bound to io_context's own executor, so nothing is
// type-erased.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lab {

using LoopExecutor = boost::asio::io_context::executor_type;

template <class T = void>
using Task = boost::asio::awaitable<T, LoopExecutor>;

inline constexpr boost::asio::use_awaitable_t<LoopExecutor> kUseTask{};

}  // namespace lab
