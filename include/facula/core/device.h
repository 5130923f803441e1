#pragma once
// Devices, layouts and memory formats.
#include <cstdint>
#include <iosfwd>
#include <string>

#include "facula/core/error.h"

namespace facula {

/// Tensors live on CPU and CUDA. The others are libtorch's names, with its numbers: a tensor cannot be made there.
enum class DeviceType : int8_t { CPU = 0, CUDA = 1, MKLDNN = 2, OPENGL = 3, OPENCL = 4, IDEEP = 5, HIP = 6 };
inline constexpr DeviceType kCPU = DeviceType::CPU;
inline constexpr DeviceType kCUDA = DeviceType::CUDA;
inline constexpr DeviceType kHIP = DeviceType::HIP;
inline constexpr int kNumDevices = 7;
using DeviceIndex = int8_t;

/// "cpu", "cuda"; upper case on request, as messages want it.
const char* DeviceTypeName(DeviceType t, bool lower_case = false);

/// A device: its type and, for CUDA, which one (-1: the current one).
class Device {
 public:
  using Type = DeviceType;
  constexpr Device(DeviceType type = kCPU, DeviceIndex index = -1) : type_(type), index_(index) {}
  /// Parses "cpu", "cuda" or "cuda:N"; and the names "mkldnn", "opengl", "opencl", "ideep", "hip" in the same way.
  /// errors  Error for any other string
  Device(const std::string& text);
  Device(const char* text) : Device(std::string(text)) {}
  constexpr DeviceType type() const { return type_; }
  constexpr DeviceIndex index() const { return index_; }
  constexpr bool has_index() const { return index_ >= 0; }
  void set_index(DeviceIndex index) { index_ = index; }
  constexpr bool is_cpu() const { return type_ == kCPU; }
  constexpr bool is_cuda() const { return type_ == kCUDA; }
  constexpr bool is_hip() const { return type_ == kHIP; }
  constexpr bool is_hpu() const { return false; }
  constexpr bool is_ipu() const { return false; }
  constexpr bool is_lazy() const { return false; }
  constexpr bool is_meta() const { return false; }
  constexpr bool is_metal() const { return false; }
  constexpr bool is_mps() const { return false; }
  constexpr bool is_ort() const { return false; }
  constexpr bool is_ve() const { return false; }
  constexpr bool is_vulkan() const { return false; }
  constexpr bool is_xla() const { return false; }
  constexpr bool is_xpu() const { return false; }
  constexpr bool supports_as_strided() const { return true; }
  std::string str() const;
  friend constexpr bool operator==(Device a, Device b) { return a.type_ == b.type_ && a.index_ == b.index_; }
  friend constexpr bool operator!=(Device a, Device b) { return !(a == b); }

 private:
  DeviceType type_;
  DeviceIndex index_;
};
std::ostream& operator<<(std::ostream& os, Device d);
std::ostream& operator<<(std::ostream& os, DeviceType t);

enum class Layout : int8_t { Strided = 0, Sparse = 1, SparseCsr = 2 };
inline constexpr Layout kStrided = Layout::Strided;
inline constexpr Layout kSparse = Layout::Sparse;
inline constexpr Layout kSparseCsr = Layout::SparseCsr;
std::ostream& operator<<(std::ostream& os, Layout l);

enum class MemoryFormat : int8_t { Contiguous = 0, Preserve = 1, ChannelsLast = 2, ChannelsLast3d = 3 };
std::ostream& operator<<(std::ostream& os, MemoryFormat f);

void append_text(std::string& s, Device d);
void append_text(std::string& s, DeviceType t);
void append_text(std::string& s, Layout l);
void append_text(std::string& s, MemoryFormat f);

}  // namespace facula
