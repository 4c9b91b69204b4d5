// A connection as a misbehaving server sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "tests/support/fault_log.hpp"

namespace lab {

/// Everything it does ends when the connection does, also when that is shut down from outside.
class FaultPeer {
 public:
  FaultPeer(int socket, FaultLog& log) : socket_(socket), log_(log) {}

  /// The line of the next request; nothing at the end of the connection. What follows it is mostly
  /// left to the kernel.
  std::optional<std::string> read_request_line();
  /// Head and body behind the line.
  std::optional<std::string> read_rest();

  /// False once the client is gone.
  bool send(std::string_view bytes) const;
  /// False when the client was gone before.
  bool rest(Duration length) const;
  void read_until_gone() const;

  /// Says that no more comes, and takes what the client still sends.
  void linger() const;
  /// Breaks the connection off with a RST.
  void reset() const;

 private:
  bool read_until(std::string_view mark, std::size_t piece);
  bool read_to_size(std::size_t size);
  std::string receive(std::size_t most) const;

  int socket_;
  FaultLog& log_;
  std::string read_;  // and not handed out
};

}  // namespace lab
