// The two kinds of contestants.
#include "loadgen/compare/contestant.hpp"

#include "loadgen/lab/admin_client.hpp"
#include "loadgen/lab/server_process.hpp"

namespace lab {
namespace {

constexpr Duration kIdlePatience = std::chrono::seconds(60);

class OwnArena : public Arena {
 public:
  explicit OwnArena(ServerProcess server) : server_(std::move(server)) {}
  ~OwnArena() override { server_.stop(); }
  const Url& url() const override { return server_.url(); }
  const Url* admin() const override { return &server_.admin(); }

 private:
  ServerProcess server_;
};

class OwnServer : public Contestant {
 public:
  OwnServer(std::string binary, const ServerKind& kind)
      : binary_(std::move(binary)), name_(kind.name), options_(kind.options) {}
  const std::string& name() const override { return name_; }

  Result<std::unique_ptr<Arena>> enter(const Workload& workload) const override {
    auto options = options_;
    options.insert(options.end(), workload.options.begin(), workload.options.end());
    auto server = ServerProcess::start(binary_, options);
    if (!server) return server.error();
    return std::unique_ptr<Arena>(std::make_unique<OwnArena>(std::move(*server)));
  }

 private:
  std::string binary_;
  std::string name_;
  std::vector<std::string> options_;
};

class TargetArena : public Arena {
 public:
  explicit TargetArena(const TargetServer& target) : target_(target) {}
  const Url& url() const override { return target_.url; }
  const Url* admin() const override { return target_.admin ? &*target_.admin : nullptr; }

 private:
  const TargetServer& target_;
};

class Target : public Contestant {
 public:
  explicit Target(TargetServer target) : target_(std::move(target)) {}
  const std::string& name() const override { return target_.name; }

  Result<std::unique_ptr<Arena>> enter(const Workload&) const override {
    if (target_.admin) {
      if (const auto idle = wait_until_idle(*target_.admin, kIdlePatience); !idle)
        return idle.error();
    }
    return std::unique_ptr<Arena>(std::make_unique<TargetArena>(target_));
  }

 private:
  TargetServer target_;
};

}  // namespace

Contestants start_our_own(const std::string& binary, const std::vector<ServerKind>& kinds) {
  Contestants contestants;
  for (const auto& kind : kinds) contestants.push_back(std::make_unique<OwnServer>(binary, kind));
  return contestants;
}

Contestants use_targets(std::vector<TargetServer> targets) {
  Contestants contestants;
  for (auto& target : targets) contestants.push_back(std::make_unique<Target>(std::move(target)));
  return contestants;
}

}  // namespace lab
