// Tensors whose printed forms were recorded. Compiled against libtorch by tests/reference/record_print.cpp
// and against Facula by print_test.cpp: `lib` names the library's namespace.
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

inline std::vector<std::pair<std::string, lib::Tensor>> print_cases() {
  using lib::tensor;
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  auto ramp = [](int64_t n, double step, double from = 0) {
    std::vector<double> v;
    for (int64_t i = 0; i < n; ++i) v.push_back(from + step * static_cast<double>(i));
    return v;
  };
  auto shaped = [&](std::vector<int64_t> size, double step, double from = 0) {
    int64_t n = 1;
    for (int64_t s : size) n *= s;
    return tensor(ramp(n, step, from), lib::kDouble).to(lib::kFloat).reshape(size);
  };
  return {
      {"undefined", lib::Tensor()},
      {"scalar", tensor(1.5)},
      {"scalar_int", tensor(7)},
      {"scalar_small", tensor(1.25e-7, lib::kDouble)},
      {"scalar_long", tensor(123456789)},
      {"empty", lib::zeros({0})},
      {"empty_matrix", lib::zeros({0, 3})},
      {"empty_3d", lib::zeros({2, 0, 3}, lib::kLong)},
      {"vector", tensor({1.5, 2.25, -3.0})},
      {"vector_whole", tensor({1., 2., 30.})},
      {"vector_int", tensor({1, -20, 300})},
      {"vector_wide_int", tensor(std::vector<int64_t>{1, 20, 12345678901})},
      {"vector_big", tensor({123456.5, 1.25})},
      {"vector_scaled", tensor({123456.5, 234567.25})},
      {"vector_tiny", tensor({0.00012, 0.00034})},
      {"vector_tenths", tensor({0.1, 0.25})},
      {"vector_hundredths", tensor({0.01, 0.025})},
      {"vector_extreme", tensor({1e-150, 1e150}, lib::kDouble)},
      {"vector_negative", tensor({1.5, -1000.25})},
      {"vector_all_negative", tensor({-1.5, -1000.25})},
      {"vector_special", tensor({inf, -inf, nan, 1.5})},
      {"vector_special_whole", tensor({inf, 2.0})},
      {"vector_nan", tensor({nan, nan})},
      {"vector_zero", tensor({0.0, 0.0})},
      {"vector_zero_fraction", tensor({0.0, 0.5})},
      {"vector_large_whole", tensor({1e10, 1.0})},
      {"vector_ratio", tensor({1.0, 2000.0})},
      {"vector_mixed_ratio", tensor({0.5, 2000.0})},
      {"bool", tensor({true, false, true})},
      {"byte", tensor({1, 200}, lib::kByte)},
      {"char", tensor({-1, 100}, lib::kChar)},
      {"short", tensor({-1, 1000}, lib::kShort)},
      {"int", tensor({-1, 100000}, lib::kInt)},
      {"half", tensor({1.5, 0.1}, lib::kHalf)},
      {"bfloat16", tensor({1.5, 0.1}, lib::kBFloat16)},
      {"double", tensor({1.5, 0.1}, lib::kDouble)},
      {"matrix", tensor({{1.5, 2.0}, {3.25, -4.0}})},
      {"matrix_whole", lib::ones({2, 3})},
      {"matrix_int", tensor({{1, 2}, {3, 400}})},
      {"matrix_scaled", tensor({{0.001, 0.002}, {0.003, 0.004}})},
      {"matrix_scaled_up", tensor({{1000000.5, 2.5e6}, {3e6, 4e6}})},
      {"matrix_transposed", shaped({3, 2}, 0.5).t()},
      {"matrix_wide", shaped({2, 25}, 0.5)},
      {"matrix_wide_whole", shaped({2, 50}, 1)},
      {"matrix_wide_scaled", shaped({2, 25}, 0.0001, 0.001)},
      {"matrix_exact_line", shaped({2, 10}, 0.125)},
      {"matrix_one_column", shaped({3, 1}, 0.5)},
      {"matrix_bool", tensor({1, 0, 0, 1}, lib::kBool).reshape({2, 2})},
      {"three", shaped({2, 2, 3}, 0.5)},
      {"three_scaled", shaped({2, 2, 3}, 0.0001, 0.001)},
      {"three_wide", shaped({2, 2, 25}, 0.5)},
      {"four", shaped({2, 3, 2, 2}, 1)},
      {"five", shaped({1, 2, 2, 1, 2}, 0.25)},
      {"long_vector", shaped({30}, 0.5)},
      {"big_vector", shaped({1001}, 1)},
      {"big_matrix", shaped({50, 30}, 0.25)},
      {"big_3d", shaped({11, 12, 13}, 1)},
      {"big_flat", shaped({2, 800}, 1)},
      {"requires_grad", lib::tensor({1.5, 2.5}, lib::requires_grad())},
      {"grad_fn", lib::tensor({1.5, 2.5}, lib::requires_grad()).mul(tensor(2.0))},
      {"grad_fn_double",
       lib::tensor({{1.5, 2.5}}, lib::TensorOptions(lib::kDouble).requires_grad(true)).mul(tensor(2.0))},
      {"grad_fn_long_line",
       shaped({6}, 0.123456, 1000).to(lib::kDouble).requires_grad_(true).mul(tensor(2.0))},
      {"complex", lib::complex_pair(1.5, -2.0, 0.25, 3.0)},
      {"complex_whole", lib::complex_pair(1, -2, 10, 3)},
  };
}
