// Names and printed forms of the small core types.
#include <cstdio>
#include <cstdlib>
#include <ostream>

#include "facula/core/array_ref.h"
#include "facula/core/device.h"
#include "facula/core/dtype.h"
#include "facula/core/options.h"
#include "facula/core/scalar.h"

namespace facula {

void append_text(std::string& s, double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", v);
  s += text;
}

void append_text(std::string& s, IntArrayRef v) {
  s += '[';
  for (size_t i = 0; i < v.size(); ++i) {
    if (i) s += ", ";
    s += std::to_string(v[i]);
  }
  s += ']';
}

void append_text(std::string& s, Device d) { s += d.str(); }
void append_text(std::string& s, DeviceType t) { s += DeviceTypeName(t, true); }
void append_text(std::string& s, Layout l) {
  s += l == kStrided ? "Strided" : l == kSparse ? "Sparse" : "SparseCsr";
}
void append_text(std::string& s, MemoryFormat f) {
  static const char* const names[] = {"Contiguous", "Preserve", "ChannelsLast", "ChannelsLast3d"};
  s += names[static_cast<int>(f)];
}

namespace {
template <class T>
std::ostream& print(std::ostream& os, const T& v) {
  std::string s;
  append_text(s, v);
  return os << s;
}
}  // namespace

std::ostream& operator<<(std::ostream& os, IntArrayRef v) { return print(os, v); }
std::ostream& operator<<(std::ostream& os, Device d) { return print(os, d); }
std::ostream& operator<<(std::ostream& os, DeviceType t) { return print(os, t); }
std::ostream& operator<<(std::ostream& os, Layout l) { return print(os, l); }
std::ostream& operator<<(std::ostream& os, MemoryFormat f) { return print(os, f); }
std::ostream& operator<<(std::ostream& os, ScalarType t) { return os << toString(t); }
std::ostream& operator<<(std::ostream& os, TypeMeta t) { return os << t.name(); }

std::ostream& operator<<(std::ostream& os, const Scalar& s) {
  if (s.isBoolean()) return os << (s.toBool() ? "true" : "false");
  if (s.isIntegral(false)) return os << s.toLong();
  if (!s.isComplex()) return os << s.toDouble();
  const auto z = s.toComplexDouble();
  return os << '(' << z.re << ',' << z.im << ')';
}

std::ostream& operator<<(std::ostream& os, const TensorOptions& o) {
  auto origin = [](bool set) { return set ? "" : " (default)"; };
  os << "TensorOptions(dtype=" << o.dtype() << origin(o.has_dtype()) << ", device=" << o.device()
     << origin(o.has_device()) << ", layout=" << o.layout() << origin(o.has_layout())
     << ", requires_grad=" << (o.requires_grad() ? "true" : "false") << origin(o.has_requires_grad())
     << ", pinned_memory=" << (o.pinned_memory() ? "true" : "false") << origin(o.has_pinned_memory())
     << ", memory_format=";
  if (o.has_memory_format()) return os << o.memory_format() << ')';
  return os << "(nullopt))";
}

const char* DeviceTypeName(DeviceType t, bool lower_case) {
  static const char* const names[kNumDevices][2] = {
      {"CPU", "cpu"},       {"CUDA", "cuda"},   {"MKLDNN", "mkldnn"}, {"OPENGL", "opengl"},
      {"OPENCL", "opencl"}, {"IDEEP", "ideep"}, {"HIP", "hip"}};
  return names[static_cast<int>(t)][lower_case];
}

std::string Device::str() const {
  std::string s = DeviceTypeName(type_, true);
  if (has_index()) s += ":" + std::to_string(index_);
  return s;
}

Device::Device(const std::string& text) : type_(kCPU), index_(-1) {
  const size_t colon = text.find(':');
  const std::string type = text.substr(0, colon);
  FACULA_CHECK(!text.empty(), "Device string must not be empty");
  int which = 0;
  while (which < kNumDevices && type != DeviceTypeName(static_cast<DeviceType>(which), true)) ++which;
  FACULA_CHECK(which < kNumDevices,
               "Expected one of cpu, cuda device type at start of device string: ", text);
  type_ = static_cast<DeviceType>(which);
  if (colon == std::string::npos) return;
  const std::string digits = text.substr(colon + 1);
  const bool number = !digits.empty() && digits.size() <= 3 &&
                      digits.find_first_not_of("0123456789") == std::string::npos &&
                      (digits == "0" || digits[0] != '0');
  const int index = number ? std::atoi(digits.c_str()) : -1;
  FACULA_CHECK(number && index < 128, "Invalid device string: '", text, "'");
  FACULA_CHECK(type_ != kCPU || index == 0, "CPU device index must be -1 or zero, got ", index);
  index_ = static_cast<DeviceIndex>(index);
}

}  // namespace facula
