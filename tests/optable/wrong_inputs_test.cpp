// Every op with inputs that do not fit: it may throw an Error or give a result, and does nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "facula/autograd/autograd.h"
#include "facula/core/warning.h"
#include "facula/ops/cat.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sparse.h"
#include "facula/ops/view.h"
#include "optable/table.h"

namespace facula::optable {
namespace {

struct Silence : WarningHandler {
  Silence() { Warning::set_warning_handler(this); }
  ~Silence() override { Warning::set_warning_handler(nullptr); }
  void process(const SourceLocation&, const std::string&, bool) override {}
};

using Change = std::pair<std::string, std::function<Tensor(const Tensor&)>>;

const std::vector<Change>& changes() {
  static const auto* list = [] {
    auto* all = new std::vector<Change>{
        {"undefined", [](const Tensor&) { return Tensor(); }},
        {"without dimensions", [](const Tensor& t) { return full({}, 1, t.options()); }},
        {"empty vector", [](const Tensor& t) { return t.flatten().narrow(0, 0, 0); }},
        {"empty in front", [](const Tensor& t) { return t.unsqueeze(0).narrow(0, 0, 0); }},
        {"empty behind", [](const Tensor& t) { return t.unsqueeze(-1).narrow(-1, 0, 0); }},
        {"one element", [](const Tensor& t) { return full({1}, 1, t.options()); }},
        {"two more dimensions", [](const Tensor& t) { return t.unsqueeze(0).unsqueeze(0); }},
        {"five dimensions",
         [](const Tensor& t) {
           return t.flatten().view({1, 1, -1, 1, 1});
         }},
        {"flat", [](const Tensor& t) { return t.flatten(); }},
        {"twice as long",
         [](const Tensor& t) {
           return t.dim() ? cat({t, t}, -1) : t;
         }},
        {"twice as high",
         [](const Tensor& t) {
           return t.dim() ? cat({t, t}, 0) : t;
         }},
        {"one shorter", [](const Tensor& t) { return t.numel() ? t.narrow(-1, 1, t.size(-1) - 1) : t; }},
        {"reversed dimensions", [](const Tensor& t) { return t.numpy_T(); }},
        {"spread out",
         [](const Tensor& t) {
           return full({1}, 1, t.options()).expand({7, 7});
         }},
        {"larger by 1000", [](const Tensor& t) { return t + 1000; }},
        {"smaller by 1000", [](const Tensor& t) { return t - 1000; }},
        {"NaN", [](const Tensor& t) { return full_like(t, std::nan("")); }},
        {"sparse", [](const Tensor& t) { return t.to_sparse(); }},
        {"a view of complex numbers", [](const Tensor& t) { return real(t.to(kComplexFloat)); }}};
    for (const ScalarType type : {kBool, kByte, kChar, kShort, kInt, kLong, kHalf, kBFloat16, kFloat, kDouble,
                                  kComplexFloat, kComplexDouble})
      all->push_back({dtype_name(type), [type](const Tensor& t) { return t.to(type); }});
    return all;
  }();
  return *list;
}

// Calls f; anything but an Error and a normal end is a failure.
void survive(const std::string& what, const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_STRNE(e.what(), "") << what;
  } catch (const std::exception& e) {
    ADD_FAILURE() << what << " throws something that is no Error: " << e.what();
  }
}

class WrongInputs : public ::testing::TestWithParam<size_t> {};

void try_forms(const Row& row, const std::string& what, const variable_list& x) {
  survive(what, [&] {
    const variable_list y = row.function(x);
    for (const Tensor& t : y)
      if (t.defined() && t.requires_grad() && !t.is_sparse())
        real(t.to(kComplexDouble)).sum().backward({}, true);
  });
  const auto copies = [&] {
    variable_list list;
    for (const Tensor& t : x) list.push_back(t.defined() ? t.detach().clone() : t);
    return list;
  };
  if (row.in_place) survive(what + ", in place", [&] { row.in_place(copies()); });
  if (row.out)
    survive(what + ", out", [&] {
      variable_list out = row.function(copies());
      row.out(out, copies());
    });
}

TEST_P(WrongInputs, ThrowOrGiveAResult) {
  const Row& row = rows()[GetParam()];
  const Silence silence;
  for (size_t s = 0; s < std::min<size_t>(row.samples.size(), 2); ++s) {
    const variable_list x = make_all(row.samples[s], row.dtypes[0]);
    for (const auto& [name, change] : changes()) {
      for (size_t k = 0; k <= x.size(); ++k) {  // one input, in the end all
        variable_list wrong = x;
        bool changed = true;
        for (size_t i = 0; i < x.size(); ++i) {
          if (k < x.size() && i != k) continue;
          try {
            wrong[i] = change(x[i]);
          } catch (const Error&) {
            changed = false;  // this tensor cannot be changed so
          }
        }
        if (!changed) continue;
        for (Tensor& t : wrong)
          if (t.defined() && isDifferentiableType(t.scalar_type())) t = t.detach().requires_grad_();
        try_forms(row, row.name + ", input " + std::to_string(k) + " " + name, wrong);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, WrongInputs, ::testing::Range(size_t{0}, rows().size()),
                         [](const auto& info) { return rows()[info.param].name; });

}  // namespace
}  // namespace facula::optable
