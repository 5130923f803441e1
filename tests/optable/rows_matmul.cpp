#include "facula/ops/conv.h"
#include "facula/ops/matmul.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

void add_products(std::vector<Row>& rows) {
  const std::vector<ScalarType> types = {kFloat, kDouble, kComplexDouble, kLong};
  auto add = [&](const char* name, const char* python, Function f, std::vector<Sample> samples) {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.types(types).tolerance(1e-5, 1e-12));
  };
  add("mm", "x[0].mm(x[1])", FACULA_ROW_CALL(x[0].mm(x[1])),
      {{Input({2, 3}), Input({3, 4})}, {Input({0, 3}), Input({3, 2})}, {Input({2, 0}), Input({0, 3})}});
  add("bmm", "x[0].bmm(x[1])", FACULA_ROW_CALL(x[0].bmm(x[1])), {{Input({2, 3, 4}), Input({2, 4, 5})}});
  add("mv", "x[0].mv(x[1])", FACULA_ROW_CALL(x[0].mv(x[1])), {{Input({2, 3}), Input({3})}});
  // Debian's torch gives 0 for dot products of complex vectors: the sum of the products is the reference.
  add("dot", "(x[0] * x[1]).sum()", FACULA_ROW_CALL(x[0].dot(x[1])), {{Input({5}), Input({5})}});
  add("outer", "x[0].outer(x[1])", FACULA_ROW_CALL(x[0].outer(x[1])), {{Input({3}), Input({2})}});
  add("matmul_vectors", "(x[0] * x[1]).sum()", FACULA_ROW_CALL(x[0].matmul(x[1])),
      {{Input({3}), Input({3})}});
  add("matmul", "x[0] @ x[1]", FACULA_ROW_CALL(x[0].matmul(x[1])),
      {{Input({2, 3}), Input({3})},
       {Input({3}), Input({3, 2})},
       {Input({2, 3, 4}), Input({4, 2})},
       {Input({2, 1, 2, 3}), Input({3, 3, 2})},
       {Input({4, 3}), Input({2, 3, 2})}});
  add("addmm", "torch.addmm(x[0], x[1], x[2], beta=2, alpha=3)",
      FACULA_ROW_CALL(x[0].addmm(x[1], x[2], 2, 3)),
      {{Input({2, 4}), Input({2, 3}), Input({3, 4})}, {Input({4}), Input({2, 3}), Input({3, 4})}});
  add("baddbmm", "torch.baddbmm(x[0], x[1], x[2], beta=2, alpha=3)",
      FACULA_ROW_CALL(x[0].baddbmm(x[1], x[2], 2, 3)),
      {{Input({2, 2, 4}), Input({2, 2, 3}), Input({2, 3, 4})}});
  rows.push_back(Row{
      "linear",
      "F.linear(x[0], x[1], x[2])",
      FACULA_ROW_CALL(facula::linear(x[0], x[1], x[2])),
      {{Input({5, 3}), Input({4, 3}), Input({4})},
       {Input({2, 2, 3}), Input({4, 3}), Input({4})},
       {Input({3}), Input({4, 3}),
        Input({4})}}}.tolerance(1e-5, 1e-12));
  rows.push_back(Row{"linear_no_bias",
                     "F.linear(x[0], x[1])",
                     FACULA_ROW_CALL(facula::linear(x[0], x[1])),
                     {{Input({5, 3}), Input({4, 3})}}}
                     .tolerance(1e-5, 1e-12));
}

void add_convolutions(std::vector<Row>& rows) {
  auto add = [&](const char* name, const char* python, Function f, std::vector<Sample> samples) {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.tolerance(2e-5, 1e-11));
  };
  add("conv1d", "F.conv1d(x[0], x[1], x[2], 2, 1)", FACULA_ROW_CALL(facula::conv1d(x[0], x[1], x[2], 2, 1)),
      {{Input({2, 3, 7}), Input({4, 3, 3}), Input({4})}});
  add("conv2d", "F.conv2d(x[0], x[1], x[2], 1, 1)", FACULA_ROW_CALL(facula::conv2d(x[0], x[1], x[2], 1, 1)),
      {{Input({2, 2, 4, 5}), Input({3, 2, 3, 3}), Input({3})},
       {Input({1, 4, 4}), Input({2, 1, 3, 3}), Input({2})}});
  add("conv2d_strided", "F.conv2d(x[0], x[1], None, (2, 1), (0, 1), (1, 2))",
      FACULA_ROW_CALL(
          facula::conv2d(x[0], x[1], {}, IntArrayRef({2, 1}), IntArrayRef({0, 1}), IntArrayRef({1, 2}))),
      {{Input({1, 2, 5, 6}), Input({2, 2, 2, 2})}});
  add("conv2d_groups", "F.conv2d(x[0], x[1], x[2], 1, 0, 1, 2)",
      FACULA_ROW_CALL(facula::conv2d(x[0], x[1], x[2], 1, 0, 1, 2)),
      {{Input({1, 4, 4, 4}), Input({4, 2, 2, 2}), Input({4})}});
  add("conv3d", "F.conv3d(x[0], x[1], x[2])", FACULA_ROW_CALL(facula::conv3d(x[0], x[1], x[2])),
      {{Input({1, 2, 3, 3, 3}), Input({2, 2, 2, 2, 2}), Input({2})}});
  add("conv_transpose1d", "F.conv_transpose1d(x[0], x[1], x[2], 2)",
      FACULA_ROW_CALL(facula::conv_transpose1d(x[0], x[1], x[2], 2)),
      {{Input({2, 3, 4}), Input({3, 2, 3}), Input({2})}});
  add("conv_transpose2d", "F.conv_transpose2d(x[0], x[1], x[2], 2, 1, 1)",
      FACULA_ROW_CALL(facula::conv_transpose2d(x[0], x[1], x[2], 2, 1, 1)),
      {{Input({1, 2, 3, 3}), Input({2, 2, 3, 3}), Input({2})}});
}

}  // namespace

void add_matmul_rows(std::vector<Row>& rows) {
  add_products(rows);
  add_convolutions(rows);
}

}  // namespace facula::optable
