// Drives the reply parser over whatever pieces the network delivers.
#include "common/http/client_exchange.hpp"

#include <boost/asio/buffer.hpp>
#include <cstring>

namespace lab {
namespace {

constexpr std::size_t kMostPending =
    1024 * 1024;  // of an incomplete line, such as a chunk extension

bool is_interim(int status) { return status >= 100 && status < 200 && status != 101; }

}  // namespace

void ClientExchange::begin(Method method) {
  method_ = method;
  state_ = State::kReading;
  started_ = surplus_ = false;
  pending_.consume(pending_.size());
  restart();
}

void ClientExchange::restart() {
  reply_.status = 0;
  reply_.body_bytes = 0;
  reply_.keep_alive = false;
  reply_.worker.clear();
  reply_.fields.clear();
  reply_.body.clear();
  parser_.emplace(reply_, keep_);
  if (method_ == Method::kHead) parser_->skip(true);
}

ClientExchange::State ClientExchange::feed(std::string_view bytes) {
  if (bytes.empty()) return state_;
  if (state_ != State::kReading) {
    surplus_ = true;
    return state_;
  }
  started_ = true;
  std::size_t used = 0;
  if (pending_.empty()) {  // the common case copies nothing
    state_ = parse(bytes, used);
    bytes.remove_prefix(used);
  }
  if (state_ == State::kReading && !bytes.empty()) {
    std::memcpy(pending_.prepare(bytes.size()).data(), bytes.data(), bytes.size());
    pending_.commit(bytes.size());
    if (used == 0) {  // else parse() has seen these bytes, and they are an incomplete line
      state_ = parse(pending_.data(), used);
      pending_.consume(used);
      bytes = pending_.data();
    }
    if (state_ == State::kReading && pending_.size() > kMostPending) state_ = State::kBroken;
  }
  if (state_ == State::kDone && !bytes.empty()) surplus_ = true;
  return state_;
}

/// Parses as much of `bytes` as it can, over the ends of 1xx replies; `used` tells how much.
ClientExchange::State ClientExchange::parse(std::string_view bytes, std::size_t& used) {
  while (used < bytes.size()) {
    boost::system::error_code error;
    const auto rest = bytes.substr(used);
    if (parser_->awaits_chunk() && rest.size() < kLeastChunked) return State::kReading;
    used += parser_->put(boost::asio::buffer(rest.data(), rest.size()), error);
    if (error == boost::beast::http::error::need_more) return State::kReading;
    if (error) return State::kBroken;
    if (!parser_->is_done()) continue;
    if (!is_interim(reply_.status)) return State::kDone;
    restart();
  }
  return State::kReading;
}

ClientExchange::State ClientExchange::end_of_stream() {
  if (state_ != State::kReading) return state_;
  boost::system::error_code error;
  if (parser_->got_some()) parser_->put_eof(error);
  const bool whole = parser_->got_some() && !error && parser_->is_done() && reply_.status != 0;
  reply_.keep_alive = false;
  return state_ = whole ? State::kDone : State::kBroken;
}

}  // namespace lab
