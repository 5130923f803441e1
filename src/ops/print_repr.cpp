// The printed form of Python: tensor([[1., 2.]], dtype=torch.float64, requires_grad=True).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "facula/graph/node.h"
#include "ops/print.h"

namespace facula {

namespace printing {
namespace {

constexpr int64_t kEdge = 3, kSummariseAbove = 1000, kLineWidth = 80;
constexpr int kPrecision = 4;

std::string number(const char* format, double v) {
  if (std::isnan(v)) return "nan";
  if (std::isinf(v)) return v < 0 ? "-inf" : "inf";
  char text[400];
  std::snprintf(text, sizeof text, format, kPrecision, v);
  return text;
}

// One notation and one width for all numbers of a tensor, chosen from those that are shown.
class Format {
 public:
  void see(double v) {
    if (!std::isfinite(v) || v == 0) return;
    const double a = std::fabs(v);
    low_ = any_ ? std::min(low_, a) : a;
    high_ = any_ ? std::max(high_, a) : a;
    any_ = true;
    if (v != std::ceil(v)) whole_ = false;
    values_.push_back(v);
  }
  void see_text(size_t length) { width_ = std::max(width_, length); }
  void choose() {
    if (!any_) return;
    scientific_ = high_ / low_ > 1000 || high_ > 1e8 || (!whole_ && low_ < 1e-4);
    for (double v : values_) see_text(plain(v).size());
    values_.clear();
  }
  std::string text(double v) const { return pad(plain(v)); }
  std::string pad(std::string s) const {
    return s.size() < width_ ? std::string(width_ - s.size(), ' ') + s : s;
  }
  int64_t width() const { return static_cast<int64_t>(width_); }

 private:
  std::string plain(double v) const {
    if (scientific_) return number("%.*e", v);
    if (!whole_) return number("%.*f", v);
    if (!std::isfinite(v)) return number("%.*f", v);
    char s[400];
    std::snprintf(s, sizeof s, "%.0f.", v);
    return s;
  }
  std::vector<double> values_;
  double low_ = 0, high_ = 0;
  size_t width_ = 1;
  bool any_ = false, whole_ = true, scientific_ = false;
};

class Writer {
 public:
  explicit Writer(const Tensor& t) : e_(t), summarise_(t.numel() > kSummariseAbove) {
    each(0, 0, [&](int64_t offset) {
      const Value v = e_.at(offset);
      if (floating()) {
        re_.see(v.re);
        if (complex()) im_.see(v.im);
      } else {
        re_.see_text(integer(v).size());
      }
    });
    re_.choose();
    im_.choose();
  }
  std::string text(int64_t indent) const { return part(0, 0, indent); }

 private:
  bool complex() const { return isComplexType(e_.dtype()); }
  bool floating() const { return isDifferentiableType(e_.dtype()); }
  std::string integer(const Value& v) const {
    if (e_.dtype() == kBool) return v.integer ? "True" : "False";
    return std::to_string(v.integer);
  }
  std::string element(int64_t offset) const {
    const Value v = e_.at(offset);
    if (!floating()) return re_.pad(integer(v));
    if (!complex()) return re_.text(v.re);
    std::string im = im_.text(v.im) + "j";
    im.erase(0, im.find_first_not_of(' '));
    return re_.text(v.re) + (im[0] == '-' || im[0] == '+' ? "" : "+") + im;
  }
  // The indices shown along a dimension: all, or the ends.
  bool cut(int64_t d) const { return summarise_ && e_.size(d) > 2 * kEdge; }
  int64_t shown(int64_t d) const { return cut(d) ? 2 * kEdge : e_.size(d); }
  int64_t index(int64_t d, int64_t k) const { return cut(d) && k >= kEdge ? e_.size(d) - 2 * kEdge + k : k; }

  template <class F>
  void each(int64_t d, int64_t offset, const F& f) const {
    if (d == e_.dim()) return f(offset);
    for (int64_t k = 0; k < shown(d); ++k) each(d + 1, offset + index(d, k) * e_.stride(d), f);
  }

  std::string part(int64_t d, int64_t offset, int64_t indent) const {
    const int64_t left = e_.dim() - d;
    if (left == 0) return element(offset);
    if (left == 1) return vector(d, offset, indent);
    const std::string between = "," + std::string(static_cast<size_t>(left - 1), '\n') +
                                std::string(static_cast<size_t>(indent + 1), ' ');
    std::string s = "[";
    for (int64_t k = 0; k < shown(d); ++k) {
      if (k) s += between;
      if (cut(d) && k == kEdge) s += "..." + between;
      s += part(d + 1, offset + index(d, k) * e_.stride(d), indent + 1);
    }
    return s + "]";
  }

  std::string vector(int64_t d, int64_t offset, int64_t indent) const {
    const int64_t length = re_.width() + 2 + (complex() ? im_.width() + 1 : 0);
    const int64_t per_line = std::max<int64_t>(1, (kLineWidth - indent) / length);
    std::string s = "[";
    int64_t count = 0;
    auto add = [&](const std::string& item) {
      if (count > 0)
        s += count % per_line == 0 ? ",\n" + std::string(static_cast<size_t>(indent + 1), ' ') : ", ";
      ++count;
      s += item;
    };
    for (int64_t k = 0; k < shown(d); ++k) {
      if (cut(d) && k == kEdge) add(" ...");
      add(element(offset + index(d, k) * e_.stride(d)));
    }
    return s + "]";
  }

  Elements e_;
  bool summarise_;
  Format re_, im_;
};

std::string shape(IntArrayRef sizes) {
  std::string s = "(";
  for (size_t i = 0; i < sizes.size(); ++i) s += (i ? ", " : "") + std::to_string(sizes[i]);
  return s + (sizes.size() == 1 ? ",)" : ")");
}

}  // namespace
}  // namespace printing

std::string Tensor::repr() const {
  if (!defined()) return "[ Tensor (undefined) ]";
  constexpr int64_t indent = 7;  // of "tensor("
  const ScalarType t = scalar_type(), standard = get_default_dtype_scalar();
  std::vector<std::string> notes;
  if (is_cuda()) notes.push_back("device='" + device().str() + "'");
  std::string s = "tensor(";
  if (numel() == 0) {
    if (dim() != 1) notes.push_back("size=" + printing::shape(sizes()));
    if (t != standard) notes.push_back(std::string("dtype=") + dtype_name(t));
    s += "[]";
  } else {
    if (t != standard && t != toComplexType(standard) && t != kLong && t != kBool)
      notes.push_back(std::string("dtype=") + dtype_name(t));
    s += printing::Writer(*this).text(indent);
  }
  if (const auto fn = grad_fn())
    notes.push_back("grad_fn=<" + fn->name() + ">");
  else if (requires_grad())
    notes.push_back("requires_grad=True");
  const size_t line = s.rfind('\n');
  auto length = static_cast<int64_t>(line == std::string::npos ? s.size() + 2 : s.size() - line + 1);
  for (const std::string& note : notes) {
    const auto n = static_cast<int64_t>(note.size());
    const bool fits = length + n + 2 <= printing::kLineWidth;
    s += fits ? ", " : ",\n" + std::string(indent, ' ');
    s += note;
    length = fits ? length + n + 2 : indent + n;
  }
  return s + ")";
}

}  // namespace facula
