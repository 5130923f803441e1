// Every row of the op table on CUDA against the CPU: values, strided inputs, gradients.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "facula/autograd/autograd.h"
#include "facula/cuda/cuda.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "optable/table.h"

namespace facula::optable {
namespace {

std::vector<double> numbers(const Tensor& t) {
  const Tensor d = t.detach().cpu().contiguous().to(t.is_complex() ? kComplexDouble : kDouble);
  const auto* p = static_cast<const double*>(d.data_ptr());
  return std::vector<double>(p, p + d.numel() * (t.is_complex() ? 2 : 1));
}

// Sums are taken in another order on the GPU: an error of a few units of the largest term is right.
void expect_equal(const Tensor& gpu, const Tensor& cpu, double rtol, const std::string& at) {
  ASSERT_EQ(gpu.defined(), cpu.defined()) << at;
  if (!cpu.defined()) return;
  EXPECT_TRUE(gpu.is_cuda()) << at;
  EXPECT_EQ(gpu.scalar_type(), cpu.scalar_type()) << at;
  ASSERT_EQ(gpu.sizes(), cpu.sizes()) << at;
  const std::vector<double> a = numbers(gpu), b = numbers(cpu);
  double largest = 1e-2;
  for (double v : b)
    if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
  for (size_t i = 0; i < a.size(); ++i) {
    const bool same =
        std::isnan(b[i]) ? std::isnan(a[i]) : a[i] == b[i] || std::abs(a[i] - b[i]) <= rtol * largest;
    ASSERT_TRUE(same) << at << ", element " << i << ": " << a[i] << " on CUDA, " << b[i] << " on the CPU";
  }
}

double tolerance(const Row& row, ScalarType t) {
  return t == kDouble || t == kComplexDouble ? std::max(row.tolerance64, 1e-12)
                                             : std::max(row.tolerance32, 4e-6);
}

variable_list to_cuda(const variable_list& x) {
  variable_list out;
  for (const Tensor& t : x) out.push_back(t.cuda());
  return out;
}

std::string where(const Row& row, size_t sample, ScalarType t) {
  return row.name + ", sample " + std::to_string(sample) + ", " + dtype_name(t);
}

class OpTableCuda : public testing::TestWithParam<size_t> {
 protected:
  void SetUp() override {
    if (!cuda::is_available()) GTEST_SKIP() << "no CUDA device";
  }
  const Row& row() const { return rows()[GetParam()]; }
  void values();
  void layouts();
  void gradients();
};

void OpTableCuda::values() {
  for (ScalarType t : row().dtypes)
    for (size_t s = 0; s < row().samples.size(); ++s) {
      const variable_list x = make_all(row().samples[s], t);
      const variable_list cpu = row().function(x), gpu = row().function(to_cuda(x));
      ASSERT_EQ(cpu.size(), gpu.size());
      for (size_t i = 0; i < cpu.size(); ++i)
        expect_equal(gpu[i], cpu[i], tolerance(row(), t), where(row(), s, t));
      if (HasFailure()) return;
    }
}

// Dimensions in reverse order in memory.
void OpTableCuda::layouts() {
  const ScalarType t = row().dtypes[0];
  for (size_t s = 0; s < row().samples.size(); ++s) {
    const variable_list x = make_all(row().samples[s], t);
    variable_list turned;
    for (const Tensor& v : x) {
      std::vector<int64_t> order;
      for (int64_t d = v.dim() - 1; d >= 0; --d) order.push_back(d);
      turned.push_back(v.cuda().permute(order).contiguous().permute(order));
    }
    const variable_list cpu = row().function(x), gpu = row().function(turned);
    for (size_t i = 0; i < cpu.size(); ++i)
      expect_equal(gpu[i], cpu[i], tolerance(row(), t), where(row(), s, t));
    if (HasFailure()) return;
  }
}

void OpTableCuda::gradients() {
  if (!row().gradient) return;
  for (ScalarType t : row().dtypes) {
    if (t != kDouble && t != kComplexDouble) continue;
    for (size_t s = 0; s < row().samples.size(); ++s) {
      auto gradients_on = [&](bool on_cuda) {
        variable_list x = make_all(row().samples[s], t), wanted;
        if (on_cuda) x = to_cuda(x);
        for (Tensor& v : x)
          if (isDifferentiableType(v.scalar_type())) wanted.push_back(v.requires_grad_());
        variable_list y, ones;
        for (const Tensor& v : row().function(x))
          if (v.requires_grad()) {
            y.push_back(v);
            ones.push_back(ones_like(v));
          }
        return y.empty() ? variable_list() : autograd::grad(y, wanted, ones, std::nullopt, false, true);
      };
      const variable_list cpu = gradients_on(false), gpu = gradients_on(true);
      ASSERT_EQ(cpu.size(), gpu.size());
      for (size_t i = 0; i < cpu.size(); ++i) expect_equal(gpu[i], cpu[i], 1e-10, where(row(), s, t));
      if (HasFailure()) return;
    }
  }
}

// One test per row: every test is a process of its own. An op whose kernel has no CUDA column yet says so,
// and is skipped with these words.
TEST_P(OpTableCuda, MatchesCpu) {
  try {
    values();
    if (!HasFailure()) layouts();
    if (!HasFailure()) gradients();
  } catch (const NotImplementedError& e) {
    if (std::string_view(e.what()).find("there is no such kernel") == std::string_view::npos) throw;
    GTEST_SKIP() << e.what();
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, OpTableCuda, testing::Range<size_t>(0, rows().size()),
                         [](const testing::TestParamInfo<size_t>& i) {
                           std::string name = rows()[i.param].name;
                           for (char& c : name)
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

}  // namespace
}  // namespace facula::optable
