// x.index({...}): what is no tensor becomes a view, the tensors that remain index it.
#include <algorithm>
#include <ostream>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "ops/index_plan.h"
#include "ops/inplace.h"
#include "ops/view.h"

namespace facula {

namespace indexing {

std::ostream& operator<<(std::ostream& os, const Slice& slice) {
  return os << slice.start() << ':' << slice.stop() << ':' << slice.step();
}
std::ostream& operator<<(std::ostream& os, const TensorIndex& index) {
  switch (index.type()) {
    case TensorIndexType::None:
      return os << "None";
    case TensorIndexType::Ellipsis:
      return os << "...";
    case TensorIndexType::Integer:
      return os << index.integer();
    case TensorIndexType::Boolean:
      return os << (index.boolean() ? "true" : "false");
    case TensorIndexType::Slice:
      return os << index.slice();
    default:
      return os << index.tensor();
  }
}
std::ostream& operator<<(std::ostream& os, const std::vector<TensorIndex>& indices) {
  os << '(';
  for (size_t i = 0; i < indices.size(); ++i) os << (i ? ", " : "") << indices[i];
  return os << ')';
}

}  // namespace indexing

namespace {

using indexing::TensorIndex;
using indexing::TensorIndexType;

// Both give the same view: one by arithmetic, for tensors without history, one by recorded ops.
class GeometryTarget : public Geometry {
 public:
  explicit GeometryTarget(const Tensor& x) : Geometry(x), x_(x) {}
  Tensor view() const { return make_view(x_, *this); }

 private:
  const Tensor& x_;
};

class TensorTarget {
 public:
  explicit TensorTarget(const Tensor& x) : x_(x), view_(x) {}
  int64_t dim() const { return view_.dim(); }
  int64_t size(int64_t d) const { return view_.size(d); }
  void select(int64_t d, int64_t i) { view_ = view_.select(d, i); }
  void slice(int64_t d, int64_t start, int64_t stop, int64_t step) {
    view_ = view_.slice(d, start, stop, step);
  }
  void unsqueeze(int64_t d) { view_ = view_.unsqueeze(d); }
  Tensor view() const { return view_.is_same(x_) ? x_.alias() : view_; }

 private:
  const Tensor& x_;
  Tensor view_;
};

bool is_mask(const Tensor& t) { return t.scalar_type() == kBool || t.scalar_type() == kByte; }

// Dimensions of x that the list names.
int64_t named_dims(indexing_list list) {
  int64_t n = 0;
  for (const TensorIndex& i : list) {
    if (i.is_integer() || i.is_slice()) ++n;
    if (i.is_tensor()) n += is_mask(i.tensor()) ? i.tensor().dim() : 1;
  }
  return n;
}

template <class Target>
class Walk {
 public:
  Walk(const Tensor& x, indexing_list list) : x_(x), target(x) {
    const int64_t left = x.dim() - named_dims(list);
    FACULA_CHECK_AS(IndexError, x.dim() > 0 || list.size() > 1 || !list[0].is_integer(),
                    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in "
                    "C++ to convert a 0-dim tensor to a number");
    FACULA_CHECK_AS(IndexError, left >= 0, "too many indices for tensor of dimension ", x.dim());
    for (const TensorIndex& i : list) step(i, left);
  }

