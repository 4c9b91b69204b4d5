// The system calls both kinds of session make, none of which ever waits.
#pragma once

#include "common/http/server_conversation.hpp"

namespace lab {

/// Receives once into the conversation and tells it what came: bytes, the end, an error. Nothing
/// when there is nothing yet.
void receive(int socket, ServerConversation& conversation);

/// Sends once from the conversation. False when the socket takes nothing now.
bool send_some(int socket, ServerConversation& conversation);

/// Tells the peer that nothing more will come.
void half_close(int socket);

/// Answers a connection nobody has room for with a 503, as far as it goes without waiting and where
/// there is memory for it.
void turn_away(int socket);

}  // namespace lab
