#include <cmath>

#include "facula/ops/distance.h"
#include "facula/ops/einsum.h"
#include "facula/ops/matmul.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

struct Equation {
  const char *name, *text;
  std::vector<std::vector<int64_t>> shapes;
};

void add_equations(std::vector<Row>& rows) {
  const Equation equations[] = {
      {"product", "ij,jk->ik", {{2, 3}, {3, 4}}},
      {"implicit", "ij,jk", {{2, 3}, {3, 4}}},
      {"implicit_order", "ba", {{2, 3}}},
      {"dot", "i,i->", {{4}, {4}}},
      {"batch", "bij,bjk->bik", {{2, 3, 2}, {2, 2, 4}}},
      {"trace", "ii->", {{3, 3}}},
      {"diagonal", "ii->i", {{3, 3}}},
      {"diagonal_batch", "bii->bi", {{2, 3, 3}}},
      {"transpose", "ij->ji", {{2, 3}}},
      {"sum", "ij->j", {{2, 3}}},
      {"bilinear", "i,ij,j->", {{2}, {2, 3}, {3}}},
      {"two_indices", "ijk,ijl->kl", {{2, 3, 4}, {2, 3, 2}}},
      {"outer", "i,j,k->ijk", {{2}, {3}, {2}}},
      {"attention", "bhqd,bhkd->bhqk", {{2, 2, 3, 2}, {2, 2, 4, 2}}},
      {"elementwise", "ij,ij->ij", {{2, 3}, {2, 3}}},
      {"ellipsis", "...ij,...jk->...ik", {{2, 1, 2, 3}, {3, 3, 2}}},
      {"ellipsis_first", "i...->...", {{2, 3, 2}}},
      {"ellipsis_implicit", "...a,...a", {{2, 3}, {3}}},
      {"ellipsis_order", "...j->j...", {{2, 2, 3}}},
      {"broadcast", "ij,kj->ik", {{2, 3}, {4, 1}}},
      {"repeated_pair", "iji,jk->ik", {{2, 3, 2}, {3, 2}}},
      {"chain", "ab,bc,cd,de->ae", {{2, 3}, {3, 2}, {2, 4}, {4, 2}}},
      {"zero", "ij,jk->ik", {{2, 0}, {0, 4}}},
      {"scalar", "", {{}}},
      {"upper_case", "Aa,aB->BA", {{2, 3}, {3, 2}}},
  };
  for (const Equation& e : equations) {
    Sample sample;
    for (const auto& shape : e.shapes) sample.push_back(Input(shape));
    const std::string text = e.text;
    rows.push_back(Row{std::string("einsum_") + e.name,
                       "torch.einsum('" + text + "', *x)",
                       [text](const variable_list& x) { return variable_list{einsum(text, x)}; },
                       {sample}}
                       .types({kFloat, kDouble, kComplexDouble, kLong})
                       .tolerance(1e-5, 1e-12)
                       .other_strides("the order of contraction is free"));
  }
}

