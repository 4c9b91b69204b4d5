// Drives a ServerConversation as a session does, with bytes and moments made up by a test.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/server_conversation.hpp"

namespace lab::test {

/// What the application saw of one request.
struct Handled {
  Method method;
  std::string path;
  std::string query;
  std::string body;
  friend bool operator==(const Handled&, const Handled&) = default;
};

/// One reply cut out of the bytes of a server.
struct ReplySeen {
  int status = 0;
  std::string head;  // with its blank line
  std::string body;
  friend bool operator==(const ReplySeen&, const ReplySeen&) = default;

  bool interim() const { return status < 200; }
  /// The value of a field by its exact name, or nothing.
  std::string field(std::string_view name) const;
  bool has(std::string_view name) const;
};

/// Cuts a server's bytes into replies by their Content-Length alone. `bodyless` tells of the reply
/// with that number (interim ones do not count) whether it answers a HEAD. What is left over or
/// missing comes back as a reply of status 0.
std::vector<ReplySeen> split_replies(std::string_view bytes,
                                     const std::function<bool(std::size_t)>& bodyless);

/// A date that never changes.
std::string_view fixed_date();

/// A small application behind the conversation: / and /hello (GET, HEAD), POST /echo, the rest 404
/// or 405.
Reply small_app(const Request& request);
/// What small_app would say about the request before its body, if it refuses it.
std::optional<Reply> small_app_refuses(const Request& request);

class Driver {
 public:
  using Want = ServerConversation::Want;
  using Handler = std::function<Reply(const Request&)>;

  explicit Driver(Limits limits = {}, Handler handler = small_app);

  ServerConversation& conversation() { return conversation_; }
  ConversationRules& rules() { return rules_; }
  TimePoint now() const { return now_; }
  void advance(Duration by) { now_ += by; }
  void persist(Persist persist) { persist_ = persist; }

  /// Handles and writes until the conversation wants to read, linger or close. Stops in front of
  /// kHandle or kWrite, or at a look, when told so.
  ServerConversation::Turn run();
  ServerConversation::Turn run_to(Want stop);
  /// Offers bytes as a socket would: into the room there is, as often as it is wanted. Bytes that
  /// nobody wants any more (closed) are dropped.
  ServerConversation::Turn feed(std::string_view bytes);
  ServerConversation::Turn end_of_stream();

  const std::string& output() const { return output_; }
  const std::vector<Handled>& handled() const { return handled_; }
  /// Everything written so far as replies.
  std::vector<ReplySeen> replies() const;
  std::vector<int> statuses() const;
  std::size_t largest_piece() const { return largest_piece_; }

 private:
  ServerConversation::Turn turn();
  bool is_look(const ServerConversation::Turn& turn) const;
  void handle();
  void write_all();
  bool answers_head(std::size_t number) const;

  ConversationRules rules_;
  Handler handler_;
  ServerConversation conversation_;
  TimePoint now_{std::chrono::hours(1)};
  Persist persist_ = Persist::kKeep;
  std::optional<ServerConversation::Turn> look_;  // handed out by run_to(), not yet carried out
  std::string input_;
  std::string output_;
  std::size_t largest_piece_ = 0;
  std::vector<Handled> handled_;
};

}  // namespace lab::test
