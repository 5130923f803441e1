// Every check of every row of the op table.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "facula/autograd/gradcheck.h"
#include "facula/io/serialize.h"
#include "facula/ops/creation.h"
#include "optable/table.h"

namespace facula::optable {
namespace {

std::string source_file(const char* name) { return std::string(FACULA_SOURCE_DIR) + "/tests/" + name; }

// What PyTorch gave: per row one flat list of numbers and one of (dtype, dims, sizes…, strides…) per result.
struct Reference {
  std::vector<double> values;
  std::vector<int64_t> heads;
  size_t value = 0, head = 0;
};
Tensor find(const std::string& group, const std::string& key) {
  static std::map<std::string, StateDict> files;
  auto file = files.find(group);
  if (file == files.end())
    file =
        files.emplace(group, load_state_dict(source_file(("reference/ops/" + group + ".pt").c_str()))).first;
  for (const auto& [name, t] : file->second)
    if (name == key) return t;
  return {};
}
Reference reference(const Row& row) {
  Reference r;
  const Tensor values = find(row.group, row.name + ".values"), heads = find(row.group, row.name + ".heads");
  if (!values.defined()) {
    ADD_FAILURE() << "no recorded values of " << row.name << ": run tests/reference/record_ops.py";
    return r;
  }
  r.values.assign(values.data_ptr<double>(), values.data_ptr<double>() + values.numel());
  r.heads.assign(heads.data_ptr<int64_t>(), heads.data_ptr<int64_t>() + heads.numel());
  return r;
}

std::string where(const Row& row, size_t sample, ScalarType t) {
  return row.name + ", sample " + std::to_string(sample) + ", " + dtype_name(t);
}

std::vector<double> numbers(const Tensor& t) {
  const Tensor d = t.detach().contiguous().to(t.is_complex() ? kComplexDouble : kDouble);
  const auto* p = static_cast<const double*>(d.data_ptr());
  return std::vector<double>(p, p + d.numel() * (t.is_complex() ? 2 : 1));
}

bool close(double a, double b, double rtol, double scale = 1e-2) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b || std::abs(a - b) <= rtol * std::max({std::abs(a), std::abs(b), scale});
}
// The largest finite number: what the rounding of sums that nearly cancel is measured by.
double largest(const std::vector<double>& v) {
  double m = 1e-2;
  for (double a : v)
    if (std::isfinite(a)) m = std::max(m, std::abs(a));
  return m;
}

double tolerance(const Row& row, ScalarType t) {
  return t == kDouble || t == kComplexDouble ? row.tolerance64 : row.tolerance32;
}

// Strides of dimensions of length 1 mean nothing, and those of an empty tensor neither.
std::vector<int64_t> strides_that_matter(IntArrayRef sizes, IntArrayRef strides) {
  std::vector<int64_t> out;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == 0) return {};
    if (sizes[d] > 1) out.push_back(strides[d]);
  }
  return out;
}

void compare(const Tensor& got, Reference& r, const Row& row, ScalarType dtype, const std::string& at) {
  ASSERT_LT(r.head + 1, r.heads.size()) << at;
  const auto want_type = static_cast<ScalarType>(r.heads[r.head++]);
  const auto dims = static_cast<size_t>(r.heads[r.head++]);
  const int64_t* head = r.heads.data() + r.head;
  const std::vector<int64_t> sizes(head, head + dims), strides(head + dims, head + 2 * dims);
  r.head += 2 * dims;
  EXPECT_EQ(got.scalar_type(), want_type) << at;
  EXPECT_EQ(got.sizes(), IntArrayRef(sizes)) << at;
  if (row.same_strides)
    EXPECT_EQ(strides_that_matter(got.sizes(), got.strides()), strides_that_matter(sizes, strides)) << at;
  const std::vector<double> have = numbers(got);
  ASSERT_LE(r.value + have.size(), r.values.size()) << at;
  const double rtol = tolerance(row, dtype);
  for (size_t i = 0; i < have.size(); ++i)
    ASSERT_TRUE(close(have[i], r.values[r.value + i], rtol))
        << at << ", element " << i << ": " << have[i] << " instead of " << r.values[r.value + i];
  r.value += have.size();
}

