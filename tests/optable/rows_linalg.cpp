#include <cmath>

#include "facula/ops/conv.h"
#include "facula/ops/creation.h"
#include "facula/ops/einsum.h"
#include "facula/ops/linalg_out.h"
#include "facula/ops/matmul.h"
#include "facula/ops/view.h"
#include "optable/rows.h"

// Vectors with a free sign or phase (eigenvectors, singular vectors) enter through functions that do not see
// it.
namespace facula::optable {

namespace {

Tensor identity(const Tensor& x) { return eye(x.size(-1), TensorOptions(x.scalar_type())); }
// Far from singular.
Tensor well(const Tensor& x) { return x + identity(x) * 5; }
Tensor herm(const Tensor& x) { return x + x.mH(); }
Tensor definite(const Tensor& x) { return facula::matmul(x, x.mH()) + identity(x); }
#define WELL "(x[0] + 5 * torch.eye(x[0].shape[-1], dtype=x[0].dtype))"
#define HERM "(x[0] + x[0].mH)"
#define DEFINITE "(x[0] @ x[0].mH + torch.eye(x[0].shape[-1], dtype=x[0].dtype))"

const std::vector<Sample> kSquares = {
    {Input({3, 3})}, {Input({2, 3, 3})}, {Input({1, 1})}, {Input({2, 0, 0})}, {Input({0, 2, 2})}};
const std::vector<Sample> kShapes = {
    {Input({3, 3})}, {Input({2, 4, 3})}, {Input({2, 5})}, {Input({2, 0, 3})}};

Row& add(std::vector<Row>& rows, const char* name, const char* python, Function f,
         std::vector<Sample> samples) {
  rows.push_back(Row{name, python, std::move(f), std::move(samples)}
                     .types({kFloat, kDouble, kComplexFloat, kComplexDouble})
                     .tolerance(2e-4, 1e-10));
  return rows.back();
}
Row& add_real(std::vector<Row>& rows, const char* name, const char* python, Function f,
              std::vector<Sample> samples) {
  return add(rows, name, python, std::move(f), std::move(samples)).types({kFloat, kDouble});
}
#define CALL FACULA_ROW_CALL

variable_list all(const std::tuple<Tensor, Tensor>& t) { return {std::get<0>(t), std::get<1>(t)}; }
variable_list all(const std::tuple<Tensor, Tensor, Tensor>& t) {
  return {std::get<0>(t), std::get<1>(t), std::get<2>(t)};
}

void add_solvers(std::vector<Row>& rows) {
  add(rows, "linalg_det", "torch.linalg.det(" WELL ")", CALL(linalg::det(well(x[0]))), kSquares)
      .out_form([](variable_list& o, const variable_list& x) { linalg::det_out(o[0], well(x[0])); });
  add(
      rows, "linalg_slogdet", "torch.linalg.slogdet(" WELL ")",
      [](const variable_list& x) { return all(linalg::slogdet(well(x[0]))); }, kSquares);
  add_real(rows, "logdet", "torch.logdet(" DEFINITE ")", CALL(facula::logdet(definite(x[0]))), kSquares);
  add(rows, "linalg_inv", "torch.linalg.inv(" WELL ")", CALL(linalg::inv(well(x[0]))), kSquares)
      .out_form([](variable_list& o, const variable_list& x) { linalg_inv_out(o[0], well(x[0])); });
  add(rows, "linalg_solve", "torch.linalg.solve(" WELL ", x[1])", CALL(linalg::solve(well(x[0]), x[1])),
      {{Input({3, 3}), Input({3})},
       {Input({3, 3}), Input({3, 2})},
       {Input({2, 3, 3}), Input({2, 3})},
       {Input({2, 3, 3}), Input({3, 2})},
       {Input({2, 0, 0}), Input({2, 0, 2})}})
      .other_strides("PyTorch lays batches of vectors out as one matrix; here they are row after row")
      .out_form([](variable_list& o, const variable_list& x) { linalg::solve_out(o[0], well(x[0]), x[1]); });
  add(rows, "linalg_solve_right", "torch.linalg.solve(" WELL ", x[1], left=False)",
      CALL(linalg::solve(well(x[0]), x[1], false)),
      {{Input({3, 3}), Input({2, 3})}, {Input({2, 3, 3}), Input({2, 2, 3})}});
  add(rows, "linalg_solve_triangular", "torch.linalg.solve_triangular(" WELL ", x[1], upper=True)",
      CALL(linalg::solve_triangular(well(x[0]), x[1], true)),
      {{Input({3, 3}), Input({3, 2})}, {Input({2, 3, 3}), Input({3, 1})}});
  add(rows, "linalg_solve_triangular_right",
      "torch.linalg.solve_triangular(" WELL ", x[1], upper=False, left=False, unitriangular=True)",
      CALL(linalg::solve_triangular(well(x[0]), x[1], false, false, true)), {{Input({3, 3}), Input({2, 3})}});
  add(rows, "triangular_solve", "torch.triangular_solve(x[1], " WELL ", True, True)",
      [](const variable_list& x) { return all(facula::triangular_solve(x[1], well(x[0]), true, true)); },
      {{Input({3, 3}), Input({3, 2})}});
  add(rows, "linalg_lstsq", "torch.linalg.lstsq(x[0], x[1])[0]", CALL(std::get<0>(linalg::lstsq(x[0], x[1]))),
      {{Input({4, 2}), Input({4, 3})}, {Input({2, 4}), Input({2, 1})}, {Input({2, 4, 2}), Input({2, 4})}})
      .tolerance(1e-3, 1e-9);
  add(rows, "linalg_lstsq_gelsd", "torch.linalg.lstsq(x[0], x[1], driver='gelsd')",
      [](const variable_list& x) {
        const auto [X, r, rank, s] = linalg::lstsq(x[0].detach(), x[1].detach(), std::nullopt, "gelsd");
        return variable_list{X, r, rank, s};
      },
      {{Input({4, 2}), Input({4, 3})}, {Input({2, 4, 2}), Input({2, 4, 1})}})
      .tolerance(1e-3, 1e-9)
      .no_gradient("gradients of the same function are those of row linalg_lstsq");
  add(rows, "linalg_tensorinv", "torch.linalg.tensorinv(" WELL ".reshape(2, 3, 6), 2)",
      CALL(linalg::tensorinv(well(x[0]).reshape({2, 3, 6}), 2)), {{Input({6, 6})}});
  add(rows, "linalg_tensorsolve", "torch.linalg.tensorsolve(" WELL ".reshape(2, 3, 6), x[1])",
      CALL(linalg::tensorsolve(well(x[0]).reshape({2, 3, 6}), x[1])), {{Input({6, 6}), Input({2, 3})}});
}

void add_factors(std::vector<Row>& rows) {
  add(rows, "linalg_cholesky", "torch.linalg.cholesky(" DEFINITE ")", CALL(linalg::cholesky(definite(x[0]))),
      kSquares);
  add(rows, "linalg_cholesky_upper", "torch.linalg.cholesky(" DEFINITE ", upper=True)",
      CALL(linalg::cholesky(definite(x[0]), true)), {{Input({3, 3})}});
  add(rows, "cholesky_inverse", "torch.cholesky_inverse(torch.linalg.cholesky(" DEFINITE "))",
      CALL(facula::cholesky_inverse(linalg::cholesky(definite(x[0])))),
      {{Input({3, 3})}, {Input({2, 2, 2})}});
  add(rows, "cholesky_solve", "torch.cholesky_solve(x[1], " WELL ".triu(), upper=True)",
      CALL(facula::cholesky_solve(x[1], well(x[0]).triu(), true)), {{Input({3, 3}), Input({3, 2})}});
  add(rows, "linalg_lu", "(lambda P, L, U: (P @ L, U))(*torch.linalg.lu(x[0]))",
      [](const variable_list& x) {
        const auto [P, L, U] = linalg::lu(x[0]);
        return variable_list{facula::matmul(P, L), U};
      },
      {{Input({3, 3})}, {Input({2, 4, 3})}, {Input({2, 4})}});
  add(rows, "linalg_lu_factor", "torch.linalg.lu_factor(x[0])",
      [](const variable_list& x) { return all(linalg::lu_factor(x[0])); },
      {{Input({3, 3})}, {Input({2, 4, 3})}});
  add(rows, "linalg_lu_solve", "torch.linalg.solve(" WELL ", x[1])",
      [](const variable_list& x) {
        const auto [LU, pivots] = linalg::lu_factor(well(x[0]));
        return variable_list{linalg::lu_solve(LU, pivots, x[1])};
      },
      {{Input({3, 3}), Input({3, 2})}, {Input({2, 3, 3}), Input({3, 2})}})
      .other_strides("the reference is solve: Debian's torch.lu_solve takes the factors in another order");
  add(rows, "linalg_lu_solve_adjoint", "torch.linalg.solve(" WELL ".mH, x[1])",
      [](const variable_list& x) {
        const auto [LU, pivots] = linalg::lu_factor(well(x[0]));
        return variable_list{linalg::lu_solve(LU, pivots, x[1], true, true)};
      },
      {{Input({3, 3}), Input({3, 2})}})
      .other_strides("the reference is solve: Debian's torch has no linalg.lu_solve");
  add(rows, "linalg_lu_solve_right", "torch.linalg.solve(" WELL ", x[1], left=False)",
      [](const variable_list& x) {
        const auto [LU, pivots] = linalg::lu_factor(well(x[0]));
        return variable_list{linalg::lu_solve(LU, pivots, x[1], false)};
      },
      {{Input({3, 3}), Input({2, 3})}})
      .other_strides("the reference is solve: Debian's torch has no linalg.lu_solve");
  add(rows, "linalg_ldl_solve", "torch.linalg.ldl_solve(*torch.linalg.ldl_factor(x[0] + x[0].mT), x[1])",
      [](const variable_list& x) {
        const auto [LD, pivots] = linalg::ldl_factor(x[0] + x[0].mT());
        return variable_list{linalg::ldl_solve(LD, pivots, x[1])};
      },
      {{Input::fixed_value({3, 3}, -2, 2), Input({3, 2})}})
      .tolerance(1e-3, 1e-9);
  add(rows, "linalg_ldl_hermitian",
      "torch.linalg.ldl_solve(*torch.linalg.ldl_factor(" HERM ", hermitian=True), x[1], hermitian=True)",
      [](const variable_list& x) {
        const auto [LD, pivots] = linalg::ldl_factor(herm(x[0]), true);
        return variable_list{linalg::ldl_solve(LD, pivots, x[1], true)};
      },
      {{Input::fixed_value({3, 3}, -2, 2), Input({3, 2})}})
      .tolerance(1e-3, 1e-9);
  add(rows, "linalg_qr", "torch.linalg.qr(x[0])",
      [](const variable_list& x) { return all(linalg::qr(x[0])); },
      {{Input({3, 3})}, {Input({2, 4, 3})}, {Input({2, 4})}, {Input({2, 0, 3})}})
      .tolerance(1e-3, 1e-9)
      .out_form([](variable_list& o, const variable_list& x) { linalg_qr_out(o[0], o[1], x[0]); });
  add(rows, "linalg_qr_complete", "torch.linalg.qr(x[0], 'complete')",
      [](const variable_list& x) { return all(linalg::qr(x[0], "complete")); },
      {{Input({3, 3})}, {Input({2, 4})}});
  add(rows, "linalg_qr_r", "torch.linalg.qr(x[0], 'r')",
      [](const variable_list& x) { return all(linalg::qr(x[0], "r")); }, {{Input({4, 3})}})
      .no_gradient("it needs Q, as in PyTorch");
  add(rows, "geqrf", "torch.geqrf(x[0])", [](const variable_list& x) { return all(facula::geqrf(x[0])); },
      {{Input({4, 3})}, {Input({2, 2, 3})}})
      .no_gradient("PyTorch has none either; both throw");
  add(rows, "householder_product", "torch.linalg.householder_product(x[0], x[1])",
      CALL(linalg::householder_product(x[0], x[1])),
      {{Input({4, 3}), Input({3})}, {Input({2, 3, 2}), Input({2, 1})}})
      .other_strides("with gradients the product is put together from recorded ops");
  add(rows, "ormqr", "torch.ormqr(x[0], x[1], x[2])", CALL(facula::ormqr(x[0], x[1], x[2])),
      {{Input({4, 2}), Input({2}), Input({4, 3})}})
      .other_strides("with gradients the product is put together from recorded ops");
  add(rows, "ormqr_right", "torch.ormqr(x[0], x[1], x[2], left=False, transpose=True)",
      CALL(facula::ormqr(x[0], x[1], x[2], false, true)), {{Input({4, 2}), Input({2}), Input({3, 4})}})
      .other_strides("with gradients the product is put together from recorded ops");
}

void add_spectral(std::vector<Row>& rows) {
  add(rows, "linalg_eigvals", "torch.linalg.eigvals(x[0])", CALL(linalg::eigvals(x[0])), kSquares);
  add(rows, "linalg_eig", "(lambda r: (r[0], r[1].abs()))(torch.linalg.eig(x[0]))",
      [](const variable_list& x) {
        const auto [w, V] = linalg::eig(x[0]);
        return variable_list{w, V.abs()};
      },
      {{Input({3, 3})}, {Input({2, 2, 2})}})
      .tolerance(1e-3, 1e-9);
  add(rows, "linalg_eigvalsh", "torch.linalg.eigvalsh(" HERM ")", CALL(linalg::eigvalsh(herm(x[0]))),
      kSquares);
  add(rows, "linalg_eigh", "(lambda r: (r[0], r[1].abs()))(torch.linalg.eigh(" HERM "))",
      [](const variable_list& x) {
        const auto [w, V] = linalg::eigh(herm(x[0]));
        return variable_list{w, V.abs()};
      },
      {{Input({3, 3})}, {Input({2, 2, 2})}})
      .tolerance(1e-3, 1e-9);
  add(rows, "linalg_eigh_function",
      "(lambda w, V: (V * w.exp().to(V.dtype).unsqueeze(-2)) @ V.mH)(*torch.linalg.eigh(" HERM ", 'U'))",
      [](const variable_list& x) {
        const auto [w, V] = linalg::eigh(herm(x[0]), "U");
        return variable_list{facula::matmul(V * w.exp().to(V.scalar_type()).unsqueeze(-2), V.mH())};
      },
      {{Input({3, 3})}})
      .tolerance(1e-3, 1e-9);
  add(rows, "linalg_svdvals", "torch.linalg.svdvals(x[0])", CALL(linalg::svdvals(x[0])), kShapes);
  add(rows, "linalg_svd", "(lambda U, S, Vh: (U.abs(), S, Vh.abs(), U @ Vh))(*torch.linalg.svd(x[0], False))",
      [](const variable_list& x) {
        const auto [U, S, Vh] = linalg::svd(x[0], false);
        return variable_list{U.abs(), S, Vh.abs(), facula::matmul(U, Vh)};
      },
      {{Input({3, 3})}, {Input({2, 3, 2})}, {Input({2, 4})}})
      .tolerance(1e-3, 1e-8);
  add(rows, "linalg_svd_full", "(lambda U, S, Vh: (U.abs(), S, Vh.abs()))(*torch.linalg.svd(x[0]))",
      [](const variable_list& x) {
        const auto [U, S, Vh] = linalg::svd(x[0]);
        return variable_list{U.abs(), S, Vh.abs()};
      },
      {{Input({4, 3})}, {Input({2, 3})}})
      .tolerance(1e-3, 1e-8)
      .no_gradient(
          "the vectors beyond the singular ones have no derivative; PyTorch leaves their gradient out too");
  add(rows, "svd", "(lambda U, S, V: (U.abs(), S, V.abs()))(*torch.svd(x[0]))",
      [](const variable_list& x) {
        const auto [U, S, V] = facula::svd(x[0]);
        return variable_list{U.abs(), S, V.abs()};
      },
      {{Input({3, 2})}})
      .tolerance(1e-3, 1e-8);
  add(rows, "linalg_pinv", "torch.linalg.pinv(x[0])", CALL(linalg::pinv(x[0])), kShapes)
      .tolerance(1e-3, 1e-9);
  add(rows, "linalg_pinv_hermitian", "torch.linalg.pinv(" HERM ", hermitian=True)",
      CALL(linalg::pinv(herm(x[0]), std::optional<double>(), std::optional<double>(), true)),
      {{Input({3, 3})}})
      .tolerance(1e-3, 1e-9);
  add(rows, "linalg_matrix_rank", "torch.linalg.matrix_rank(x[0].narrow(-1, 0, 1) @ x[0].narrow(-2, 0, 1))",
      CALL(linalg::matrix_rank(facula::matmul(x[0].narrow(-1, 0, 1), x[0].narrow(-2, 0, 1)))),
      {{Input({3, 3})}, {Input({2, 4, 3})}})
      .no_gradient("whole numbers");
  for (const char* ord : {"None", "1", "-1", "2", "-2", "float('inf')", "-float('inf')", "'fro'", "'nuc'"}) {
    const std::string p = ord, plain = p == "None"            ? "default"
                                       : p == "1"             ? "one"
                                       : p == "-1"            ? "minus_one"
                                       : p == "2"             ? "two"
                                       : p == "-2"            ? "minus_two"
                                       : p == "float('inf')"  ? "inf"
                                       : p == "-float('inf')" ? "minus_inf"
                                       : p == "'fro'"         ? "fro"
                                                              : "nuc";
    const double order = p == "1" || p == "-1" || p == "2" || p == "-2" ? std::stod(p)
                         : p == "float('inf')"                          ? HUGE_VAL
                                                                        : -HUGE_VAL;
    const std::string text = p == "'fro'" ? "fro" : p == "'nuc'" ? "nuc" : "";
    rows.push_back(Row{"linalg_cond_" + plain,
                       "torch.linalg.cond(" WELL ", " + p + ")",
                       [=](const variable_list& x) {
                         if (p == "None") return variable_list{linalg::cond(well(x[0]))};
                         return variable_list{text.empty() ? linalg::cond(well(x[0]), order)
                                                           : linalg::cond(well(x[0]), text)};
                       },
                       {{Input({3, 3})}, {Input({2, 2, 2})}}}
                       .types(kFloatsAndComplex)
                       .tolerance(2e-4, 1e-10));
    if (p == "None") continue;
    rows.push_back(Row{"linalg_matrix_norm_" + plain,
                       "torch.linalg.matrix_norm(x[0], " + p + ", (0, -1), True)",
                       [=](const variable_list& x) {
                         return variable_list{text.empty() ? linalg::matrix_norm(x[0], order, {0, -1}, true)
                                                           : linalg::matrix_norm(x[0], text, {0, -1}, true)};
                       },
                       {{Input({3, 3})}, {Input({4, 2, 3})}}}
                       .types(kFloatsAndComplex)
                       .tolerance(2e-4, 1e-10));
  }
  add(rows, "linalg_norm",
      "(torch.linalg.norm(x[0]), torch.linalg.norm(x[0], 1), torch.linalg.norm(x[0], 3, 1), "
      "torch.linalg.norm(x[0], 'nuc', (0, 1), True), torch.linalg.norm(x[0], float('inf'), 0))",
      CALL(linalg::norm(x[0]), linalg::norm(x[0], 1), linalg::norm(x[0], 3, 1),
           linalg::norm(x[0], "nuc", IntArrayRef({0, 1}), true), linalg::norm(x[0], HUGE_VAL, 0)),
      {{Input({3, 4})}});
  add(rows, "nuclear_norm",
      "(torch.nuclear_norm(x[0]), torch.frobenius_norm(x[0]), torch.frobenius_norm(x[0], 1))",
      CALL(facula::nuclear_norm(x[0]), facula::frobenius_norm(x[0]),
           facula::frobenius_norm(x[0], IntArrayRef({1}))),
      {{Input({3, 4})}});
}

void add_functions(std::vector<Row>& rows) {
  add(rows, "matrix_exp", "torch.linalg.matrix_exp(x[0])", CALL(linalg::matrix_exp(x[0])),
      {{Input({3, 3})}, {Input({2, 2, 2}, -9, 9)}, {Input({1, 1})}, {Input({2, 0, 0})}})
      .tolerance(2e-3, 1e-9);
  add(rows, "matrix_power", "(torch.linalg.matrix_power(x[0], 3), torch.linalg.matrix_power(x[0], 1))",
      CALL(linalg::matrix_power(x[0], 3), linalg::matrix_power(x[0], 1)),
      {{Input({3, 3})}, {Input({2, 2, 2})}});
  add(rows, "matrix_power_0", "torch.linalg.matrix_power(x[0], 0)", CALL(linalg::matrix_power(x[0], 0)),
      {{Input({2, 2, 2})}})
      .no_gradient("a constant");
  add(rows, "matrix_power_negative", "torch.linalg.matrix_power(" WELL ", -2)",
      CALL(linalg::matrix_power(well(x[0]), -2)), {{Input({3, 3})}})
      .out_form(
          [](variable_list& o, const variable_list& x) { linalg_matrix_power_out(o[0], well(x[0]), -2); });
  add(rows, "multi_dot", "torch.linalg.multi_dot([x[0], x[1], x[2]])",
      CALL(linalg::multi_dot(std::vector<Tensor>{x[0], x[1], x[2]})),
      {{Input({2, 3}), Input({3, 4}), Input({4, 2})}, {Input({3}), Input({3, 4}), Input({4, 2})}});
  add(rows, "chain_matmul", "torch.chain_matmul(x[0], x[1], x[2], x[3])",
      CALL(facula::chain_matmul(std::vector<Tensor>{x[0], x[1], x[2], x[3]})),
      {{Input({2, 3}), Input({3, 4}), Input({4, 2}), Input({2, 5})}});
  add(rows, "linalg_cross", "torch.linalg.cross(x[0], x[1])", CALL(linalg::cross(x[0], x[1])),
      {{Input({2, 3}), Input({2, 3})}, {Input({1, 3}), Input({4, 3})}, {Input({3}), Input({3})}});
  add(rows, "cross", "torch.cross(x[0], x[1])", CALL(x[0].cross(x[1])),
      {{Input({3, 3}), Input({3, 3})}, {Input({2, 3}), Input({2, 3})}});
  add_real(rows, "linalg_vecdot", "torch.linalg.vecdot(x[0], x[1])", CALL(linalg::vecdot(x[0], x[1])),
           {{Input({3}), Input({3})}, {Input({2, 3}), Input({3})}});
  add(rows, "linalg_vander", "(torch.linalg.vander(x[0]), torch.linalg.vander(x[0], N=5))",
      CALL(linalg::vander(x[0]), linalg::vander(x[0], 5)), {{Input({3})}, {Input({2, 4})}});
}

void add_complex_convolutions(std::vector<Row>& rows) {
  const std::vector<ScalarType> types = {kComplexFloat, kComplexDouble};
  add(rows, "conv2d_complex", "F.conv2d(x[0], x[1], x[2], 1, 1)",
      CALL(facula::conv2d(x[0], x[1], x[2], 1, 1)), {{Input({1, 2, 3, 3}), Input({2, 2, 2, 2}), Input({2})}})
      .types(types);
  add(rows, "conv_transpose1d_complex", "F.conv_transpose1d(x[0], x[1], x[2], 2)",
      CALL(facula::conv_transpose1d(x[0], x[1], x[2], 2)), {{Input({2, 2, 3}), Input({2, 2, 2}), Input({2})}})
      .types(types);
}

}  // namespace

void add_linalg_rows(std::vector<Row>& rows) {
  add_solvers(rows);
  add_factors(rows);
  add_spectral(rows);
  add_functions(rows);
  add_complex_convolutions(rows);
}

}  // namespace facula::optable
