// The whole page of `client timeline`: heading, picture, legend, failures and a sentence.
#pragma once

#include <string>
#include <vector>

#include "client/chart.hpp"
#include "client/request_facts.hpp"
#include "common/http/url.hpp"

namespace lab {

/// `all` is not empty. No line is wider than `look.width`.
std::string timeline_text(const Url& url, const std::vector<RequestFacts>& all, const Look& look);

/// Why requests failed, each reason once with its number: "3 requests: 503 Service Unavailable".
std::vector<std::string> failure_lines(const std::vector<RequestFacts>& all);

}  // namespace lab
