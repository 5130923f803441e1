#pragma once
// What the public functions of facula/cuda/cuda.h call: a table that the CUDA library fills when it is
// loaded, so that the CPU library links without it.
#include <cstdint>
#include <string>

#include "facula/core/generator.h"
#include "facula/cuda/cuda.h"

namespace facula::cuda {

struct Hooks {
  int (*device_count)();
  int (*current_device)();
  void (*set_device)(int device);
  void (*synchronize)(int device);
  DeviceProperties (*properties)(int device);
  Generator& (*default_generator)(int device);
  void (*manual_seed_all)(uint64_t seed);

  MemoryStats (*memory_stats)(int device);
  void (*reset_peak)(int device);
  void (*empty_cache)();
  std::string (*memory_summary)(int device);
  void (*mem_get_info)(int device, size_t* free, size_t* total);
  void (*record_stream)(void* p, void* stream);

  void* (*current_stream)(int device);
  void (*set_current_stream)(int device, void* stream);
  void* (*pool_stream)(int device, bool high_priority);
  void (*stream_synchronize)(int device, void* stream);
  bool (*stream_query)(int device, void* stream);
  void (*stream_wait)(void* stream, void* event);

  void* (*event_create)(int device, bool timing);
  void (*event_destroy)(void* event);
  void (*event_record)(void* event, int device, void* stream);
  void (*event_synchronize)(void* event);
  bool (*event_query)(void* event);
  float (*event_elapsed)(void* start, void* end);

  bool has_cudnn;
  int64_t (*cudnn_version)();
  bool* (*switch_of)(Switch which);
};

/// Set once, by the CUDA library.
extern constinit const Hooks* hooks;

}  // namespace facula::cuda
