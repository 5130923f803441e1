#include "optable/table.h"

#include <cmath>
#include <fstream>
#include <limits>

#include "facula/ops/creation.h"
#include "optable/rows.h"

namespace facula::optable {

Input Input::index(std::vector<int64_t> s, int64_t n) {
  Input i(std::move(s), 0, static_cast<double>(n));
  i.fixed = kLong;
  i.whole = true;
  return i;
}
Input Input::mask(std::vector<int64_t> s) {
  Input i(std::move(s), 0, 2);
  i.fixed = kBool;
  i.whole = true;
  return i;
}

Input Input::extremes(std::vector<int64_t> s) {
  Input i(std::move(s));
  i.extreme = true;
  i.constant = true;
  return i;
}

namespace {

// Twelve values every floating op should survive; float32's limits, so that each dtype can hold them.
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kExtremes[] = {
    0.0,  -0.0,  1.0,   -1.0,           kInf,    -kInf, std::numeric_limits<double>::quiet_NaN(),
    1e30, -1e30, 1e-30, 0x1.fffffep127, 0x1p-140};

// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): its output function, on
// counters.
double unit(uint64_t position, uint64_t k) {
  uint64_t z = (position + 1) * 0x9E3779B97F4A7C15ull + k * 0xD1B54A32D192ED03ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1p-53;
}

bool whole_numbers(const Input& i, ScalarType dtype) { return i.whole || isIntegralType(dtype, true); }

}  // namespace

Tensor make(const Input& in, size_t position, ScalarType wanted) {
  const ScalarType dtype = in.fixed == ScalarType::Undefined ? wanted : in.fixed;
  const bool complex_values = isComplexType(dtype);
  Tensor t = empty(in.shape, complex_values ? kComplexDouble : kDouble);
  auto* p = static_cast<double*>(t.data_ptr());
  const int64_t n = t.numel() * (complex_values ? 2 : 1);
  for (int64_t k = 0; k < n; ++k) {
    double low = in.low;
    if (dtype == kByte && low < 0) low = 0;
    if (in.extreme) {
      p[k] = kExtremes[static_cast<size_t>(k) % std::size(kExtremes)];
      continue;
    }
    const double v = low + (in.high - low) * unit(position, static_cast<uint64_t>(k));
    p[k] = whole_numbers(in, dtype) ? std::floor(v) : v;
  }
  return t.to(dtype);
}

variable_list make_all(const Sample& sample, ScalarType dtype) {
  variable_list all;
  for (size_t i = 0; i < sample.size(); ++i) all.push_back(make(sample[i], i, dtype));
  return all;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all = all_rows();
  return all;
}

namespace {
std::string quoted(const std::string& s) {
  std::string q = "\"";
  for (char c : s) {
    if (c == '"' || c == '\\') q += '\\';
    q += c;
  }
  return q + '"';
}
}  // namespace

void dump(const std::string& path) {
  std::ofstream f(path);
  f << "[\n";
  bool first = true;
  for (const Row& r : rows()) {
    f << (first ? "" : ",\n") << "{\"name\": " << quoted(r.name) << ", \"group\": " << quoted(r.group)
      << ", \"python\": " << quoted(r.python) << ", \"dtypes\": [";
    first = false;
    for (size_t i = 0; i < r.dtypes.size(); ++i) f << (i ? ", " : "") << quoted(dtype_name(r.dtypes[i]));
    f << "], \"gradient\": " << (r.gradient ? "true" : "false") << ", \"samples\": [";
    for (size_t s = 0; s < r.samples.size(); ++s) {
      f << (s ? ", " : "") << "[";
      for (size_t i = 0; i < r.samples[s].size(); ++i) {
        const Input& in = r.samples[s][i];
        f << (i ? ", " : "") << "{\"shape\": [";
        for (size_t d = 0; d < in.shape.size(); ++d) f << (d ? ", " : "") << in.shape[d];
        f << "], \"low\": " << in.low << ", \"high\": " << in.high
          << ", \"fixed\": " << (in.fixed == ScalarType::Undefined ? "null" : quoted(dtype_name(in.fixed)))
          << ", \"whole\": " << (in.whole ? "true" : "false")
          << ", \"extreme\": " << (in.extreme ? "true" : "false") << "}";
      }
      f << "]";
    }
    f << "]}";
  }
  f << "\n]\n";
}

}  // namespace facula::optable
