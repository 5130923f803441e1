#include "facula/ops/creation_data.h"

#include <cstring>

#include "kernels/geometry.h"

namespace facula {
namespace detail {

// Sizes as libtorch prints them here: "2 3".
static std::string numbers(IntArrayRef sizes) {
  std::string text;
  for (int64_t s : sizes) text += (text.empty() ? "" : " ") + std::to_string(s);
  return text;
}

TensorDataContainer::TensorDataContainer(std::initializer_list<TensorDataContainer> list)
    : type_(Type::List), list_(list) {
  sizes_.push_back(static_cast<int64_t>(list.size()));
  if (list.size() == 0) return;
  const TensorDataContainer& first = *list.begin();
  scalar_type_ = first.scalar_type_;
  for (const TensorDataContainer& e : list) {
    FACULA_CHECK(e.sizes() == first.sizes(), "Expected all sub-lists to have sizes: ", numbers(first.sizes()),
                 " (e.g. ", first.text(), "), but got sub-list ", e.text(),
                 " with sizes: ", numbers(e.sizes()));
    FACULA_CHECK(e.scalar_type_ == first.scalar_type_,
                 "Expected all elements of the tensor to have the same scalar type: ", first.scalar_type_,
                 ", but got element of scalar type: ", e.scalar_type_);
  }
  for (int64_t s : first.sizes()) sizes_.push_back(s);
}

TensorDataContainer::TensorDataContainer(const void* data, int64_t n, ScalarType t)
    : type_(Type::Flat), scalar_type_(t), sizes_({n}), flat_(make_contiguous({n}, t)) {
  if (n) std::memcpy(flat_.data_ptr(), data, static_cast<size_t>(n * itemsize(t)));
}

TensorDataContainer::TensorDataContainer(const std::vector<bool>& v)
    : type_(Type::Flat),
      scalar_type_(kBool),
      sizes_({static_cast<int64_t>(v.size())}),
      flat_(make_contiguous(sizes_, kBool)) {
  for (size_t i = 0; i < v.size(); ++i) flat_.data_ptr<bool>()[i] = v[i];
}

const Scalar& TensorDataContainer::scalar() const {
  FACULA_CHECK(is_scalar(),
               "Can only call `scalar()` on a TensorDataContainer that has `is_scalar() == true`");
  return scalar_;
}
const std::vector<TensorDataContainer>& TensorDataContainer::init_list() const {
  FACULA_CHECK(is_init_list(),
               "Can only call `init_list()` on a TensorDataContainer that has `is_init_list() == true`");
  return list_;
}
const Tensor& TensorDataContainer::tensor() const {
  FACULA_CHECK(is_tensor(),
               "Can only call `tensor()` on a TensorDataContainer that has `is_tensor() == true`");
  return flat_;
}

std::string TensorDataContainer::text() const {
  if (is_scalar()) {
    if (scalar_.isIntegral(false)) return std::to_string(scalar_.toLong());
    if (scalar_.isBoolean()) return scalar_.toBool() ? "1" : "0";
    std::string s;
    append_text(s, scalar_.isComplex() ? scalar_.toComplexDouble().re : scalar_.toDouble());
    return s;
  }
  if (is_tensor()) return "a tensor";
  std::string s = "{";
  for (size_t i = 0; i < list_.size(); ++i) s += (i ? ", " : "") + list_[i].text();
  return s + "}";
}

namespace {
template <class T>
void write_one(char*& out, const Scalar& v) {
  const T x = v.to<T>();
  std::memcpy(out, &x, sizeof x);
  out += sizeof x;
}
void write_scalar(char*& out, ScalarType t, const Scalar& v) {
  switch (t) {
    case kByte:
      return write_one<uint8_t>(out, v);
    case kChar:
      return write_one<int8_t>(out, v);
    case kShort:
      return write_one<int16_t>(out, v);
    case kInt:
      return write_one<int32_t>(out, v);
    case kLong:
      return write_one<int64_t>(out, v);
    case kHalf:
      return write_one<Half>(out, v);
    case kBFloat16:
      return write_one<BFloat16>(out, v);
    case kFloat:
      return write_one<float>(out, v);
    case kDouble:
      return write_one<double>(out, v);
    case kComplexFloat:
      return write_one<complex<float>>(out, v);
    case kComplexDouble:
      return write_one<complex<double>>(out, v);
    case kBool:
      return write_one<bool>(out, v);
    default:
      fail<Error>("\"tensor_cpu\" not implemented for '", t, "'");
  }
}
}  // namespace

void TensorDataContainer::write(char*& out, ScalarType as) const {
  if (is_scalar()) return write_scalar(out, as, scalar_);
  if (is_tensor()) {
    const Tensor t = flat_.to(as);
    std::memcpy(out, t.data_ptr(), static_cast<size_t>(t.nbytes()));
    out += t.nbytes();
    return;
  }
  for (const TensorDataContainer& e : list_) e.write(out, as);
}

Tensor TensorDataContainer::convert_to_tensor(TensorOptions o) const {
  ScalarType dtype = scalar_type_;
  if (o.has_dtype())
    dtype = o.scalar_type();
  else if (dtype == ScalarType::Undefined || isFloatingType(dtype))
    dtype = get_default_dtype_scalar();
  else if (isIntegralType(dtype, false))
    dtype = kLong;
  else if (isComplexType(dtype))
    dtype = toComplexType(get_default_dtype_scalar());
  // at::tensor's words and torch::tensor's, for programs match on either.
  FACULA_CHECK(!isComplexType(scalar_type_) || scalar_type_ == ScalarType::Undefined || isComplexType(dtype),
               "\"tensor_cpu\" not implemented for '", dtype,
               "': can not do torch::tensor(complex, dtype=non-complex) because complex can not be casted to "
               "real number without "
               "loss of information");
  const DimVector sizes = type_ == Type::List && list_.empty() ? DimVector{0} : sizes_;
  Tensor t = make_contiguous(sizes, dtype);
  auto* out = static_cast<char*>(t.data_ptr());
  write(out, dtype);
  if (!o.device().is_cpu()) t = t.to(TensorOptions(o.device()));
  if (o.requires_grad()) t.requires_grad_(true);
  return t;
}

}  // namespace detail
}  // namespace facula
