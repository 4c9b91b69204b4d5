// Base64 as RFC 4648 writes it, and only that is read.
#include "common/base64.hpp"

#include <gtest/gtest.h>

#include <random>

namespace lab {
namespace {

TEST(Base64, WritesTheExamplesOfItsRfc) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, GivesBackAnyBytes) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    EXPECT_EQ(from_base64(base64(bytes)), bytes) << size;
  }
}

TEST(Base64, RefusesWhatItDoesNotWrite) {
  for (const auto* text : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm 9", "Zm9v\n",
                           "Z===", "Zg==Zg==", "Zm-v", "Zm_v", "Zm9v="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

}  // namespace
}  // namespace lab
