#include "facula/nn/modules/lazy.h"

#include <sstream>

#include "facula/ops/creation.h"
#include "graph/leaf.h"
#include "nn/lazy.h"
#include "nn/module_hooks.h"

namespace facula {
namespace nn {

bool is_lazy(const Tensor& t) {
  if (!t.defined() || t.dim() != 1 || t.size(0) != 0) return false;
  const graph::LeafState* state = graph::leaf_state_or_null(t.unsafeGetTensorImpl());
  return state && state->awaits_shape;
}

namespace detail {

void mark_lazy(const Tensor& t) { graph::leaf_state(t.unsafeGetTensorImpl()).awaits_shape = true; }

void materialize(const Tensor& t, IntArrayRef shape) {
  t.set_data(empty(shape, t.options().requires_grad(false)));
  graph::leaf_state(t.unsafeGetTensorImpl()).awaits_shape = false;
}

void check_not_lazy(const Tensor& weight, const char* what) {
  FACULA_CHECK_AS(
      ValueError, !is_lazy(weight), "The module passed to `", what,
      "` can't have uninitialized parameters. Make sure to run the dummy forward before applying ",
      what[0] == 'W' ? "weight" : "spectral", " normalization");
}

namespace {

Tensor waiting() {
  Tensor t = empty({0});
  mark_lazy(t);
  return t;
}

// ---- what the kinds of modules wait for, and how they get it

LinearOptions lean(const LinearOptions& o) { return LinearOptions(0, o.out_features()).bias(false); }
template <size_t D>
ConvOptions<D> lean(ConvOptions<D> o) {
  return o.in_channels(0).bias(false);
}
template <size_t D>
ConvTransposeOptions<D> lean(ConvTransposeOptions<D> o) {
  return o.in_channels(0).bias(false);
}
BatchNormOptions lean(BatchNormOptions o) {
  return o.num_features(0).affine(false).track_running_stats(false);
}
InstanceNormOptions lean(InstanceNormOptions o) {
  return o.num_features(0).affine(false).track_running_stats(false);
}
template <class O>
bool has_bias(const O& o) {
  return o.bias();
}
bool has_bias(const BatchNormOptions& o) { return o.affine(); }
bool has_bias(const InstanceNormOptions& o) { return o.affine(); }

// Full options, after the base was made with lean ones.
void complete(LinearOptions& own, const LinearOptions& o) { own.bias(o.bias()); }
template <size_t D, class O>
void complete(ConvNdOptions<D>& own, const O& o) {
  own.bias(o.bias());
}
void complete(BatchNormOptions& own, const BatchNormOptions& o) { own = BatchNormOptions(o).num_features(0); }
void complete(InstanceNormOptions& own, const InstanceNormOptions& o) {
  own = InstanceNormOptions(o).num_features(0);
}

// Whether forward() takes this input; if not, it says so itself.
bool fits(const LinearImpl&, const Tensor& x) { return x.dim() >= 1; }
template <size_t D, class Base>
bool fits(const ConvNdImpl<D, Base>& m, const Tensor& x) {
  const auto d = static_cast<int64_t>(D);
  FACULA_CHECK(x.dim() == d + 1 || x.dim() == d + 2, "Expected ", d + 1, "D (unbatched) or ", d + 2,
               "D (batched) input to LazyConv", m.options.transposed() ? "Transpose" : "", d,
               "d, but got input of size: ", x.sizes());
  const int64_t channels = x.size(x.dim() - d - 1);
  FACULA_CHECK_AS(ValueError, channels % m.options.groups() == 0, "in_channels must be divisible by groups");
  return true;
}
bool fits(const BatchNorm1dImpl&, const Tensor& x) { return x.dim() == 2 || x.dim() == 3; }
bool fits(const BatchNorm2dImpl&, const Tensor& x) { return x.dim() == 4; }
bool fits(const BatchNorm3dImpl&, const Tensor& x) { return x.dim() == 5; }
bool fits(const InstanceNorm1dImpl&, const Tensor& x) { return x.dim() == 2 || x.dim() == 3; }
bool fits(const InstanceNorm2dImpl&, const Tensor& x) { return x.dim() == 3 || x.dim() == 4; }
bool fits(const InstanceNorm3dImpl&, const Tensor& x) { return x.dim() == 4 || x.dim() == 5; }

// Sets the option that was missing, and shapes what waits.
void shape(LinearImpl& m, const Tensor& x) {
  m.options.in_features(x.size(-1));
  materialize(m.weight, {m.options.out_features(), m.options.in_features()});
  if (m.bias.defined()) materialize(m.bias, {m.options.out_features()});
}
template <size_t D, class Base>
void shape(ConvNdImpl<D, Base>& m, const Tensor& x) {
  auto& o = m.options;
  o.in_channels(x.size(x.dim() - static_cast<int64_t>(D) - 1));
  const int64_t rows = o.transposed() ? o.in_channels() : o.out_channels();
  std::vector<int64_t> sizes{rows, (o.transposed() ? o.out_channels() : o.in_channels()) / o.groups()};
  for (int64_t k : *o.kernel_size()) sizes.push_back(k);
  materialize(m.weight, sizes);
  if (m.bias.defined()) materialize(m.bias, {o.out_channels()});
}
template <class O, class Base>
void shape_norm(NormImplBase<O, Base>& m, int64_t features) {
  m.options.num_features(features);
  for (const Tensor& t : {m.weight, m.bias, m.running_mean, m.running_var})
    if (t.defined()) materialize(t, {features});
}
template <class Base>
void shape(NormImplBase<BatchNormOptions, Base>& m, const Tensor& x) {
  shape_norm(m, x.size(1));
}
void shape(InstanceNorm1dImpl& m, const Tensor& x) { shape_norm(m, x.size(x.dim() - 2)); }
void shape(InstanceNorm2dImpl& m, const Tensor& x) { shape_norm(m, x.size(x.dim() - 3)); }
void shape(InstanceNorm3dImpl& m, const Tensor& x) { shape_norm(m, x.size(x.dim() - 4)); }

// The option that was missing, after a state gave the parameters their shapes.
void note_shape(LinearImpl& m) { m.options.in_features(m.weight.size(1)); }
template <size_t D, class Base>
void note_shape(ConvNdImpl<D, Base>& m) {
  auto& o = m.options;
  o.in_channels(o.transposed() ? m.weight.size(0) : m.weight.size(1) * o.groups());
}
template <class O, class Base>
void note_shape(NormImplBase<O, Base>& m) {
  for (const Tensor& t : {m.weight, m.running_mean})
    if (t.defined()) m.options.num_features(t.size(0));
}

void await_norm(Module& module, bool keeps, Tensor& mean, Tensor& var, Tensor& count) {
  mean = module.register_buffer("running_mean", keeps ? waiting() : Tensor());
  var = module.register_buffer("running_var", keeps ? waiting() : Tensor());
  count = module.register_buffer("num_batches_tracked", keeps ? zeros({}, TensorOptions(kLong)) : Tensor());
}
template <class Base>
void await_buffers(Base&, long) {}
template <class Base>
auto await_buffers(Base& m, int) -> decltype(m.running_mean, void()) {
  await_norm(m, m.options.track_running_stats(), m.running_mean, m.running_var, m.num_batches_tracked);
}

}  // namespace

template <class Base, class Derived>
bool LazyModule<Base, Derived>::has_uninitialized_params() const {
  for (const Tensor& t : this->parameters(false))
    if (is_lazy(t)) return true;
  for (const Tensor& t : this->buffers(false))
    if (is_lazy(t)) return true;
  return false;
}

template <class Base, class Derived>
void LazyModule<Base, Derived>::await() {
  ModuleAccess::parameters(*this).clear();
  ModuleAccess::buffers(*this).clear();
  constexpr bool is_norm = std::is_base_of_v<NormImplBase<BatchNormOptions, Base>, Base> ||
                           std::is_base_of_v<NormImplBase<InstanceNormOptions, Base>, Base>;
  const bool biased = has_bias(this->options);
  this->weight = is_norm && !biased ? this->register_parameter("weight", Tensor(), false)
                                    : this->register_parameter("weight", waiting());
  this->bias = biased ? this->register_parameter("bias", waiting())
                      : this->register_parameter("bias", Tensor(), false);
  await_buffers<Base>(*this, 0);
}

template <class Base, class Derived>
void LazyModule<Base, Derived>::reset() {
  has_uninitialized_params() ? await() : Base::reset();
}

template <class Base, class Derived>
void LazyModule<Base, Derived>::initialize_parameters(const Tensor& input) {
  if (!has_uninitialized_params()) return note_shape(static_cast<Base&>(*this));
  if (!fits(static_cast<Base&>(*this), input)) return;
  shape(static_cast<Base&>(*this), input);
  this->reset_parameters();
}

template <class Base, class Derived>
void LazyModule<Base, Derived>::pretty_print(std::ostream& stream) const {
  std::ostringstream text;
  Base::pretty_print(text);
  const std::string s = text.str(), space = "torch::nn::";
  stream << (has_uninitialized_params() ? space + "Lazy" + s.substr(space.size()) : s);
}

template <class Base, class Derived>
std::shared_ptr<Module> LazyModule<Base, Derived>::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<Derived>(static_cast<const Derived&>(*this));
  const bool waits = has_uninitialized_params();
  ModuleAccess::start_clone(*copy);
  if (waits)
    static_cast<LazyModule&>(*copy).await();
  else
    copy->Base::reset();
  ModuleAccess::copy_state(*copy, *this, device);
  return copy;
}

template <class Base, class Options, class Derived>
Lazy<Base, Options, Derived>::Lazy(const Options& options_) : LazyModule<Base, Derived>(lean(options_)) {
  complete(this->options, options_);
  this->await();
}
template <class Base, class Options, class Derived>
Tensor Lazy<Base, Options, Derived>::forward(const Tensor& input) {
  this->initialize_parameters(input);
  return Base::forward(input);
}

template <size_t D, class Base>
LazyConvTranspose<D, Base>::LazyConvTranspose(const ConvTransposeOptions<D>& options_)
    : LazyConvTranspose::LazyModule(lean(options_)) {
  complete(this->options, options_);
  this->await();
}
template <size_t D, class Base>
Tensor LazyConvTranspose<D, Base>::forward(const Tensor& input,
                                           const std::optional<IntArrayRef>& output_size) {
  this->initialize_parameters(input);
  return Base::forward(input, output_size);
}

template class LazyModule<LinearImpl, LazyLinearImpl>;
template class Lazy<LinearImpl, LinearOptions, LazyLinearImpl>;
template class LazyModule<Conv1dImpl, LazyConv1dImpl>;
template class Lazy<Conv1dImpl, ConvOptions<1>, LazyConv1dImpl>;
template class LazyModule<Conv2dImpl, LazyConv2dImpl>;
template class Lazy<Conv2dImpl, ConvOptions<2>, LazyConv2dImpl>;
template class LazyModule<Conv3dImpl, LazyConv3dImpl>;
template class Lazy<Conv3dImpl, ConvOptions<3>, LazyConv3dImpl>;
template class LazyModule<BatchNorm1dImpl, LazyBatchNorm1dImpl>;
template class Lazy<BatchNorm1dImpl, BatchNormOptions, LazyBatchNorm1dImpl>;
template class LazyModule<BatchNorm2dImpl, LazyBatchNorm2dImpl>;
template class Lazy<BatchNorm2dImpl, BatchNormOptions, LazyBatchNorm2dImpl>;
template class LazyModule<BatchNorm3dImpl, LazyBatchNorm3dImpl>;
template class Lazy<BatchNorm3dImpl, BatchNormOptions, LazyBatchNorm3dImpl>;
template class LazyModule<InstanceNorm1dImpl, LazyInstanceNorm1dImpl>;
template class Lazy<InstanceNorm1dImpl, InstanceNormOptions, LazyInstanceNorm1dImpl>;
template class LazyModule<InstanceNorm2dImpl, LazyInstanceNorm2dImpl>;
template class Lazy<InstanceNorm2dImpl, InstanceNormOptions, LazyInstanceNorm2dImpl>;
template class LazyModule<InstanceNorm3dImpl, LazyInstanceNorm3dImpl>;
template class Lazy<InstanceNorm3dImpl, InstanceNormOptions, LazyInstanceNorm3dImpl>;
template class LazyModule<ConvTranspose1dImpl, LazyConvTranspose1dImpl>;
template class LazyConvTranspose<1, ConvTranspose1dImpl>;
template class LazyModule<ConvTranspose2dImpl, LazyConvTranspose2dImpl>;
template class LazyConvTranspose<2, ConvTranspose2dImpl>;
template class LazyModule<ConvTranspose3dImpl, LazyConvTranspose3dImpl>;
template class LazyConvTranspose<3, ConvTranspose3dImpl>;

}  // namespace detail
}  // namespace nn
}  // namespace facula
