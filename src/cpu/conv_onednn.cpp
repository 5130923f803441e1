// Convolution by oneDNN on channels-last activations, which its kernels take as they are; only the weights
// are reordered. Primitives are kept by shape.
#ifdef FACULA_HAS_ONEDNN
#include <dnnl.hpp>

#include <array>
#include <map>
#include <memory>
#include <mutex>

#include "cpu/conv.h"
#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

namespace {

using dnnl::memory;
enum class Kind : int64_t { Forward, Data, Weight };

// Everything that a primitive depends on: kind, bias, dims, batch, channels, groups and six values per
// dimension.
using Key = std::array<int64_t, 7 + 18>;

struct Entry {
  dnnl::primitive run;
  dnnl::reorder reorder;  // of the weights, where their layouts differ
  bool reorders = false;
  memory::desc x, y, w, plain_w, bias, scratch;
};

const dnnl::engine& engine() {
  static auto* e = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *e;
}
dnnl::stream& stream() {
  if (get_num_threads() > 1) before_threads();
  static thread_local auto* s = new dnnl::stream(engine());
  return *s;
}

memory::dims dims_of(std::initializer_list<int64_t> head, const int64_t* tail, int dims) {
  memory::dims d(head);
  d.insert(d.end(), tail + 3 - dims, tail + 3);
  return d;
}
memory::desc last_desc(memory::dims dims) {
  memory::dims strides(dims.size());
  strides[1] = 1;
  int64_t step = dims[1];
  for (size_t d = dims.size(); d-- > 2;) {
    strides[d] = step;
    step *= dims[d];
  }
  strides[0] = step;
  return {dims, memory::data_type::f32, strides};
}
memory::desc row_desc(const memory::dims& dims) {
  memory::dims strides(dims.size());
  int64_t step = 1;
  for (size_t d = dims.size(); d-- > 0;) {
    strides[d] = step;
    step *= dims[d];
  }
  return {dims, memory::data_type::f32, strides};
}

struct Descs {
  memory::desc x, y, w, plain_w, bias;
  memory::dims stride, dilation, padding;
};
Descs describe(const ConvShape& s, int dims, bool has_bias) {
  Descs d;
  d.x = last_desc(dims_of({s.batch, s.in}, s.input, dims));
  d.y = last_desc(dims_of({s.batch, s.out}, s.output, dims));
  const auto w = s.groups == 1 ? dims_of({s.out, s.in}, s.kernel, dims)
                               : dims_of({s.groups, s.out / s.groups, s.in / s.groups}, s.kernel, dims);
  d.plain_w = row_desc(w);
  d.w = memory::desc(w, memory::data_type::f32, memory::format_tag::any);
  if (has_bias) d.bias = memory::desc({s.out}, memory::data_type::f32, memory::format_tag::a);
  d.stride = dims_of({}, s.stride, dims);
  d.dilation = dims_of({}, s.dilation, dims);
  for (auto& v : d.dilation) --v;  // oneDNN counts the gaps
  d.padding = dims_of({}, s.padding, dims);
  return d;
}

// Fills in what all three kinds of primitive descriptors tell.
template <class Desc>
void finish(Entry& e, const Descs& d, const Desc& pd, const memory::desc& w) {
  e.x = d.x;
  e.y = d.y;
  e.w = w;
  e.plain_w = d.plain_w;
  e.bias = d.bias;
  e.scratch = pd.scratchpad_desc();
  e.reorders = !(e.w == e.plain_w);
}

std::shared_ptr<Entry> build(Kind kind, const ConvShape& s, int dims, bool has_bias) {
  using namespace dnnl;
  const Descs d = describe(s, dims, has_bias);
  primitive_attr attr;
  attr.set_scratchpad_mode(scratchpad_mode::user);
  const auto algorithm = algorithm::convolution_direct;
  const auto forward = [&] {
    return has_bias ? convolution_forward::desc(prop_kind::forward_training, algorithm, d.x, d.w, d.bias, d.y,
                                                d.stride, d.dilation, d.padding, d.padding)
                    : convolution_forward::desc(prop_kind::forward_training, algorithm, d.x, d.w, d.y,
                                                d.stride, d.dilation, d.padding, d.padding);
  };
  auto e = std::make_shared<Entry>();
  const convolution_forward::primitive_desc hint(forward(), attr, engine());
  if (kind == Kind::Forward) {
    e->run = convolution_forward(hint);
    finish(*e, d, hint, hint.weights_desc());
  } else if (kind == Kind::Data) {
    const convolution_backward_data::primitive_desc pd(
        convolution_backward_data::desc(algorithm, d.x, d.w, d.y, d.stride, d.dilation, d.padding, d.padding),
        attr, engine(), hint);
    e->run = convolution_backward_data(pd);
    finish(*e, d, pd, pd.weights_desc());
  } else {
    const convolution_backward_weights::primitive_desc pd(
        has_bias ? convolution_backward_weights::desc(algorithm, d.x, d.w, d.bias, d.y, d.stride, d.dilation,
                                                      d.padding, d.padding)
                 : convolution_backward_weights::desc(algorithm, d.x, d.w, d.y, d.stride, d.dilation,
                                                      d.padding, d.padding),
        attr, engine(), hint);
    e->run = convolution_backward_weights(pd);
    finish(*e, d, pd, pd.diff_weights_desc());
  }
  if (e->reorders) {
    const bool back = kind == Kind::Weight;
    e->reorder = reorder(
        reorder::primitive_desc(engine(), back ? e->w : e->plain_w, engine(), back ? e->plain_w : e->w));
  }
  return e;
}

std::shared_ptr<Entry> find(Kind kind, const ConvShape& s, int dims, bool has_bias) {
  constexpr size_t kMost = 512;  // shapes; a program that varies them without end starts over
  static auto* mutex = new std::mutex;
  static auto* cache = new std::map<Key, std::shared_ptr<Entry>>;
  Key key{static_cast<int64_t>(kind), has_bias, dims, s.batch, s.in, s.out, s.groups};
  size_t at = 7;
  for (const auto* list : {s.input, s.kernel, s.output, s.stride, s.padding, s.dilation})
    for (int d = 0; d < 3; ++d) key[at++] = list[d];
  const std::lock_guard lock(*mutex);
  if (auto it = cache->find(key); it != cache->end()) return it->second;
  if (cache->size() >= kMost) cache->clear();
  return (*cache)[key] = build(kind, s, dims, has_bias);
}

memory wrap(const memory::desc& d, const void* data) { return memory(d, engine(), const_cast<void*>(data)); }

Tensor bytes(const memory::desc& d) { return make_contiguous({static_cast<int64_t>(d.get_size())}, kByte); }

// Weights as the primitive wants them; `keep` owns a reordered copy.
memory load_weights(const Entry& e, const Tensor& w, Tensor& keep) {
  memory plain = wrap(e.plain_w, w.data_ptr());
  if (!e.reorders) return plain;
  keep = bytes(e.w);
  memory m = wrap(e.w, keep.data_ptr());
  e.reorder.execute(stream(), plain, m);
  return m;
}

}  // namespace