// The same values behind other strides: every second element of a wider tensor, dimensions reversed.
Tensor strided(const Tensor& t) {
  if (t.dim() == 0) return t.clone();
  std::vector<int64_t> sizes(t.sizes().begin(), t.sizes().end()), reversed(sizes.rbegin(), sizes.rend());
  reversed.back() *= 2;
  std::vector<int64_t> order;
  for (int64_t d = t.dim() - 1; d >= 0; --d) order.push_back(d);
  Tensor wide = zeros(reversed, t.options());
  Tensor view = wide.slice(-1, 0, std::nullopt, 2).permute(order);
  view.copy_(t);
  return view;
}

variable_list differentiable(const Sample& sample, ScalarType t) {
  variable_list x = make_all(sample, t);
  for (size_t i = 0; i < x.size(); ++i)
    if (isDifferentiableType(x[i].scalar_type()) && !sample[i].constant) x[i].requires_grad_();
  return x;
}
// Values that no difference quotient survives.
bool has_extremes(const Sample& sample) {
  return std::any_of(sample.begin(), sample.end(), [](const Input& i) { return i.extreme; });
}

class OpTable : public testing::TestWithParam<size_t> {
 protected:
  const Row& row() const { return rows()[GetParam()]; }
};

TEST_P(OpTable, Values) {
  Reference r = reference(row());
  if (HasFailure()) return;
  for (ScalarType t : row().dtypes)
    for (size_t s = 0; s < row().samples.size(); ++s)
      for (const Tensor& y : row().function(make_all(row().samples[s], t))) {
        compare(y, r, row(), t, where(row(), s, t));
        if (HasFailure()) return;
      }
  EXPECT_EQ(r.value, r.values.size());
}

TEST_P(OpTable, Layouts) {
  for (size_t s = 0; s < row().samples.size(); ++s) {
    const variable_list dense = make_all(row().samples[s], row().dtypes[0]);
    variable_list other;
    for (const Tensor& t : dense) other.push_back(strided(t));
    const variable_list a = row().function(dense), b = row().function(other);
    for (size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].sizes(), b[i].sizes());
      const std::vector<double> x = numbers(a[i]), y = numbers(b[i]);
      const double scale = largest(x);
      for (size_t k = 0; k < x.size(); ++k)
        ASSERT_TRUE(close(x[k], y[k], row().tolerance32, scale))
            << where(row(), s, row().dtypes[0]) << ", element " << k << ": " << y[k] << " instead of "
            << x[k];
    }
  }
}

void expect_same(const Tensor& got, const Tensor& want, const Row& row, ScalarType t, const std::string& at) {
  const std::vector<double> x = numbers(want), y = numbers(got);
  ASSERT_EQ(x.size(), y.size()) << at;
  for (size_t k = 0; k < x.size(); ++k)
    ASSERT_TRUE(close(x[k], y[k], tolerance(row, t)))
        << at << ", element " << k << ": " << y[k] << " instead of " << x[k];
}

TEST_P(OpTable, InPlace) {
  if (!row().in_place) return;
  size_t checked = 0;
  for (ScalarType t : row().dtypes)
    for (size_t s = 0; s < row().samples.size(); ++s) {
      const variable_list x = make_all(row().samples[s], t);
      const Tensor want = row().function(x)[0];
      if (want.sizes() != x[0].sizes() || want.scalar_type() != x[0].scalar_type()) continue;
      for (const Tensor& self : {x[0].clone(), strided(x[0])}) {
        variable_list y = x;
        y[0] = self;
        const Tensor got = row().in_place(y)[0];
        EXPECT_TRUE(got.is_same(self)) << where(row(), s, t);
        expect_same(got, want, row(), t, where(row(), s, t) + " in place");
      }
      ++checked;
      if (!row().gradient || has_extremes(row().samples[s]) || (t != kDouble && t != kComplexDouble))
        continue;
      SCOPED_TRACE(where(row(), s, t) + " in place");
      const Function on_copy = [&](const variable_list& v) {
        variable_list y = v;
        y[0] = v[0].clone();
        return row().in_place(y);
      };
      EXPECT_TRUE(autograd::gradcheck(on_copy, differentiable(row().samples[s], t)));
    }
  EXPECT_GT(checked, size_t{0}) << "no sample of " << row().name << " fits in place";
}

