// Every endpoint whose work is measured in time is short for a pipeline.
#include "loadgen/sweep/target_demand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/http/query.hpp"
#include "loadgen/stats/pipeline.hpp"

namespace lab {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

struct Form {
  std::string_view path;
  Values defaults;
  std::string (*pipeline)(const Values&);
};

std::string step(std::string_view kind, const Values& values) {
  return fmt::format("{}:{}@{}", kind, values.at("ms"), values.at("via"));
}

const std::vector<Form>& forms() {
  static const std::vector<Form> kForms{
      {"/io",
       {{"ms", "50"}, {"via", "await"}},
       [](const Values& values) { return step("io", values); }},
      {"/cpu",
       {{"ms", "10"}, {"via", "block"}},
       [](const Values& values) { return step("cpu", values); }},
      {"/block", {{"ms", "50"}}, [](const Values& values) { return "block:" + values.at("ms"); }},
      {"/mix",
       {{"io", "40"}, {"cpu", "5"}},
       [](const Values& values) {
         return fmt::format("io:{},cpu:{}", values.at("io"), values.at("cpu"));
       }},
      {"/work", {{"do", "io:20,cpu:5"}}, [](const Values& values) { return values.at("do"); }}};
  return kForms;
}

/// The defaults with what the query says in their place; none when it says anything else.
std::optional<Values> given(Values values, std::string_view query) {
  const auto pairs = parse_query(query);
  if (!pairs) return std::nullopt;
  for (const auto& [name, value] : *pairs) {
    const auto known = values.find(name);
    if (known == values.end()) return std::nullopt;
    known->second = value;
  }
  return values;
}

}  // namespace

std::optional<Demand> demand_of_target(std::string_view target) {
  const auto mark = target.find('?');
  const auto path = target.substr(0, mark);
  const auto form = std::find_if(forms().begin(), forms().end(),
                                 [&](const Form& one) { return one.path == path; });
  if (form == forms().end()) return std::nullopt;
  const auto query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  const auto values = given(form->defaults, query);
  if (!values) return std::nullopt;
  const auto pipeline = read_pipeline(form->pipeline(*values));
  if (!pipeline) return std::nullopt;
  return demand_of(*pipeline);
}

}  // namespace lab
