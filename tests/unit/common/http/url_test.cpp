// URLs are taken as curl takes them, and refused in a sentence.
#include "common/http/url.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

struct AcceptedUrl {
  std::string_view text;
  std::string_view host;
  std::uint16_t port;
  std::string_view target;
  std::string_view authority;
};

TEST(Url, AcceptsWhatCurlAccepts) {
  const AcceptedUrl table[] = {
      {"http://127.0.0.1:8080/io?ms=50", "127.0.0.1", 8080, "/io?ms=50", "127.0.0.1:8080"},
      {"http://example.com", "example.com", 80, "/", "example.com"},
      {"http://example.com/", "example.com", 80, "/", "example.com"},
      {"http://example.com:80/a/b", "example.com", 80, "/a/b", "example.com"},
      {"http://example.com?x=1", "example.com", 80, "/?x=1", "example.com"},
      {"http://example.com/a?", "example.com", 80, "/a?", "example.com"},
      {"http://example.com/a#top", "example.com", 80, "/a", "example.com"},
      {"http://example.com/a?x=1#top", "example.com", 80, "/a?x=1", "example.com"},
      {"http://[::1]:8080", "::1", 8080, "/", "[::1]:8080"},
      {"http://[::1]/x", "::1", 80, "/x", "[::1]"},
      {"HTTP://example.com/A", "example.com", 80, "/A", "example.com"},
      {"localhost:8080/hello", "localhost", 8080, "/hello", "localhost:8080"},
      {"localhost", "localhost", 80, "/", "localhost"},
      {"[::1]:81", "::1", 81, "/", "[::1]:81"},
      {"localhost/x?to=http://other/", "localhost", 80, "/x?to=http://other/", "localhost"},
      {"http://a/%41?b=%20c", "a", 80, "/%41?b=%20c", "a"},
      {"http://a:65535/", "a", 65535, "/", "a:65535"},
      {"http://a:/x", "a", 80, "/x", "a"},
  };
  for (const auto& row : table) {
    const auto url = parse_url(row.text);
    ASSERT_TRUE(url) << row.text << ": " << url.error().text;
    EXPECT_EQ(url->host, row.host) << row.text;
    EXPECT_EQ(url->port, row.port) << row.text;
    EXPECT_EQ(url->target, row.target) << row.text;
    EXPECT_EQ(url->authority(), row.authority) << row.text;
    EXPECT_EQ(url->text(), "http://" + std::string(row.authority) + std::string(row.target));
  }
}

TEST(Url, RefusesTheRestWithAReason) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"", "names no host"},
      {"http://", "names no host"},
      {"http:///x", "names no host"},
      {"https://example.com/", "only http:// is spoken"},
      {"ftp://example.com/", "only http:// is spoken"},
      {"http://me@example.com/", "user information"},
      {"http://me:secret@example.com/", "user information"},
      {"http://example.com:0/", "port"},
      {"http://example.com:65536/", "port"},
      {"http://example.com:99999999999/", "port"},
      {"http://example.com:x/", "not well-formed"},
      {"http://exa mple.com/", "not well-formed"},
      {"http://example.com/a b", "not well-formed"},
      {"http://example.com/\r\nX: y", "not well-formed"},
      {"http://example.com/%zz", "not well-formed"},
      {"http://[::1/", "not well-formed"},
      {"http://a%0d%0aX%3a%20y/", "control"},
      {"http://a%00b/", "control"},
      {"http://a:81m3/x", "not well-formed"},
      {"http://[::g]/", "not well-formed"},
      {"/just/a/path", "names no host"},
  };
  for (const auto& [text, reason] : table) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_NE(url.error().text.find(reason), std::string::npos) << text << ": " << url.error().text;
    EXPECT_EQ(url.error().text.find('\n'), std::string::npos) << "one line";
  }
}

TEST(Url, TakesTlsAndALoginWhereTheToolCan) {
  const auto url = parse_full_url("https://me%40home:se%3Acret@[::1]/a?b");
  ASSERT_TRUE(url) << url.error().text;
  EXPECT_EQ(url->scheme, Scheme::kHttps);
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->login, "me@home:se:cret");
  EXPECT_EQ(url->text(), "https://[::1]/a?b") << "a login is not for showing";
  EXPECT_EQ(parse_full_url("https://a:80/")->authority(), "a:80");
  EXPECT_EQ(parse_full_url("http://me@a/")->login, "me");
  EXPECT_FALSE(parse_full_url("ftp://a/"));
}

TEST(Url, KeepsItsServerWithAnotherTarget) {
  const auto url = parse_url("http://[::1]:81/a?b")->with_target("/c?d");
  EXPECT_EQ(url.text(), "http://[::1]:81/c?d");
}

}  // namespace
}  // namespace lab
