#include "facula/nn/utils/parametrizations.h"

#include <limits>

#include "facula/graph/grad_mode.h"
#include "facula/ops/cat.h"
#include "facula/ops/index.h"
#include "facula/ops/creation.h"
#include "facula/ops/distance.h"
#include "facula/ops/linalg.h"
#include "facula/ops/matmul.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"
#include "nn/module_hooks.h"
#include "nn/weight_norm.h"

namespace facula {
namespace nn {
namespace utils {
namespace parametrizations {

namespace {

namespace access = nn::detail;

const Tensor& tensor_named(Module& module, const std::string& name) {
  if (const access::ComputedTensor* c = access::find_computed(module, name)) return c->member;
  const Tensor* t = access::ModuleAccess::parameters(module).find(name);
  if (!t) t = access::ModuleAccess::buffers(module).find(name);
  FACULA_CHECK_AS(ValueError, t && t->defined(), "Module '", module.name(),
                  "' has no parameter or buffer with name '", name, "'");
  return *t;
}

// A parametrization with buffers only, which its clone copies.
template <class Derived>
struct WithBuffers : Module {
  std::shared_ptr<Module> clone(const std::optional<Device>& device) const override {
    auto copy = std::make_shared<Derived>(static_cast<const Derived&>(*this));
    for (auto& b : access::ModuleAccess::buffers(*copy)) {
      if (!b->defined()) continue;
      *b = b->detach().clone();
      if (device) *b = b->to(*device);
    }
    return copy;
  }

 protected:
  Tensor& buffer(const char* name) { return access::ModuleAccess::buffers(*this)[name]; }
};

// ---- orthogonal

enum class OrthogonalMap { kMatrixExp, kCayley, kHouseholder };

Tensor adjoint_of(const Tensor& x) {
  const Tensor t = x.transpose(-2, -1);
  return x.is_complex() ? t.conj() : t;
}

bool is_orthogonal(const Tensor& q) {
  const double eps = q.scalar_type() == kDouble || q.scalar_type() == kComplexDouble
                         ? std::numeric_limits<double>::epsilon()
                         : static_cast<double>(std::numeric_limits<float>::epsilon());
  const Tensor one = eye(q.size(-1), q.options());
  return matmul(adjoint_of(q), q)
      .allclose(one.expand({q.size(-1), q.size(-1)}).expand_as(matmul(adjoint_of(q), q)), 1e-5,
                10. * static_cast<double>(q.size(-2)) * eps);
}

// The factor Q of a tall matrix A = Q R, where the diagonal of R is not negative.
Tensor make_orthogonal(const Tensor& a) {
  const auto [x, tau] = facula::geqrf(a);
  return linalg::householder_product(x, tau) * x.diagonal(0, -2, -1).sgn().unsqueeze(-2);
}

struct Orthogonal final : WithBuffers<Orthogonal> {
  Orthogonal(const Tensor& weight, OrthogonalMap map_, bool trivialize_)
      : shape(weight.sizes().vec()), map(map_), trivialize(trivialize_) {
    FACULA_CHECK_AS(ValueError, !weight.is_complex() || map != OrthogonalMap::kHouseholder,
                    "The householder parametrization does not support complex tensors.");
    if (trivialize) register_buffer("base", Tensor());
  }

  // A square skew-Hermitian matrix from the lower triangle of a tall one.
  static Tensor skew(const Tensor& x) {
    const int64_t n = x.size(-2), k = x.size(-1);
    Tensor lower = x.tril();
    if (n != k) {
      std::vector<int64_t> size = x.sizes().vec();
      size.back() = n - k;
      lower = cat({lower, x.new_zeros(size)}, -1);
    }
    return lower - adjoint_of(lower);
  }

  Tensor forward(const Tensor& given) {
    const bool wide = given.size(-2) < given.size(-1);
    const Tensor x = wide ? given.transpose(-2, -1) : given;
    const int64_t n = x.size(-2), k = x.size(-1);
    Tensor q;
    if (map == OrthogonalMap::kHouseholder) {
      const Tensor a = x.tril(-1);
      const Tensor tau = 2. / (1. + (a * a).sum(-2));
      q = linalg::householder_product(a, tau) * x.detach().diagonal(0, -2, -1).trunc().unsqueeze(-2);
    } else {
      const Tensor a = skew(x);
      if (map == OrthogonalMap::kMatrixExp) {
        q = linalg::matrix_exp(a);
      } else {
        const Tensor one = eye(n, a.options());
        q = linalg::solve(one - 0.5 * a, one + 0.5 * a);
      }
      if (n != k) q = q.narrow(-1, 0, k);
    }
    if (trivialize) q = matmul(buffer("base"), q);
    return wide ? q.transpose(-2, -1) : q;
  }

  Tensor right_inverse(const Tensor& given) {
    const NoGradGuard off;
    FACULA_CHECK_AS(ValueError, given.sizes() == IntArrayRef(shape),
                    "Expected a matrix or batch of matrices of shape ", IntArrayRef(shape),
                    ". Got a tensor of shape ", given.sizes(), ".");
    const bool wide = given.size(-2) < given.size(-1);
    const Tensor q = wide ? given.transpose(-2, -1) : given;
    if (!trivialize) return inverse_of_householder(q, wide);
    const int64_t n = q.size(-2), k = q.size(-1);
    if (n == k) {
      buffer("base") = is_orthogonal(q) ? q.clone() : make_orthogonal(q);
    } else {
      std::vector<int64_t> size = q.sizes().vec();
      size.back() = n - k;
      buffer("base") = make_orthogonal(cat({q, randn(size, q.options())}, -1));
    }
    // -I, whose diagonal is what the reflections need for the map to start at the identity.
    Tensor start = zeros_like(given);
    start.diagonal(0, -2, -1).fill_(-1);
    return start;
  }

