// Every name of the libtorch C++ API that programs use: this file compiles when each of them is declared.
#include <ATen/ATen.h>
#include <c10/util/tempfile.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/functions/basic_ops.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/csrc/utils/memory.h>
#include <torch/csrc/utils/tensor_flatten.h>
#include <torch/csrc/utils/variadic.h>
#include <torch/torch.h>

namespace {

struct Methods : torch::Tensor {
  using torch::Tensor::_version, torch::Tensor::abs, torch::Tensor::abs_, torch::Tensor::absolute,
      torch::Tensor::absolute_, torch::Tensor::accessor, torch::Tensor::acos, torch::Tensor::acos_,
      torch::Tensor::acosh, torch::Tensor::acosh_, torch::Tensor::add, torch::Tensor::add_,
      torch::Tensor::addbmm, torch::Tensor::addbmm_, torch::Tensor::addcdiv, torch::Tensor::addcdiv_,
      torch::Tensor::addcmul, torch::Tensor::addcmul_, torch::Tensor::addmm, torch::Tensor::addmm_,
      torch::Tensor::addmv, torch::Tensor::addmv_, torch::Tensor::addr, torch::Tensor::addr_,
      torch::Tensor::adjoint, torch::Tensor::alias, torch::Tensor::all, torch::Tensor::allclose,
      torch::Tensor::amax, torch::Tensor::amin, torch::Tensor::aminmax, torch::Tensor::angle,
      torch::Tensor::any, torch::Tensor::arccos, torch::Tensor::arccos_, torch::Tensor::arccosh,
      torch::Tensor::arccosh_, torch::Tensor::arcsin, torch::Tensor::arcsin_, torch::Tensor::arcsinh,
      torch::Tensor::arcsinh_, torch::Tensor::arctan, torch::Tensor::arctan2, torch::Tensor::arctan2_,
      torch::Tensor::arctan_, torch::Tensor::arctanh, torch::Tensor::arctanh_, torch::Tensor::argmax,
      torch::Tensor::argmin, torch::Tensor::argsort, torch::Tensor::argwhere, torch::Tensor::as_strided,
      torch::Tensor::as_strided_, torch::Tensor::as_strided_scatter, torch::Tensor::asin,
      torch::Tensor::asin_, torch::Tensor::asinh, torch::Tensor::asinh_, torch::Tensor::atan,
      torch::Tensor::atan2, torch::Tensor::atan2_, torch::Tensor::atan_, torch::Tensor::atanh,
      torch::Tensor::atanh_, torch::Tensor::backward, torch::Tensor::baddbmm, torch::Tensor::baddbmm_,
      torch::Tensor::bernoulli, torch::Tensor::bernoulli_, torch::Tensor::bincount,
      torch::Tensor::bitwise_and, torch::Tensor::bitwise_and_, torch::Tensor::bitwise_left_shift,
      torch::Tensor::bitwise_left_shift_, torch::Tensor::bitwise_not, torch::Tensor::bitwise_not_,
      torch::Tensor::bitwise_or, torch::Tensor::bitwise_or_, torch::Tensor::bitwise_right_shift,
      torch::Tensor::bitwise_right_shift_, torch::Tensor::bitwise_xor, torch::Tensor::bitwise_xor_,
      torch::Tensor::bmm, torch::Tensor::broadcast_to, torch::Tensor::cauchy_, torch::Tensor::ceil,
      torch::Tensor::ceil_, torch::Tensor::chalf, torch::Tensor::cholesky, torch::Tensor::cholesky_inverse,
      torch::Tensor::cholesky_solve, torch::Tensor::chunk, torch::Tensor::clamp, torch::Tensor::clamp_,
      torch::Tensor::clamp_max, torch::Tensor::clamp_max_, torch::Tensor::clamp_min,
      torch::Tensor::clamp_min_, torch::Tensor::clip, torch::Tensor::clip_, torch::Tensor::clone,
      torch::Tensor::conj, torch::Tensor::conj_physical, torch::Tensor::conj_physical_,
      torch::Tensor::contiguous, torch::Tensor::copy_, torch::Tensor::copysign, torch::Tensor::copysign_,
      torch::Tensor::corrcoef, torch::Tensor::cos, torch::Tensor::cos_, torch::Tensor::cosh,
      torch::Tensor::cosh_, torch::Tensor::count_nonzero, torch::Tensor::cov, torch::Tensor::cpu,
      torch::Tensor::cross, torch::Tensor::cuda, torch::Tensor::cummax, torch::Tensor::cummin,
      torch::Tensor::cumprod, torch::Tensor::cumprod_, torch::Tensor::cumsum, torch::Tensor::cumsum_,
      torch::Tensor::data, torch::Tensor::data_ptr, torch::Tensor::defined, torch::Tensor::deg2rad,
      torch::Tensor::deg2rad_, torch::Tensor::det, torch::Tensor::detach, torch::Tensor::detach_,
      torch::Tensor::device, torch::Tensor::diag, torch::Tensor::diag_embed, torch::Tensor::diagflat,
      torch::Tensor::diagonal, torch::Tensor::diagonal_scatter, torch::Tensor::diff, torch::Tensor::digamma,
      torch::Tensor::digamma_, torch::Tensor::dim, torch::Tensor::dist, torch::Tensor::div,
      torch::Tensor::div_, torch::Tensor::divide, torch::Tensor::divide_, torch::Tensor::dot,
      torch::Tensor::dsplit, torch::Tensor::dtype, torch::Tensor::element_size, torch::Tensor::eq,
      torch::Tensor::eq_, torch::Tensor::equal, torch::Tensor::erf, torch::Tensor::erf_, torch::Tensor::erfc,
      torch::Tensor::erfc_, torch::Tensor::erfinv, torch::Tensor::erfinv_, torch::Tensor::exp,
      torch::Tensor::exp2, torch::Tensor::exp2_, torch::Tensor::exp_, torch::Tensor::expand,
      torch::Tensor::expand_as, torch::Tensor::expm1, torch::Tensor::expm1_, torch::Tensor::exponential_,
      torch::Tensor::fill_, torch::Tensor::fill_diagonal_, torch::Tensor::fix, torch::Tensor::fix_,
      torch::Tensor::flatten, torch::Tensor::flip, torch::Tensor::fliplr, torch::Tensor::flipud,
      torch::Tensor::float_power, torch::Tensor::float_power_, torch::Tensor::floor, torch::Tensor::floor_,
      torch::Tensor::floor_divide, torch::Tensor::floor_divide_, torch::Tensor::fmax, torch::Tensor::fmin,
      torch::Tensor::fmod, torch::Tensor::fmod_, torch::Tensor::frac, torch::Tensor::frac_,
      torch::Tensor::frexp, torch::Tensor::gather, torch::Tensor::gcd, torch::Tensor::gcd_, torch::Tensor::ge,
      torch::Tensor::ge_, torch::Tensor::geometric_, torch::Tensor::geqrf, torch::Tensor::ger,
      torch::Tensor::get_device, torch::Tensor::grad, torch::Tensor::grad_fn, torch::Tensor::greater,
      torch::Tensor::greater_, torch::Tensor::greater_equal, torch::Tensor::greater_equal_, torch::Tensor::gt,
      torch::Tensor::gt_, torch::Tensor::hardshrink, torch::Tensor::has_storage, torch::Tensor::heaviside,
      torch::Tensor::heaviside_, torch::Tensor::histc, torch::Tensor::histogram, torch::Tensor::hsplit,
      torch::Tensor::hypot, torch::Tensor::hypot_, torch::Tensor::i0, torch::Tensor::i0_,
      torch::Tensor::igamma, torch::Tensor::igamma_, torch::Tensor::igammac, torch::Tensor::igammac_,
      torch::Tensor::index, torch::Tensor::index_add, torch::Tensor::index_add_, torch::Tensor::index_copy,
      torch::Tensor::index_copy_, torch::Tensor::index_fill, torch::Tensor::index_fill_,
      torch::Tensor::index_put, torch::Tensor::index_put_, torch::Tensor::index_reduce,
      torch::Tensor::index_reduce_, torch::Tensor::index_select, torch::Tensor::indices, torch::Tensor::inner,
      torch::Tensor::inverse, torch::Tensor::is_alias_of, torch::Tensor::is_complex, torch::Tensor::is_conj,
      torch::Tensor::is_contiguous, torch::Tensor::is_cpu, torch::Tensor::is_cuda,
      torch::Tensor::is_distributed, torch::Tensor::is_floating_point, torch::Tensor::is_inference,
      torch::Tensor::is_leaf, torch::Tensor::is_meta, torch::Tensor::is_neg,
      torch::Tensor::is_non_overlapping_and_dense, torch::Tensor::is_nonzero, torch::Tensor::is_same,
      torch::Tensor::is_same_size, torch::Tensor::is_set_to, torch::Tensor::is_signed, torch::Tensor::is_view,
      torch::Tensor::isclose, torch::Tensor::isfinite, torch::Tensor::isinf, torch::Tensor::isnan,
      torch::Tensor::isneginf, torch::Tensor::isposinf, torch::Tensor::isreal, torch::Tensor::istft,
      torch::Tensor::item, torch::Tensor::itemsize, torch::Tensor::kron, torch::Tensor::kthvalue,
      torch::Tensor::layout, torch::Tensor::lcm, torch::Tensor::lcm_, torch::Tensor::ldexp,
      torch::Tensor::ldexp_, torch::Tensor::le, torch::Tensor::le_, torch::Tensor::lerp, torch::Tensor::lerp_,
      torch::Tensor::less, torch::Tensor::less_, torch::Tensor::less_equal, torch::Tensor::less_equal_,
      torch::Tensor::lgamma, torch::Tensor::lgamma_, torch::Tensor::log, torch::Tensor::log10,
      torch::Tensor::log10_, torch::Tensor::log1p, torch::Tensor::log1p_, torch::Tensor::log2,
      torch::Tensor::log2_, torch::Tensor::log_, torch::Tensor::log_normal_, torch::Tensor::log_softmax,
      torch::Tensor::logaddexp, torch::Tensor::logaddexp2, torch::Tensor::logcumsumexp, torch::Tensor::logdet,
      torch::Tensor::logical_and, torch::Tensor::logical_and_, torch::Tensor::logical_not,
      torch::Tensor::logical_not_, torch::Tensor::logical_or, torch::Tensor::logical_or_,
      torch::Tensor::logical_xor, torch::Tensor::logical_xor_, torch::Tensor::logit, torch::Tensor::logit_,
      torch::Tensor::logsumexp, torch::Tensor::lt, torch::Tensor::lt_, torch::Tensor::lu_solve,
      torch::Tensor::mH, torch::Tensor::mT, torch::Tensor::masked_fill, torch::Tensor::masked_fill_,
      torch::Tensor::masked_scatter, torch::Tensor::masked_scatter_, torch::Tensor::masked_select,
      torch::Tensor::matmul, torch::Tensor::matrix_H, torch::Tensor::matrix_exp, torch::Tensor::matrix_power,
      torch::Tensor::max, torch::Tensor::maximum, torch::Tensor::mean, torch::Tensor::median,
      torch::Tensor::min, torch::Tensor::minimum, torch::Tensor::mm, torch::Tensor::mode,
      torch::Tensor::moveaxis, torch::Tensor::movedim, torch::Tensor::msort, torch::Tensor::mul,
      torch::Tensor::mul_, torch::Tensor::multinomial, torch::Tensor::multiply, torch::Tensor::multiply_,
      torch::Tensor::mutable_grad, torch::Tensor::mv, torch::Tensor::mvlgamma, torch::Tensor::mvlgamma_,
      torch::Tensor::nan_to_num, torch::Tensor::nan_to_num_, torch::Tensor::nanmean, torch::Tensor::nanmedian,
      torch::Tensor::nanquantile, torch::Tensor::nansum, torch::Tensor::narrow, torch::Tensor::narrow_copy,
      torch::Tensor::nbytes, torch::Tensor::ndimension, torch::Tensor::ne, torch::Tensor::ne_,
      torch::Tensor::neg, torch::Tensor::neg_, torch::Tensor::negative, torch::Tensor::negative_,
      torch::Tensor::new_empty, torch::Tensor::new_empty_strided, torch::Tensor::new_full,
      torch::Tensor::new_ones, torch::Tensor::new_zeros, torch::Tensor::nextafter, torch::Tensor::nextafter_,
      torch::Tensor::nonzero, torch::Tensor::nonzero_numpy, torch::Tensor::norm, torch::Tensor::normal_,
      torch::Tensor::not_equal, torch::Tensor::not_equal_, torch::Tensor::numel, torch::Tensor::numpy_T,
      torch::Tensor::options, torch::Tensor::orgqr, torch::Tensor::ormqr, torch::Tensor::outer,
      torch::Tensor::output_nr, torch::Tensor::permute, torch::Tensor::pin_memory, torch::Tensor::pinverse,
      torch::Tensor::polygamma, torch::Tensor::polygamma_, torch::Tensor::positive, torch::Tensor::pow,
      torch::Tensor::pow_, torch::Tensor::prelu, torch::Tensor::print, torch::Tensor::prod,
      torch::Tensor::put, torch::Tensor::put_, torch::Tensor::qr, torch::Tensor::quantile,
      torch::Tensor::rad2deg, torch::Tensor::rad2deg_, torch::Tensor::random_, torch::Tensor::ravel,
      torch::Tensor::reciprocal, torch::Tensor::reciprocal_, torch::Tensor::register_hook,
      torch::Tensor::relu, torch::Tensor::relu_, torch::Tensor::remainder, torch::Tensor::remainder_,
      torch::Tensor::remove_hook, torch::Tensor::renorm, torch::Tensor::renorm_, torch::Tensor::repeat,
      torch::Tensor::repeat_interleave, torch::Tensor::requires_grad, torch::Tensor::requires_grad_,
      torch::Tensor::reset, torch::Tensor::reshape, torch::Tensor::reshape_as, torch::Tensor::resize_,
      torch::Tensor::resize_as_, torch::Tensor::resolve_conj, torch::Tensor::resolve_neg,
      torch::Tensor::retain_grad, torch::Tensor::retains_grad, torch::Tensor::roll, torch::Tensor::rot90,
      torch::Tensor::round, torch::Tensor::round_, torch::Tensor::rsqrt, torch::Tensor::rsqrt_,
      torch::Tensor::scalar_type, torch::Tensor::scatter, torch::Tensor::scatter_, torch::Tensor::scatter_add,
      torch::Tensor::scatter_add_, torch::Tensor::scatter_reduce, torch::Tensor::scatter_reduce_,
      torch::Tensor::select, torch::Tensor::select_scatter, torch::Tensor::set_, torch::Tensor::set_data,
      torch::Tensor::set_requires_grad, torch::Tensor::sgn, torch::Tensor::sgn_, torch::Tensor::sigmoid,
      torch::Tensor::sigmoid_, torch::Tensor::sign, torch::Tensor::sign_, torch::Tensor::signbit,
      torch::Tensor::sin, torch::Tensor::sin_, torch::Tensor::sinc, torch::Tensor::sinc_, torch::Tensor::sinh,
      torch::Tensor::sinh_, torch::Tensor::size, torch::Tensor::sizes, torch::Tensor::slice,
      torch::Tensor::slice_scatter, torch::Tensor::slogdet, torch::Tensor::smm, torch::Tensor::softmax,
      torch::Tensor::sort, torch::Tensor::split, torch::Tensor::split_with_sizes, torch::Tensor::sqrt,
      torch::Tensor::sqrt_, torch::Tensor::square, torch::Tensor::square_, torch::Tensor::squeeze,
      torch::Tensor::squeeze_, torch::Tensor::sspaddmm, torch::Tensor::std, torch::Tensor::stft,
      torch::Tensor::storage, torch::Tensor::storage_offset, torch::Tensor::stride, torch::Tensor::strides,
      torch::Tensor::sub, torch::Tensor::sub_, torch::Tensor::subtract, torch::Tensor::subtract_,
      torch::Tensor::suggest_memory_format, torch::Tensor::sum, torch::Tensor::sum_to_size,
      torch::Tensor::svd, torch::Tensor::swapaxes, torch::Tensor::swapaxes_, torch::Tensor::swapdims,
      torch::Tensor::swapdims_, torch::Tensor::symeig, torch::Tensor::t, torch::Tensor::t_,
      torch::Tensor::take, torch::Tensor::take_along_dim, torch::Tensor::tan, torch::Tensor::tan_,
      torch::Tensor::tanh, torch::Tensor::tanh_, torch::Tensor::tensor_data, torch::Tensor::tensor_split,
      torch::Tensor::tile, torch::Tensor::to, torch::Tensor::toString, torch::Tensor::toType,
      torch::Tensor::to_dense, torch::Tensor::topk, torch::Tensor::trace, torch::Tensor::transpose,
      torch::Tensor::transpose_, torch::Tensor::triangular_solve, torch::Tensor::tril, torch::Tensor::tril_,
      torch::Tensor::triu, torch::Tensor::triu_, torch::Tensor::true_divide, torch::Tensor::true_divide_,
      torch::Tensor::trunc, torch::Tensor::trunc_, torch::Tensor::type_as, torch::Tensor::unbind,
      torch::Tensor::unflatten, torch::Tensor::unfold, torch::Tensor::uniform_,
      torch::Tensor::unsafeGetTensorImpl, torch::Tensor::unsafeReleaseTensorImpl, torch::Tensor::unsafe_chunk,
      torch::Tensor::unsafe_split, torch::Tensor::unsafe_split_with_sizes, torch::Tensor::unsqueeze,
      torch::Tensor::unsqueeze_, torch::Tensor::use_count, torch::Tensor::values, torch::Tensor::var,
      torch::Tensor::variable_data, torch::Tensor::vdot, torch::Tensor::view, torch::Tensor::view_as,
      torch::Tensor::vsplit, torch::Tensor::weak_use_count, torch::Tensor::where, torch::Tensor::xlogy,
      torch::Tensor::xlogy_, torch::Tensor::zero_;
};

namespace functions {
using torch::_reshape_alias, torch::add, torch::add_out, torch::addmm, torch::all, torch::allclose,
    torch::apply, torch::arange, torch::as_strided, torch::bartlett_window, torch::binary_cross_entropy,
    torch::blackman_window, torch::cat, torch::clone, torch::complex, torch::constant_pad_nd, torch::cos,
    torch::cosine_similarity, torch::cross, torch::device, torch::device_index, torch::dropout, torch::dtype,
    torch::elu, torch::embedding, torch::embedding_bag, torch::empty, torch::empty_like, torch::empty_strided,
    torch::eq, torch::equal, torch::erf, torch::exp, torch::eye, torch::fft_fftfreq, torch::fft_rfftfreq,
    torch::from_blob, torch::from_file, torch::full, torch::full_like, torch::get_default_dtype,
    torch::get_num_interop_threads, torch::get_num_threads, torch::group_norm, torch::hamming_window,
    torch::hann_window, torch::hasMAGMA, torch::index, torch::index_put_, torch::init_num_threads,
    torch::inverse, torch::irange, torch::isfinite, torch::isinf, torch::isnan, torch::kaiser_window,
    torch::layer_norm, torch::layout, torch::lerp, torch::linear_out, torch::linspace, torch::load,
    torch::log, torch::log_softmax, torch::logspace, torch::make_tempfile, torch::make_unique,
    torch::manual_seed, torch::matmul, torch::max, torch::max_pool2d, torch::mean, torch::min, torch::mm,
    torch::mse_loss, torch::mul_out, torch::neg, torch::nll_loss, torch::normal, torch::ones,
    torch::ones_like, torch::pairwise_distance, torch::polar, torch::pow, torch::rand, torch::rand_like,
    torch::randint, torch::randint_like, torch::randn, torch::randn_like, torch::randperm, torch::range,
    torch::reflection_pad2d, torch::relu, torch::requires_grad, torch::reshape, torch::save,
    torch::scalar_tensor, torch::set_default_dtype, torch::set_num_interop_threads, torch::set_num_threads,
    torch::sigmoid, torch::smooth_l1_loss, torch::softmax, torch::sqrt, torch::squeeze, torch::stack,
    torch::std, torch::std_mean, torch::str, torch::sum, torch::t, torch::tanh, torch::tensor,
    torch::transpose, torch::tril_indices, torch::triu_indices, torch::unique_dim, torch::var,
    torch::var_mean, torch::view_as_complex, torch::view_as_real, torch::zeros, torch::zeros_like;
}  // namespace functions
namespace fft_functions {
using torch::fft::fft, torch::fft::fft2, torch::fft::fftfreq, torch::fft::fftn, torch::fft::fftshift,
    torch::fft::hfft, torch::fft::hfft2, torch::fft::hfftn, torch::fft::ifft, torch::fft::ifft2,
    torch::fft::ifftn, torch::fft::ifftshift, torch::fft::ihfft, torch::fft::ihfft2, torch::fft::ihfftn,
    torch::fft::irfft, torch::fft::irfft2, torch::fft::irfftn, torch::fft::rfft, torch::fft::rfft2,
    torch::fft::rfftfreq, torch::fft::rfftn;
}  // namespace fft_functions
namespace linalg_functions {
using torch::linalg::cholesky, torch::linalg::det, torch::linalg::eig, torch::linalg::eigh,
    torch::linalg::eigvals, torch::linalg::eigvalsh, torch::linalg::householder_product, torch::linalg::inv,
    torch::linalg::ldl_factor_ex, torch::linalg::ldl_solve, torch::linalg::lstsq, torch::linalg::lu,
    torch::linalg::lu_factor, torch::linalg::matrix_exp, torch::linalg::matrix_norm,
    torch::linalg::matrix_power, torch::linalg::matrix_rank, torch::linalg::multi_dot, torch::linalg::norm,
    torch::linalg::pinv, torch::linalg::qr, torch::linalg::slogdet, torch::linalg::solve,
    torch::linalg::solve_ex, torch::linalg::solve_triangular, torch::linalg::svd, torch::linalg::svdvals,
    torch::linalg::tensorinv, torch::linalg::tensorsolve, torch::linalg::vector_norm;
}  // namespace linalg_functions
namespace cuda_functions {
using torch::cuda::device_count, torch::cuda::is_available, torch::cuda::cudnn_is_available,
    torch::cuda::manual_seed, torch::cuda::manual_seed_all, torch::cuda::synchronize;
}  // namespace cuda_functions
namespace utilities {
using torch::manual_seed, torch::init_num_threads, torch::get_num_threads, torch::set_num_threads,
    torch::get_num_interop_threads, torch::set_num_interop_threads, torch::equal_if_defined,
    torch::get_default_dtype, torch::set_default_dtype, torch::typeMetaToScalarType,
    torch::scalarTypeToTypeMeta, torch::make_unique, torch::apply, torch::all_of, torch::any_of,
    torch::enable_if_t, torch::disable_if_t, torch::decay_t;
}  // namespace utilities
namespace autograd_names {
using torch::autograd::Variable, torch::autograd::variable_list, torch::autograd::tensor_list,
    torch::autograd::edge_list, torch::autograd::Edge, torch::autograd::Node, torch::autograd::Function,
    torch::autograd::AutogradContext, torch::autograd::IndexRange, torch::autograd::UndefinedGrad,
    torch::autograd::CreationMeta, torch::autograd::DetectAnomalyGuard, torch::autograd::grad,
    torch::autograd::backward, torch::autograd::make_variable, torch::autograd::SavedVariable;
}  // namespace autograd_names
namespace others {
using c10::make_tempfile, c10::TempFile, torch::utils::flatten_dense_tensors;
using torch::NoGradGuard, torch::AutoGradMode, torch::InferenceMode, c10::GradMode, at::globalContext;
}  // namespace others

// No name hides behind a type of its own, and the values below come through the names.
TEST(ApiSurface, MethodsAndFunctionsAreThere) {
  static_assert(sizeof(Methods) == sizeof(torch::Tensor));
  EXPECT_EQ(functions::ones({2}).sum().item<float>(), 2);
  EXPECT_FALSE(functions::hasMAGMA());
  EXPECT_EQ(linalg_functions::det(functions::eye(3)).item<float>(), 1);
  EXPECT_EQ(fft_functions::rfft(functions::ones({4})).size(0), 3);
  EXPECT_EQ(cuda_functions::is_available(), cuda_functions::device_count() > 0);
  std::string name;
  {
    const auto file = others::make_tempfile("facula-");
    name = file.name;
    EXPECT_NE(std::fopen(name.c_str(), "rb"), nullptr);
  }
  EXPECT_EQ(std::fopen(name.c_str(), "rb"), nullptr);
  int sum = 0;
  utilities::apply([&sum](int k) { sum += k; }, 1, 2, 3);
  EXPECT_EQ(sum, 6);
}

}  // namespace
