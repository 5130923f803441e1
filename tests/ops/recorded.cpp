#include "recorded.h"

#include <cmath>
#include <fstream>
#include <sstream>

#include "facula/ops/creation.h"

namespace facula::test {

Tensor make(IntArrayRef sizes, const std::vector<double>& values, ScalarType dtype) {
  Tensor t = empty(sizes, dtype);
  for (size_t i = 0; i < values.size(); ++i) {
    if (dtype == kDouble)
      t.data_ptr<double>()[i] = values[i];
    else if (dtype == kFloat)
      t.data_ptr<float>()[i] = static_cast<float>(values[i]);
    else if (dtype == kLong)
      t.data_ptr<int64_t>()[i] = static_cast<int64_t>(values[i]);
    else if (dtype == kBool)
      t.data_ptr<bool>()[i] = values[i] != 0;
    else
      throw Error("no such test dtype");
  }
  return t;
}

std::vector<double> values(const Tensor& t) {
  NoGradGuard off;
  const Tensor d = t.to(kDouble).contiguous();
  return {d.data_ptr<double>(), d.data_ptr<double>() + d.numel()};
}

void expect_near(const Tensor& a, const Tensor& b, double tol, const std::string& what) {
  ASSERT_TRUE(a.defined()) << what;
  ASSERT_EQ(a.sizes().vec(), b.sizes().vec()) << what;
  const auto x = values(a), y = values(b);
  for (size_t i = 0; i < x.size(); ++i) {
    if (x[i] == y[i] || (std::isnan(x[i]) && std::isnan(y[i]))) continue;
    ASSERT_LE(std::fabs(x[i] - y[i]), tol * (1 + std::fabs(y[i])))
        << what << "[" << i << "] is " << x[i] << ", not " << y[i];
  }
}

Recorded::Recorded(const std::string& family) {
  std::ifstream file(FACULA_SOURCE_DIR "/tests/reference/" + family + ".txt");
  if (!file) throw Error("no records of " + family);
  for (std::string line; std::getline(file, line);) {
    std::istringstream in(line);
    std::string key, dtype, sizes, number;
    in >> key >> dtype >> sizes;
    std::vector<int64_t> shape;
    std::istringstream dims(sizes);
    for (std::string d; std::getline(dims, d, 'x');)
      if (d != "-") shape.push_back(std::stoll(d));
    std::vector<double> v;
    while (in >> number) v.push_back(std::stod(number));
    tensors_[key] = make(shape, v, dtype == "int64" ? kLong : dtype == "bool" ? kBool : kDouble);
  }
}

Tensor Recorded::operator[](const std::string& key) const {
  const auto found = tensors_.find(key);
  if (found == tensors_.end()) throw Error("nothing recorded as " + key);
  return found->second;
}

void Recorded::check(const std::string& name, const Function& f, double tol, double float_tol) const {
  SCOPED_TRACE(name);
  check_in(kDouble, name, f, tol);
  check_in(kFloat, name, f, float_tol);
}

void Recorded::check_in(ScalarType dtype, const std::string& name, const Function& f, double tol) const {
  const auto take = [&](const std::string& key) {
    const Tensor t = (*this)[name + "." + key];
    return isFloatingType(t.scalar_type()) ? t.to(dtype, false, true) : t;
  };
  const auto keyed = [&](const char* key, size_t i) { return key + std::to_string(i); };
  Tensors inputs, wanted;
  for (size_t i = 0; has(name + "." + keyed("in", i)); ++i) {
    inputs.push_back(take(keyed("in", i)));
    if (has(name + "." + keyed("grad", i))) wanted.push_back(inputs.back().requires_grad_());
  }
  ASSERT_FALSE(inputs.empty()) << "nothing recorded as " << name;
  const Tensors results = f(inputs);
  Tensors outputs, weights;
  for (size_t i = 0; i < results.size(); ++i) {
    expect_near(results[i], take(keyed("out", i)), tol, keyed("out", i));
    ASSERT_EQ(results[i].scalar_type(), dtype);
    if (!has(name + "." + keyed("g", i))) continue;
    outputs.push_back(results[i]);
    weights.push_back(take(keyed("g", i)).requires_grad_());
  }
  if (wanted.empty()) return;
  const auto compare = [&](const char* key, const variable_list& got, const Tensors& of) {
    size_t at = 0;
    for (size_t i = 0; at < of.size(); ++i)
      if (has(name + "." + keyed(key, i))) expect_near(got[at++], take(keyed(key, i)), tol, keyed(key, i));
  };
  // plain backward runs the fused kernels, create_graph the rules that can be differentiated again
  const variable_list plain = autograd::grad(outputs, wanted, weights, true);
  compare("grad", plain, wanted);
  if (!has(name + ".h0")) return;
  const variable_list first = autograd::grad(outputs, wanted, weights, true, true);
  compare("grad", first, wanted);
  Tensors h, of = wanted, differentiable;
  for (size_t i = 0; i < first.size(); ++i) {
    if (!first[i].requires_grad()) continue;
    differentiable.push_back(first[i]);
    h.push_back(take(keyed("h", i)));
  }
  of.insert(of.end(), weights.begin(), weights.end());
  const variable_list second = autograd::grad(differentiable, of, h, false, false, true);
  for (size_t i = 0; i < of.size(); ++i) {
    const Tensor expected = take(keyed("second", i));
    if (second[i].defined())
      expect_near(second[i], expected, tol * 10, keyed("second", i));
    else
      for (double v : values(expected)) EXPECT_EQ(v, 0) << keyed("second", i) << " is missing";
  }
}

}  // namespace facula::test
