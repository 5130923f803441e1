#pragma once
// Results recorded from PyTorch by tests/reference/record_view.py, and the comparison with them.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "facula/core/tensor.h"
#include "facula/graph/node.h"
#include "facula/ops/view.h"

namespace facula::test {

struct Recorded {
  std::string dtype, sizes, strides, grad_fn;
  int64_t offset = 0;
  std::vector<double> values;
};

inline const std::map<std::string, Recorded>& recorded_views() {
  static const std::map<std::string, Recorded> all = [] {
    std::map<std::string, Recorded> m;
    std::ifstream file(std::string(FACULA_SOURCE_DIR) + "/tests/reference/view.txt");
    for (std::string line; std::getline(file, line);) {
      std::istringstream in(line);
      std::string name, offset, values;
      Recorded r;
      std::getline(in, name, '\t');
      std::getline(in, r.dtype, '\t');
      std::getline(in, r.sizes, '\t');
      std::getline(in, r.strides, '\t');
      std::getline(in, offset, '\t');
      std::getline(in, r.grad_fn, '\t');
      std::getline(in, values, '\t');
      r.offset = std::stoll(offset);
      std::istringstream numbers(values);
      for (std::string v; numbers >> v;) r.values.push_back(std::stod(v));
      m[name] = r;
    }
    return m;
  }();
  return all;
}

inline std::string brackets(IntArrayRef v) {
  std::string s = "[";
  for (size_t i = 0; i < v.size(); ++i) s += (i ? "," : "") + std::to_string(v[i]);
  return s + "]";
}

inline std::vector<double> values_of(const Tensor& t) {
  Tensor d = t.detach();
  if (d.is_complex()) d = view_as_real(d.contiguous());
  d = d.to(kDouble).contiguous();
  const double* p = d.data_ptr<double>();
  return std::vector<double>(p, p + d.numel());
}

/// Shape, strides, offset, dtype, name of the node and values are those that PyTorch gave.
inline void expect_as_recorded(const std::string& name, const Tensor& t) {
  SCOPED_TRACE(name);
  const auto found = recorded_views().find(name);
  ASSERT_NE(found, recorded_views().end()) << "no such record";
  const Recorded& r = found->second;
  EXPECT_EQ(std::string("torch.") + r.dtype, dtype_name(t.scalar_type()));
  EXPECT_EQ(r.sizes, brackets(t.sizes()));
  EXPECT_EQ(t.numel() > 0 ? r.strides : "", t.numel() > 0 ? brackets(t.strides()) : "");
  EXPECT_EQ(r.offset, t.storage_offset());
  EXPECT_EQ(r.grad_fn, t.requires_grad() && t.grad_fn() ? t.grad_fn()->name() : "-");
  EXPECT_EQ(r.values, values_of(t));
}

/// Runs f, which must throw an E whose text begins with `text`.
template <class E = Error, class F>
void expect_error(F f, const std::string& text) {
  try {
    f();
  } catch (const E& e) {
    EXPECT_EQ(std::string(e.what()).substr(0, text.size()), text);
    return;
  } catch (const std::exception& e) {
    ADD_FAILURE() << "another exception than expected: " << e.what();
    return;
  }
  ADD_FAILURE() << "no exception; expected: " << text;
}

}  // namespace facula::test