bool onednn_conv_fits(const ConvShape& s) {
  for (int d = 0; d < 3; ++d)
    if ((s.input[d] + 2 * s.padding[d] - s.dilation[d] * (s.kernel[d] - 1) - 1) / s.stride[d] + 1 !=
        s.output[d])
      return false;
  return true;
}

void onednn_conv_forward(const ConvShape& s, int dims, Tensor& y, const Tensor& x, const Tensor& w,
                         const Tensor& bias) {
  const auto e = find(Kind::Forward, s, dims, bias.defined());
  Tensor keep, scratch = bytes(e->scratch);
  std::unordered_map<int, memory> args{{DNNL_ARG_SRC, wrap(e->x, x.data_ptr())},
                                       {DNNL_ARG_WEIGHTS, load_weights(*e, w, keep)},
                                       {DNNL_ARG_DST, wrap(e->y, y.data_ptr())},
                                       {DNNL_ARG_SCRATCHPAD, wrap(e->scratch, scratch.data_ptr())}};
  if (bias.defined()) args.insert({DNNL_ARG_BIAS, wrap(e->bias, bias.data_ptr())});
  e->run.execute(stream(), args);
}

void onednn_conv_data(const ConvShape& s, int dims, Tensor& x, const Tensor& g, const Tensor& w) {
  const auto e = find(Kind::Data, s, dims, false);
  Tensor keep, scratch = bytes(e->scratch);
  e->run.execute(stream(), {{DNNL_ARG_DIFF_SRC, wrap(e->x, x.data_ptr())},
                            {DNNL_ARG_WEIGHTS, load_weights(*e, w, keep)},
                            {DNNL_ARG_DIFF_DST, wrap(e->y, g.data_ptr())},
                            {DNNL_ARG_SCRATCHPAD, wrap(e->scratch, scratch.data_ptr())}});
}

void onednn_conv_weight(const ConvShape& s, int dims, Tensor& w, Tensor& bias, const Tensor& x,
                        const Tensor& g) {
  const auto e = find(Kind::Weight, s, dims, bias.defined());
  Tensor scratch = bytes(e->scratch), keep;
  memory plain = wrap(e->plain_w, w.data_ptr()), m = plain;
  if (e->reorders) {
    keep = bytes(e->w);
    m = wrap(e->w, keep.data_ptr());
  }
  std::unordered_map<int, memory> args{{DNNL_ARG_SRC, wrap(e->x, x.data_ptr())},
                                       {DNNL_ARG_DIFF_WEIGHTS, m},
                                       {DNNL_ARG_DIFF_DST, wrap(e->y, g.data_ptr())},
                                       {DNNL_ARG_SCRATCHPAD, wrap(e->scratch, scratch.data_ptr())}};
  if (bias.defined()) args.insert({DNNL_ARG_DIFF_BIAS, wrap(e->bias, bias.data_ptr())});
  e->run.execute(stream(), args);
  if (e->reorders) e->reorder.execute(stream(), m, plain);
}

}  // namespace facula::cpu
#endif