// Into a tensor of the right size, into one of size 0 (which is resized), and into strided memory.
TEST_P(OpTable, Out) {
  if (!row().out) return;
  for (ScalarType t : row().dtypes)
    for (size_t s = 0; s < row().samples.size(); ++s) {
      const variable_list x = make_all(row().samples[s], t), want = row().function(x);
      for (int form = 0; form < 3; ++form) {
        variable_list out;
        for (const Tensor& w : want)
          out.push_back(form == 0 ? empty_like(w) : form == 1 ? empty({0}, w.options()) : strided(w));
        row().out(out, x);
        for (size_t i = 0; i < want.size(); ++i) {
          EXPECT_EQ(out[i].sizes(), want[i].sizes()) << where(row(), s, t);
          expect_same(out[i], want[i], row(), t, where(row(), s, t) + " out");
        }
      }
    }
}

std::vector<ScalarType> gradient_types(const Row& row) {
  std::vector<ScalarType> out;
  for (ScalarType t : row.dtypes)
    if (t == kDouble || t == kComplexDouble) out.push_back(t);
  return out;
}

TEST_P(OpTable, Gradient) {
  if (!row().gradient) {
    EXPECT_FALSE(row().reason.empty());
    return;
  }
  for (ScalarType t : gradient_types(row()))
    for (size_t s = 0; s < row().samples.size(); ++s) {
      if (has_extremes(row().samples[s])) continue;
      SCOPED_TRACE(where(row(), s, t));
      EXPECT_TRUE(autograd::gradcheck(row().function, differentiable(row().samples[s], t)));
    }
}

TEST_P(OpTable, SecondGradient) {
  if (!row().second_gradient) {
    EXPECT_FALSE(row().reason.empty());
    return;
  }
  for (ScalarType t : gradient_types(row()))
    for (size_t s = 0; s < row().samples.size(); ++s) {
      if (has_extremes(row().samples[s])) continue;
      SCOPED_TRACE(where(row(), s, t));
      EXPECT_TRUE(autograd::gradgradcheck(row().function, differentiable(row().samples[s], t)));
    }
}

INSTANTIATE_TEST_SUITE_P(Rows, OpTable, testing::Range(size_t{0}, rows().size()),
                         [](const auto& info) { return rows()[info.param].name; });

// FACULA_DUMP_TABLE=file: writes the table for tests/reference/record_ops.py. FACULA_PRINT_TABLE=1 prints it.
TEST(OpTableFile, Dump) {
  if (const char* path = std::getenv("FACULA_DUMP_TABLE")) dump(path);
  if (std::getenv("FACULA_PRINT_TABLE")) {
    const char* format = "%-28s %7s  %-44s %-8s %-8s %-7s %-8s %-4s %s\n";
    std::printf(format, "op", "samples", "dtypes", "values", "gradient", "second", "in place", "out", "note");
    for (const Row& r : rows()) {
      std::string types;
      for (ScalarType t : r.dtypes) types += std::string(dtype_name(t) + 6) + " ";
      const auto yes = [](bool b) { return b ? "yes" : "-"; };
      std::printf(format, r.name.c_str(), std::to_string(r.samples.size()).c_str(), types.c_str(), "PyTorch",
                  yes(r.gradient), yes(r.second_gradient), yes(r.in_place != nullptr), yes(r.out != nullptr),
                  r.reason.c_str());
    }
    std::printf("%zu rows\n", rows().size());
  }
  EXPECT_FALSE(rows().empty());
}

}  // namespace
}  // namespace facula::optable
