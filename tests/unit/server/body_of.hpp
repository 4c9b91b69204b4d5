// What a reply says, for tests of replies that hold their body.
#pragma once

#include <string>
#include <variant>

#include "common/http/message.hpp"

namespace lab {

inline std::string body_of(const Reply& reply) { return std::get<std::string>(reply.body); }

}  // namespace lab
