#pragma once
#include "optable/table.h"

namespace facula::optable {

/// The rows of every family, in order.
std::vector<Row> all_rows();

// One function per family, each in rows_FAMILY.cpp.
void add_pointwise_rows(std::vector<Row>& rows);
void add_arithmetic_rows(std::vector<Row>& rows);
void add_special_rows(std::vector<Row>& rows);
void add_activation_rows(std::vector<Row>& rows);
void add_compare_rows(std::vector<Row>& rows);
void add_view_rows(std::vector<Row>& rows);
void add_index_rows(std::vector<Row>& rows);
void add_reduce_rows(std::vector<Row>& rows);
void add_sort_rows(std::vector<Row>& rows);
void add_shape_rows(std::vector<Row>& rows);
void add_matmul_rows(std::vector<Row>& rows);
void add_nn_rows(std::vector<Row>& rows);
void add_einsum_rows(std::vector<Row>& rows);
void add_linalg_rows(std::vector<Row>& rows);
void add_fft_rows(std::vector<Row>& rows);
void add_vision_rows(std::vector<Row>& rows);
void add_layers_rows(std::vector<Row>& rows);
void add_native_rows(std::vector<Row>& rows);
void add_backward_rows(std::vector<Row>& rows);

/// For functions of one result.
inline Function one(Tensor (*f)(const Tensor&)) {
  return [f](const variable_list& x) { return variable_list{f(x[0])}; };
}
inline Function two(Tensor (*f)(const Tensor&, const Tensor&)) {
  return [f](const variable_list& x) { return variable_list{f(x[0], x[1])}; };
}
/// Any expression of the inputs x.
#define FACULA_ROW_CALL(...) [](const variable_list& x) { return variable_list{__VA_ARGS__}; }

/// Shapes every point-wise op meets: dense, zero-size, zero-dim.
inline std::vector<Sample> unary_samples(double low = -2, double high = 2) {
  return {{Input({3, 4}, low, high)},
          {Input({}, low, high)},
          {Input({2, 0, 3}, low, high)},
          {Input({33}, low, high)}};
}
/// The same for two inputs, with broadcasting.
inline std::vector<Sample> binary_samples(double low = -2, double high = 2, double low2 = -2,
                                          double high2 = 2) {
  auto pair = [&](std::vector<int64_t> a, std::vector<int64_t> b) {
    return Sample{Input(a, low, high), Input(b, low2, high2)};
  };
  return {pair({3, 4}, {3, 4}), pair({3, 4}, {4}), pair({3, 1}, {1, 4}),
          pair({}, {3}),        pair({2, 0}, {1}), pair({}, {})};
}

}  // namespace facula::optable
