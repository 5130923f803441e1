// The printed form of libtorch: columns of values, then "[ CPUFloatType{2,3} ]".
#include "ops/print.h"

#include "facula/ops/print.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ios>
#include <iostream>
#include <vector>

#include "ops/sparse.h"

namespace facula {

namespace printing {

Elements::Elements(const Tensor& t) : t_(t.is_cpu() ? t : t.detach().cpu()) {}

namespace {
template <class T>
Value number(const void* data, int64_t offset) {
  const T v = static_cast<const T*>(data)[offset];
  if constexpr (std::is_integral_v<T>)
    return {static_cast<double>(v), 0, static_cast<int64_t>(v)};
  else
    return {static_cast<double>(v), 0, 0};
}
template <class T>
Value complex_number(const void* data, int64_t offset) {
  const complex<T> v = static_cast<const complex<T>*>(data)[offset];
  return {static_cast<double>(v.re), static_cast<double>(v.im), 0};
}
}  // namespace

Value Elements::at(int64_t offset) const {
  const void* p = t_.data_ptr();
  switch (t_.scalar_type()) {
    case kByte:
      return number<uint8_t>(p, offset);
    case kChar:
      return number<int8_t>(p, offset);
    case kShort:
      return number<int16_t>(p, offset);
    case kInt:
      return number<int32_t>(p, offset);
    case kLong:
      return number<int64_t>(p, offset);
    case kBool:
      return number<bool>(p, offset);
    case kHalf: {
      return {static_cast<double>(static_cast<float>(static_cast<const Half*>(p)[offset])), 0, 0};
    }
    case kBFloat16: {
      return {static_cast<double>(static_cast<float>(static_cast<const BFloat16*>(p)[offset])), 0, 0};
    }
    case kFloat:
      return number<float>(p, offset);
    case kDouble:
      return number<double>(p, offset);
    case kComplexFloat:
      return complex_number<float>(p, offset);
    case kComplexDouble:
      return complex_number<double>(p, offset);
    default:
      facula::detail::fail<Error>("cannot print a tensor of dtype ", t_.scalar_type());
  }
}

namespace {

// Puts the stream's format back.
class KeepFormat {
 public:
  explicit KeepFormat(std::ostream& os) : os_(os), before_(nullptr) { before_.copyfmt(os); }
  KeepFormat(const KeepFormat&) = delete;
  ~KeepFormat() { os_.copyfmt(before_); }