  Tensor inverse_of_householder(const Tensor& q, bool wide) const {
    FACULA_CHECK_AS(
        NotImplementedError, map == OrthogonalMap::kHouseholder,
        "It is not possible to assign to the matrix exponential or the Cayley parametrizations when "
        "use_trivialization=False.");
    auto [a, tau] = facula::geqrf(q);
    Tensor diagonal = a.diagonal(0, -2, -1);
    const Tensor sign = diagonal.sgn();
    diagonal.copy_(where(tau == 0, -sign, sign));
    return wide ? a.transpose(-2, -1) : a;
  }

  std::vector<int64_t> shape;
  OrthogonalMap map;
  bool trivialize;
};

// ---- spectral norm

struct SpectralNorm final : WithBuffers<SpectralNorm> {
  SpectralNorm(const Tensor& weight, int64_t iterations_, double eps_, int64_t dim_)
      : iterations(iterations_), dim(dim_), eps(eps_) {
    const int64_t n = weight.dim();
    FACULA_CHECK_AS(IndexError, dim < n && dim >= -n, "Dimension out of range (expected to be in range of [",
                    -n, ", ", n - 1, "] but got ", dim, ")");
    FACULA_CHECK_AS(ValueError, iterations > 0,
                    "Expected n_power_iterations to be positive, but got n_power_iterations=", iterations);
    if (dim < 0) dim += n;
    if (n < 2) return;
    const Tensor matrix = access::as_matrix(weight.detach(), dim);
    const Tensor u = matrix.new_empty({matrix.size(0)}).normal_(0, 1);
    const Tensor v = matrix.new_empty({matrix.size(1)}).normal_(0, 1);
    register_buffer("_u", access::unit_vector(u, eps));
    register_buffer("_v", access::unit_vector(v, eps));
    iterate(matrix, 15);
  }

  void iterate(const Tensor& matrix, int64_t times) {
    const NoGradGuard off;
    Tensor &u = buffer("_u"), &v = buffer("_v");
    for (int64_t i = 0; i < times; ++i) {
      u.copy_(access::unit_vector(mv(matrix, v), eps));
      v.copy_(access::unit_vector(mv(matrix.t(), u), eps));
    }
  }

  Tensor forward(const Tensor& weight) {
    if (weight.dim() == 1) return access::unit_vector(weight, eps);
    const Tensor matrix = access::as_matrix(weight, dim);
    if (is_training()) iterate(matrix, iterations);
    const Tensor u = buffer("_u").clone(), v = buffer("_v").clone();
    return weight / dot(u, mv(matrix, v));
  }
  Tensor right_inverse(const Tensor& value) { return value; }

  int64_t iterations, dim;
  double eps;
};

// ---- weight norm

struct WeightNorm final : WithBuffers<WeightNorm> {
  explicit WeightNorm(int64_t dim_) : dim(dim_) {}
  Tensor forward(const Tensor& g, const Tensor& v) { return access::normalized_weight(g, v, dim); }
  std::vector<Tensor> right_inverse(const Tensor& weight) {
    return {facula::norm_except_dim(weight, 2, dim), weight};
  }
  int64_t dim;
};

}  // namespace

void orthogonal(Module& module, const std::string& name, const std::optional<std::string>& orthogonal_map,
                bool use_trivialization) {
  const Tensor weight = tensor_named(module, name);
  FACULA_CHECK_AS(ValueError, weight.dim() >= 2, "Expected a matrix or batch of matrices. Got a tensor of ",
                  weight.dim(), " dimensions.");
  const bool exact = weight.size(-2) == weight.size(-1) || weight.is_complex();
  const std::string wanted = orthogonal_map.value_or(exact ? "matrix_exp" : "householder");
  OrthogonalMap map = OrthogonalMap::kMatrixExp;
  if (wanted == "cayley")
    map = OrthogonalMap::kCayley;
  else if (wanted == "householder")
    map = OrthogonalMap::kHouseholder;
  else
    FACULA_CHECK_AS(
        ValueError, wanted == "matrix_exp",
        "orthogonal_map has to be one of \"matrix_exp\", \"cayley\", \"householder\". Got: ", wanted);
  parametrize::register_parametrization(module, name,
                                        std::make_shared<Orthogonal>(weight, map, use_trivialization), true);
}

void spectral_norm(Module& module, const std::string& name, int64_t n_power_iterations, double eps,
                   std::optional<int64_t> dim) {
  const Tensor weight = tensor_named(module, name);
  parametrize::register_parametrization(
      module, name,
      std::make_shared<SpectralNorm>(weight, n_power_iterations, eps,
                                     dim.value_or(access::output_dim(module))));
}

void weight_norm(Module& module, const std::string& name, std::optional<int64_t> dim) {
  tensor_named(module, name);
  parametrize::register_parametrization(module, name, std::make_shared<WeightNorm>(dim.value_or(-1)), true);
}

}  // namespace parametrizations
}  // namespace utils
}  // namespace nn
}  // namespace facula
