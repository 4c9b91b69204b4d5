// A self-signed certificate, made for one test.
#pragma once

#include <string>

namespace lab {

/// For "localhost" and 127.0.0.1, valid from yesterday to tomorrow; its files live as long as it.
class Certificate {
 public:
  Certificate();
  ~Certificate();
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  const std::string& file() const { return file_; }     // PEM; also whom to trust
  const std::string& key_file() const { return key_; }  // PEM

 private:
  std::string file_;
  std::string key_;
};

}  // namespace lab