 private:
  std::ostream& os_;
  std::ios before_;
};

// A matrix or a vector (one row) within the tensor.
struct Block {
  int64_t offset, rows, columns, row_stride, column_stride;
};

struct Columns {
  double scale = 1;
  int width = 0;
};

int digits(double v) { return v == 0 ? 1 : static_cast<int>(std::floor(std::log10(v))) + 1; }

// Smallest and largest magnitude among the finite values, as numbers of digits before the point.
struct Digits {
  bool integral = true;
  int low = 1, high = 1;
};

Digits measure(const Elements& e, const Block& b) {
  Digits d;
  bool any = false;
  double low = 0, high = 0;
  for (int64_t r = 0; r < b.rows; ++r)
    for (int64_t c = 0; c < b.columns; ++c) {
      const double v = e.at(b.offset + r * b.row_stride + c * b.column_stride).re;
      if (!std::isfinite(v)) continue;
      if (v != std::ceil(v)) d.integral = false;
      const double a = std::fabs(v);
      if (!any || a < low) low = a;
      if (!any || v > high) high = a;  // as in libtorch: negative values do not widen the columns
      any = true;
    }
  if (any) {
    d.low = digits(low);
    d.high = digits(high);
  }
  return d;
}

// Chooses the columns' width and scale, and sets the stream's notation.
Columns choose_columns(std::ostream& os, const Elements& e, const Block& b) {
  const Digits d = measure(e, b);
  if (d.integral) {
    if (d.high > 9) {
      os << std::scientific << std::setprecision(4);
      return {1, 11};
    }
    os << std::defaultfloat;
    return {1, d.high + 1};
  }
  if (d.high - d.low > 4) {
    os << std::scientific << std::setprecision(4);
    return {1, std::abs(d.high) > 99 || std::abs(d.low) > 99 ? 12 : 11};
  }
  os << std::fixed << std::setprecision(4);
  if (d.high > 5 || d.high < 0) return {std::pow(10.0, d.high - 1), 7};
  return {1, d.high == 0 ? 7 : d.high + 6};
}

void print_scale(std::ostream& os, double scale) {
  const KeepFormat keep(os);
  os << std::defaultfloat << scale << " *\n";
}

void print_vector(std::ostream& os, const Elements& e) {
  const Block b{0, 1, e.size(0), 0, e.stride(0)};
  const Columns f = choose_columns(os, e, b);
  if (f.scale != 1) print_scale(os, f.scale);
  for (int64_t i = 0; i < b.columns; ++i)
    os << std::setw(f.width) << e.at(i * b.column_stride).re / f.scale << '\n';
}

void print_matrix(std::ostream& os, const Elements& e, const Block& b, int indent, int64_t linesize) {
  const char* margin = indent ? " " : "";
  const Columns f = choose_columns(os, e, b);
  os << margin;
  const int64_t per_line = std::max<int64_t>(1, (linesize - indent) / (f.width + 1));
  for (int64_t first = 0; first < b.columns;) {
    const int64_t end = std::min(first + per_line, b.columns);
    if (per_line < b.columns) {
      if (first != 0) os << '\n';
      os << "Columns " << first + 1 << " to " << end << margin;
    }
    if (f.scale != 1) {
      print_scale(os, f.scale);
      os << margin;
    }
    for (int64_t r = 0; r < b.rows; ++r)
      for (int64_t c = first; c < end; ++c) {
        const double v = e.at(b.offset + r * b.row_stride + c * b.column_stride).re;
        os << std::setw(f.width) << v / f.scale << (c == end - 1 ? '\n' : ' ');
        if (c == end - 1 && r != b.rows - 1) os << margin << (f.scale != 1 ? " " : "");
      }
    first = end;
  }
}

// Every matrix of the last two dimensions; the first dimension runs fastest.
void print_matrices(std::ostream& os, const Elements& e, int64_t linesize) {
  const int64_t outer = e.dim() - 2;
  std::vector<int64_t> index(static_cast<size_t>(outer), 0);
  Block b{0, e.size(outer), e.size(outer + 1), e.stride(outer), e.stride(outer + 1)};
  for (bool first = true;; first = false) {
    os << (first ? "(" : "\n(");
    b.offset = 0;
    for (int64_t d = 0; d < outer; ++d) {
      b.offset += index[static_cast<size_t>(d)] * e.stride(d);
      os << index[static_cast<size_t>(d)] + 1 << ',';
    }
    os << ".,.) = \n";
    print_matrix(os, e, b, 1, linesize);
    int64_t d = 0;
    while (d < outer && ++index[static_cast<size_t>(d)] == e.size(d)) index[static_cast<size_t>(d++)] = 0;
    if (d == outer) return;
  }
}

}  // namespace
}  // namespace printing

std::ostream& print(std::ostream& os, const Tensor& t, int64_t linesize) {
  if (!t.defined()) return os << "[ Tensor (undefined) ]";
  if (sparse::is(t)) {
    sparse::print(os, t, linesize);
    return os;
  }
  const printing::KeepFormat keep(os);
  const printing::Elements e(t);
  if (e.dim() == 0) {
    os << std::defaultfloat << e.at(0).re << '\n';
  } else if (e.numel() > 0) {
    if (e.dim() == 1)
      printing::print_vector(os, e);
    else if (e.dim() == 2)
      printing::print_matrix(os, e, {0, e.size(0), e.size(1), e.stride(0), e.stride(1)}, 0, linesize);
    else
      printing::print_matrices(os, e, linesize);
  }
  os << "[ " << t.toString() << '{';
  for (int64_t d = 0; d < e.dim(); ++d) os << (d ? "," : "") << e.size(d);
  return os << "} ]";
}

void print(const Tensor& t, int64_t linesize) { print(std::cout, t, linesize); }

std::ostream& operator<<(std::ostream& os, const Tensor& t) { return print(os, t, 80); }

void Tensor::print() const {
  if (defined())
    std::cerr << '[' << toString() << ' ' << sizes() << "]\n";
  else
    std::cerr << "[UndefinedTensor]\n";
}

}  // namespace facula
