// The concurrency models and who answers a request under them.
#pragma once

#include <array>
#include <string_view>

namespace lab {

enum class ModelKind { kProcess, kThread, kAsync };

struct ModelName {
  ModelKind kind;
  std::string_view name;
  std::string_view summary;
};
inline constexpr std::array<ModelName, 3> kModels{
    {{ModelKind::kProcess, "process",
      "N single-threaded workers, each serves one connection at a time"},
     {ModelKind::kThread, "thread", "a thread for every connection"},
     {ModelKind::kAsync, "async", "one thread, one event loop, a coroutine for every connection"}}};

constexpr std::string_view model_name(ModelKind kind) {
  return kModels[static_cast<std::size_t>(kind)].name;
}

/// Who answered: shown in replies, so that a reader can see which worker and thread it was.
struct Identity {
  ModelKind model = ModelKind::kProcess;
  int slot = 0;  // of the worker, from 0
  int pid = 0;
  int tid = 0;
};

/// The identity of the calling thread in worker `slot`.
Identity identify(ModelKind model, int slot);

}  // namespace lab