 private:
  void step(const TensorIndex& i, int64_t left) {
    switch (i.type()) {
      case TensorIndexType::None:
        target.unsqueeze(dim_++);
        return;
      case TensorIndexType::Ellipsis:
        dim_ += left;
        source_ += left;
        return;
      case TensorIndexType::Integer:
        return select(i.integer());
      case TensorIndexType::Boolean:
        return choose(i.boolean());
      case TensorIndexType::Slice:
        return slice(i.slice());
      default:
        return tensor(i.tensor());
    }
  }
  void select(int64_t i) {
    const int64_t size = target.size(dim_);
    if (i < -size || i >= size) index_out_of_bounds("", i, source_, size);
    target.select(dim_, i < 0 ? i + size : i);
    ++source_;
  }
  void slice(const indexing::Slice& s) {
    FACULA_CHECK_AS(ValueError, s.step() > 0, "step must be greater than zero");
    const int64_t size = target.size(dim_);
    auto clip = [size](int64_t v) { return v < 0 ? std::max<int64_t>(v + size, 0) : std::min(v, size); };
    const int64_t start = clip(s.start()), stop = std::max(start, clip(s.stop()));
    const int64_t step = std::min(s.step(), std::max<int64_t>(size, 1));
    if (start != 0 || stop != size || step != 1) target.slice(dim_, start, stop, step);
    ++dim_;
    ++source_;
  }
  // true keeps everything behind a new dimension of size 1, false nothing.
  void choose(bool keep) {
    target.unsqueeze(dim_);
    put(keep ? zeros({1}, TensorOptions(kLong).device(x_.device()))
             : empty({0}, TensorOptions(kLong).device(x_.device())),
        1);
  }
  void tensor(const Tensor& t) {
    FACULA_CHECK(t.defined(), "index(): an index tensor is undefined");
    const ScalarType dtype = t.scalar_type();
    if (t.dim() == 0 && isIntegralType(dtype, true)) {
      if (is_mask(t)) return choose(t.item().to<bool>());
      return select(t.item().to<int64_t>());
    }
    const int64_t dims = is_mask(t) ? t.dim() : 1;
    put(t, dims);
    source_ += dims;
  }
  // A mask of several dimensions is one entry of the list.
  void put(const Tensor& t, int64_t dims) {
    indices.resize(static_cast<size_t>(dim_ - shift_));
    indices.push_back(t);
    shift_ += dims - 1;
    dim_ += dims;
  }

  const Tensor& x_;
  int64_t dim_ = 0;     // of the view
  int64_t source_ = 0;  // of x
  int64_t shift_ = 0;   // dimensions of the view beyond entries of the list

 public:
  Target target;
  std::vector<Tensor> indices;  // undefined: the whole dimension
};

// A value may have leading dimensions of size 1 too many.
Tensor without_leading_ones(const Tensor& value, int64_t dim) {
  Tensor v = value;
  while (v.dim() > dim && v.size(0) == 1) v = v.squeeze(0);
  return v;
}

template <class Target>
Tensor get(const Tensor& x, indexing_list list) {
  const Walk<Target> walk(x, list);
  return walk.indices.empty() ? walk.target.view() : index(walk.target.view(), walk.indices);
}

template <class Target>
void set(const Tensor& x, indexing_list list, const Tensor& value) {
  const Walk<Target> walk(x, list);
  Tensor view = walk.target.view();
  if (walk.indices.empty())
    view.copy_(without_leading_ones(value, view.dim()));
  else
    index_put_(view, walk.indices, value);
}

}  // namespace

Tensor Tensor::index(indexing_list indices) const {
  FACULA_CHECK(!indices.empty(), "Passing an empty index list to Tensor::index() is not valid syntax");
  if (graph::recording() && requires_grad()) return get<TensorTarget>(*this, indices);
  return get<GeometryTarget>(*this, indices);
}
Tensor Tensor::index(std::initializer_list<TensorIndex> indices) const {
  return index(indexing_list(indices.begin(), indices.size()));
}

Tensor& Tensor::index_put_(indexing_list indices, const Tensor& values) {
  FACULA_CHECK(!indices.empty(), "Passing an empty index list to Tensor::index_put_() is not valid syntax");
  const Tensor local =
      values.device() == device() || values.dim() ? values : values.to(device(), values.scalar_type());
  if (graph::recording() && requires_grad())
    set<TensorTarget>(*this, indices, local);
  else
    set<GeometryTarget>(*this, indices, local);
  return *this;
}
Tensor& Tensor::index_put_(indexing_list indices, const Scalar& value) {
  FACULA_CHECK(!indices.empty(), "Passing an empty index list to Tensor::index_put_() is not valid syntax");
  return index_put_(indices, full({}, value, options()));
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> indices, const Tensor& values) {
  return index_put_(indexing_list(indices.begin(), indices.size()), values);
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> indices, const Scalar& value) {
  return index_put_(indexing_list(indices.begin(), indices.size()), value);
}

Tensor Tensor::operator[](const Scalar& index) const {
  FACULA_CHECK(index.isIntegral(false), "Can only index tensors with integral scalars");
  return select(0, index.to<int64_t>());
}
Tensor Tensor::operator[](const Tensor& index) const {
  FACULA_CHECK(index.defined(), "Can only index with tensors that are defined");
  FACULA_CHECK(index.dim() == 0, "Can only index with tensors that are scalars (zero-dim)");
  return (*this)[index.item()];
}

}  // namespace facula
