// The servers that lessons start, and words about them.
#pragma once

#include <string>
#include <vector>

namespace lab {

using ServerOptionList = std::vector<std::string>;

/// The options of a model, with further ones behind them.
ServerOptionList process_server(int workers, ServerOptionList more = {});
ServerOptionList thread_server(ServerOptionList more = {});
ServerOptionList async_server(ServerOptionList more = {});
/// Event loops in several processes.
ServerOptionList hybrid_server(int workers, ServerOptionList more = {});

/// "process x4".
std::string times_text(std::string_view name, int count);

}  // namespace lab
