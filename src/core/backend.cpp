#include "facula/core/backend.h"

#include <ostream>

#include "facula/core/tensor.h"

namespace facula {

namespace {
constexpr int kBackends = static_cast<int>(Backend::Undefined);

Backend backend_of(DeviceType device, Layout layout) {
  if (device != kCPU && device != kCUDA) return Backend::Undefined;
  const int first = layout == kStrided ? 0 : layout == kSparse ? 2 : 4;
  return static_cast<Backend>(first + (device == kCUDA));
}

[[noreturn]] void no_names(const char* op) {
  detail::fail<NotImplementedError>(op,
                                    ": named tensors are not supported. Dimensions go by their numbers: use ",
                                    "movedim, permute or unsqueeze");
}
}  // namespace

const char* toString(Backend b) {
  static const char* const names[] = {"CPU",          "CUDA",          "SparseCPU",       "SparseCUDA",
                                      "SparseCsrCPU", "SparseCsrCUDA", "UndefinedBackend"};
  return names[static_cast<int>(b)];
}
DeviceType backendToDeviceType(Backend b) {
  FACULA_CHECK(b != Backend::Undefined, "Undefined backend is not a valid device type");
  return static_cast<int>(b) % 2 ? kCUDA : kCPU;
}
Layout layout_from_backend(Backend b) {
  FACULA_CHECK(b != Backend::Undefined, "Undefined backend has no layout");
  return static_cast<Layout>(static_cast<int>(b) / 2);
}

const char* toString(DispatchKey k) {
  static const char* const names[] = {"Undefined",     "CPU",          "CUDA",          "SparseCPU",
                                      "SparseCUDA",    "SparseCsrCPU", "SparseCsrCUDA", "ADInplaceOrView",
                                      "AutogradOther", "AutogradCPU",  "AutogradCUDA",  "AutocastCPU",
                                      "AutocastCUDA"};
  return names[static_cast<int>(k)];
}
std::string toString(DispatchKeySet s) {
  std::string text = "DispatchKeySet(";
  for (int k = 1; k <= static_cast<int>(DispatchKey::AutocastCUDA); ++k)
    if (s.has(static_cast<DispatchKey>(k))) {
      if (text.back() != '(') text += ", ";
      text += toString(static_cast<DispatchKey>(k));
    }
  return text + ')';
}
std::ostream& operator<<(std::ostream& os, DispatchKeySet s) { return os << toString(s); }

Backend TensorOptions::backend() const { return backend_of(device().type(), layout()); }
DispatchKey TensorOptions::computeDispatchKey() const {
  const Backend b = backend();
  return b == Backend::Undefined ? DispatchKey::Undefined : static_cast<DispatchKey>(static_cast<int>(b) + 1);
}

const DeprecatedTypeProperties& DeprecatedTypeProperties::of(Backend backend, ScalarType dtype) {
  static const auto* table = [] {
    std::vector<DeprecatedTypeProperties> all;
    for (int b = 0; b <= kBackends; ++b)
      for (int t = 0; t <= kNumDtypes; ++t)
        all.emplace_back(static_cast<Backend>(b), static_cast<ScalarType>(t));
    return new std::vector<DeprecatedTypeProperties>(std::move(all));  // lives as long as the program
  }();
  return (
      *table)[static_cast<size_t>(static_cast<int>(backend) * (kNumDtypes + 1) + static_cast<int>(dtype))];
}
std::string DeprecatedTypeProperties::toString() const {
  if (backend_ == Backend::Undefined || dtype_ == ScalarType::Undefined) return "UndefinedType";
  return std::string(facula::toString(backend_)) + facula::toString(dtype_) + "Type";
}
std::ostream& operator<<(std::ostream& os, const DeprecatedTypeProperties& t) { return os << t.toString(); }

DispatchKeySet TensorBase::key_set() const {
  using K = DispatchKey;
  DispatchKeySet s(options().computeDispatchKey());
  s = s.add(is_cuda() ? K::AutocastCUDA : K::AutocastCPU);
  if (is_inference()) return s;
  const K autograd = layout() == kSparseCsr ? K::AutogradOther : is_cuda() ? K::AutogradCUDA : K::AutogradCPU;
  return s.add(K::ADInplaceOrView).add(autograd);
}

bool TensorBase::is_pinned(std::optional<Device> device) const {
  FACULA_CHECK(!device || device->is_cuda(), "is_pinned: memory is pinned for cuda, not for ",
               device.value_or(Device(kCPU)));
  return is_cpu() && impl()->storage() && impl()->storage()->pinned();
}

const std::string& TensorBase::name() const {
  FACULA_CHECK(defined(), "cannot call variable_data() on undefined tensor");
  static const std::string none;
  return none;
}

const DeprecatedTypeProperties& Tensor::type() const {
  return DeprecatedTypeProperties::of(options().backend(), scalar_type());
}

Tensor Tensor::meta() const {
  detail::fail<NotImplementedError>(
      "meta(): tensors without data are not supported. Run the shapes through a small tensor on the CPU instead");
}

Tensor Tensor::refine_names(DimnameList) const { no_names("refine_names"); }
Tensor Tensor::rename(std::optional<DimnameList>) const { no_names("rename"); }
Tensor& Tensor::rename_(std::optional<DimnameList>) const { no_names("rename_"); }
Tensor Tensor::align_to(DimnameList) const { no_names("align_to"); }
Tensor Tensor::align_as(const Tensor&) const { no_names("align_as"); }
DimnameList Tensor::names() const {
  constexpr size_t kMost = 64;
  static const std::vector<Dimname> wildcards(kMost, Dimname::wildcard());
  FACULA_CHECK(dim() <= static_cast<int64_t>(kMost),
               "named tensor support only handles tensors with up to 64 dims");
  return DimnameList(wildcards.data(), static_cast<size_t>(dim()));
}

}  // namespace facula
