// Least squares through LAPACK's four drivers.
#include <algorithm>
#include <limits>

#include "facula/ops/creation.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "ops/linalg.h"

namespace facula::linalg {

namespace {

using kernels::LstsqDriver;
constexpr const char* kName = "torch.linalg.lstsq";

LstsqDriver parse_driver(std::optional<std::string_view> name) {
  if (!name || *name == "gelsy") return LstsqDriver::Gelsy;
  if (*name == "gels") return LstsqDriver::Gels;
  if (*name == "gelsd") return LstsqDriver::Gelsd;
  FACULA_CHECK(*name == "gelss", kName, ": parameter `driver` should be one of (gels, gelsy, gelsd, gelss)");
  return LstsqDriver::Gelss;
}

struct Result {
  Tensor X, residuals, rank, s;
};

double default_rcond(const Tensor& A) {
  const double eps = real_type(A) == kDouble ? std::numeric_limits<double>::epsilon()
                                             : std::numeric_limits<float>::epsilon();
  return eps * static_cast<double>(std::max(rows(A), cols(A)));
}

// Without history; A and B have equal batches.
Result run(const Tensor& A, const Tensor& B, double rcond, LstsqDriver driver) {
  NoGradGuard off;
  const int64_t m = rows(A), n = cols(A), k = cols(B);
  const auto batch = A.sizes().slice(0, A.sizes().size() - 2);
  const TensorOptions real = TensorOptions(real_type(A)).device(A.device());
  Tensor a = columns(A), info = new_info(A);
  Tensor b = empty_columns(batch, std::max(m, n), k, A.scalar_type(), A.device());
  b.zero_();
  b.narrow(-2, 0, m).copy_(B.detach());
  Result r;
  const bool values = driver == LstsqDriver::Gelsd || driver == LstsqDriver::Gelss;
  r.s = values ? zeros(batch_with(A, {std::min(m, n)}), real) : empty({0}, real);
  r.rank = driver == LstsqDriver::Gels ? empty({0}, TensorOptions(kLong).device(A.device()))
                                       : zeros(batch, TensorOptions(kLong).device(A.device()));
  Tensor none, *s = values ? &r.s : &none, *rank = driver == LstsqDriver::Gels ? &none : &r.rank;
  if (m && n) kernels::lstsq(a, b, *s, *rank, info, rcond, driver);
  check_info(info, [](const std::string& where, int32_t i) {
    detail::fail<LinAlgError>(kName, ": ", where,
                              "The least squares solution could not be computed because the input "
                              "matrix does not have full rank (error code: ",
                              i, ").");
  });
  r.X = b.narrow(-2, 0, n);
  const bool full_rank =
      driver == LstsqDriver::Gels || (driver != LstsqDriver::Gelsy && r.rank.eq(n).all().item<bool>());
  r.residuals = empty({0}, real);
  if (m > n && full_rank) r.residuals = b.narrow(-2, n, m - n).abs().square().sum(-2);
  return r;
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor, Tensor> lstsq(const Tensor& A, const Tensor& B,
                                                 std::optional<double> rcond,
                                                 std::optional<std::string_view> driver_name) {
  FACULA_CHECK(A.dim() >= 2, kName, ": input must have at least 2 dimensions.");
  FACULA_CHECK(B.dim() >= 1, kName, ": other must have at least 1 dimension.");
  const int64_t more = A.dim() - B.dim();
  FACULA_CHECK(more == 0 || more == 1, kName,
               ": input.dim() must be greater or equal to other.dim() and (input.dim() - "
               "other.dim()) <= 1");
  const bool vector = more == 1;
  const Tensor b = vector ? B.unsqueeze(-1) : B;
  FACULA_CHECK(rows(A) == rows(b), kName, ": input.size(-2) should match other.size(",
               vector ? "-1)" : "-2)");
  check_floating("torch.linalg.lstsq", A);
  FACULA_CHECK(A.scalar_type() == b.scalar_type(), kName,
               ": Expected input and other to have the same dtype, but got "
               "input's dtype ",
               A.scalar_type(), " and other's dtype ", b.scalar_type());
  const LstsqDriver driver = parse_driver(driver_name);
  const DimVector batch = common_batch(A, b);
  Result r = run(expand_batch(A, batch), expand_batch(b, batch), rcond.value_or(default_rcond(A)), driver);
  const Tensor* inputs[] = {&A, &b};
  Tensor* outputs[] = {&r.X};
  record_joint("LinalgLstsqBackward0", outputs, inputs, [a = save(A), b = save(b)](Gradients& g) {
    const Tensor Y = linalg::pinv(a());
    if (g.needed(0)) g.set(0, pinv_grad(facula::matmul(g[0], adj(b())), Y, a()));
    if (g.needed(1)) g.set(1, facula::matmul(adj(Y), g[0]));
  });
  return {vector ? r.X.squeeze(-1) : r.X, r.residuals, r.rank, r.s};
}

}  // namespace facula::linalg
