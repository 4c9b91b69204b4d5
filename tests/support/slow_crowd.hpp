// Many connections at once that behave badly on purpose: slow to send, slow to read, silent
// half-way.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "common/http/url.hpp"
#include "common/net/unique_fd.hpp"

namespace lab {

/// How each connection of a crowd behaves.
struct Manner {
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

  std::string says;                // and then not a byte more
  std::size_t says_a_turn = kAll;  // bytes, at most
  std::size_t reads_a_turn = kAll;
  bool leaves = true;  // when it is answered; else it stays until the server closes
};

class SlowCrowd {
 public:
  /// Connects all of them, and says nothing yet.
  SlowCrowd(const Url& server, std::size_t size, Manner manner);

  /// Lets each send and read once, as far as that goes without waiting.
  void turn();
  void leave() { members_.clear(); }

  /// How many had a reply with that status, since they came.
  std::size_t answered(int status) const;
  /// How many hold their connection still.
  std::size_t present() const;

 private:
  struct Member {
    UniqueFd socket;
    std::size_t said = 0;
    std::string heard;  // of the first reply, as far as its status
  };

  void say(Member& member) const;
  void hear(Member& member) const;

  Manner manner_;
  std::vector<Member> members_;
};

}  // namespace lab