void add_products(std::vector<Row>& rows) {
  auto add = [&](const char* name, const char* python, Function f, std::vector<Sample> samples) -> Row& {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}
                       .types({kFloat, kDouble, kComplexDouble, kLong})
                       .tolerance(1e-5, 1e-12));
    return rows.back();
  };
  add("tensordot", "torch.tensordot(x[0], x[1], dims=([1, 0], [0, 2]))",
      FACULA_ROW_CALL(facula::tensordot(x[0], x[1], {1, 0}, {0, 2})), {{Input({2, 3, 4}), Input({3, 2, 2})}});
  add("tensordot_none", "torch.tensordot(x[0], x[1], dims=0)",
      FACULA_ROW_CALL(facula::tensordot(x[0], x[1], {}, {})), {{Input({2, 3}), Input({2})}});
  add("kron", "torch.kron(x[0], x[1])", FACULA_ROW_CALL(x[0].kron(x[1])),
      {{Input({2, 3}), Input({3, 2})}, {Input({2, 1, 3}), Input({2})}, {Input({}), Input({2, 2})}})
      .out_form([](variable_list& o, const variable_list& x) { kron_out(o[0], x[0], x[1]); });
  add("addmv", "torch.addmv(x[0], x[1], x[2], beta=2, alpha=3)",
      FACULA_ROW_CALL(x[0].addmv(x[1], x[2], 2, 3)), {{Input({2}), Input({2, 3}), Input({3})}})
      .inplace(FACULA_ROW_CALL(x[0].addmv_(x[1], x[2], 2, 3)))
      .out_form([](variable_list& o, const variable_list& x) { addmv_out(o[0], x[0], x[1], x[2], 2, 3); });
  add("addr", "torch.addr(x[0], x[1], x[2], beta=2, alpha=3)", FACULA_ROW_CALL(x[0].addr(x[1], x[2], 2, 3)),
      {{Input({2, 3}), Input({2}), Input({3})}})
      .inplace(FACULA_ROW_CALL(x[0].addr_(x[1], x[2], 2, 3)));
  add("addbmm", "torch.addbmm(x[0], x[1], x[2], beta=2, alpha=3)",
      FACULA_ROW_CALL(x[0].addbmm(x[1], x[2], 2, 3)),
      {{Input({2, 4}), Input({3, 2, 3}), Input({3, 3, 4})}, {Input({4}), Input({3, 2, 3}), Input({3, 3, 4})}})
      .inplace(FACULA_ROW_CALL(x[0].addbmm_(x[1], x[2], 2, 3)))
      .out_form([](variable_list& o, const variable_list& x) { addbmm_out(o[0], x[0], x[1], x[2], 2, 3); });
  add("addmm_inplace", "torch.addmm(x[0], x[1], x[2], beta=2, alpha=3)",
      FACULA_ROW_CALL(x[0].addmm(x[1], x[2], 2, 3)), {{Input({2, 4}), Input({2, 3}), Input({3, 4})}})
      .inplace(FACULA_ROW_CALL(x[0].addmm_(x[1], x[2], 2, 3)))
      .out_form([](variable_list& o, const variable_list& x) { addmm_out(o[0], x[0], x[1], x[2], 2, 3); });
  add("baddbmm_inplace", "torch.baddbmm(x[0], x[1], x[2], beta=2, alpha=3)",
      FACULA_ROW_CALL(x[0].baddbmm(x[1], x[2], 2, 3)),
      {{Input({2, 2, 4}), Input({2, 2, 3}), Input({2, 3, 4})}})
      .inplace(FACULA_ROW_CALL(x[0].baddbmm_(x[1], x[2], 2, 3)));
  add("inner", "torch.tensordot(x[0], x[1], dims=([-1], [-1]))", FACULA_ROW_CALL(x[0].inner(x[1])),
      {{Input({2, 3}), Input({4, 3})}, {Input({3}), Input({2, 2, 3})}});
  add("vdot", "(x[0].conj() * x[1]).sum()", FACULA_ROW_CALL(x[0].vdot(x[1])), {{Input({5}), Input({5})}});
  add("transposes", "(x[0].mT, x[0].mH, x[0].adjoint())",
      FACULA_ROW_CALL(x[0].mT(), x[0].mH(), x[0].adjoint()), {{Input({2, 3})}, {Input({2, 3, 4})}})
      .other_strides("conj() is not lazy here, so that an adjoint is a copy");
  add("numpy_T", "(x[0].T, x[0].H)", FACULA_ROW_CALL(x[0].numpy_T(), x[0].matrix_H()), {{Input({2, 3})}})
      .other_strides("conj() is not lazy here, so that an adjoint is a copy");
}

void add_distances(std::vector<Row>& rows) {
  auto add = [&](const char* name, const char* python, Function f, std::vector<Sample> samples) -> Row& {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.tolerance(1e-5, 1e-11));
    return rows.back();
  };
  const std::vector<Sample> pairs = {
      {Input({3, 4}), Input({2, 4})}, {Input({2, 3, 2}), Input({4, 2})}, {Input({0, 4}), Input({2, 4})}};
  add("cdist", "torch.cdist(x[0], x[1])", FACULA_ROW_CALL(cdist(x[0], x[1])), pairs);
  add("cdist_1", "torch.cdist(x[0], x[1], 1)", FACULA_ROW_CALL(cdist(x[0], x[1], 1)), pairs);
  add("cdist_3", "torch.cdist(x[0], x[1], 3)", FACULA_ROW_CALL(cdist(x[0], x[1], 3)), pairs);
  add("cdist_inf", "torch.cdist(x[0], x[1], float('inf'))", FACULA_ROW_CALL(cdist(x[0], x[1], HUGE_VAL)),
      pairs);
  add("cdist_0", "torch.cdist(x[0], x[1], 0)", FACULA_ROW_CALL(cdist(x[0], x[1], 0)), pairs);
  add("cdist_product", "torch.cdist(x[0], x[1], compute_mode='use_mm_for_euclid_dist')",
      FACULA_ROW_CALL(cdist(x[0], x[1], 2, 1)), {{Input({3, 4}), Input({2, 4})}});
  add("pdist", "torch.pdist(x[0])", FACULA_ROW_CALL(pdist(x[0])), {{Input({4, 3})}, {Input({1, 3})}});
  add("pdist_1", "torch.pdist(x[0], 1)", FACULA_ROW_CALL(pdist(x[0], 1)), {{Input({3, 2})}});
  add("dist", "torch.dist(x[0], x[1], 3)", FACULA_ROW_CALL(x[0].dist(x[1], 3)),
      {{Input({3, 4}), Input({3, 4})}, {Input({3, 4}), Input({4})}});
  add("renorm", "torch.renorm(x[0], 2, 0, 2.)", FACULA_ROW_CALL(x[0].renorm(2, 0, 2.0)),
      {{Input({3, 4})}, {Input({3, 2, 2})}})
      .inplace(FACULA_ROW_CALL(x[0].renorm_(2, 0, 2.0)));
  add("norm_except_dim", "torch.norm_except_dim(x[0], 2, 1)", FACULA_ROW_CALL(norm_except_dim(x[0], 2, 1)),
      {{Input({3, 4})}, {Input({2, 3, 2})}});
}

}  // namespace

void add_einsum_rows(std::vector<Row>& rows) {
  add_equations(rows);
  add_products(rows);
  add_distances(rows);
}

}  // namespace facula::optable
