// Functions with numbers that make no sense: they may throw an Error or give a result, and do nothing else.
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "facula/facula.h"

namespace facula {
namespace {

using namespace indexing;
using Function = std::function<void(const Tensor&, int64_t)>;
using Named = std::pair<const char*, Function>;
#define NAMED(...)                                                                          \
  {                                                                                         \
#__VA_ARGS__, [](const Tensor& t, int64_t n) { (void)t, (void)n, (void)(__VA_ARGS__); } \
  }

struct Silence : WarningHandler {
  Silence() { Warning::set_warning_handler(this); }
  ~Silence() override { Warning::set_warning_handler(nullptr); }
  void process(const SourceLocation&, const std::string&, bool) override {}
};

void survive(const std::vector<Named>& functions) {
  const Silence silence;
  constexpr int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
  const std::vector<Tensor> tensors = {rand({2, 3, 4}), rand({3, 3}),       rand({5}),
                                       tensor(1.5),     zeros({0}),         zeros({2, 0, 3}),
                                       arange(6),       ones({3}, kBool),   rand({4, 3}).t(),
                                       Tensor(),        rand({1, 2, 4, 4}), rand({3, 3}, kComplexFloat)};
  for (const auto& [name, function] : functions)
    for (size_t i = 0; i < tensors.size(); ++i)
      for (const int64_t n :
           {least, least + 1, int64_t{-1000}, int64_t{-3}, int64_t{-2}, int64_t{-1}, int64_t{0}, int64_t{1},
            int64_t{2}, int64_t{3}, int64_t{7}, most / 8, most - 1, most}) {
        try {
          function(tensors[i].defined() ? tensors[i].clone() : Tensor(), n);
        } catch (const Error&) {
        } catch (const std::exception& e) {
          ADD_FAILURE() << name << " of tensor " << i << " and " << n << " throws no Error: " << e.what();
        }
      }
}

TEST(WrongNumbers, Dimensions) {
  survive({NAMED(t.sum(n)),
           NAMED(t.mean(n)),
           NAMED(t.prod(n)),
           NAMED(t.softmax(n)),
           NAMED(t.cumsum(n)),
           NAMED(t.sort(n)),
           NAMED(t.argmax(n)),
           NAMED(t.max(n)),
           NAMED(t.topk(1, n)),
           NAMED(t.kthvalue(1, n)),
           NAMED(t.median(n)),
           NAMED(t.mode(n)),
           NAMED(t.var(n)),
           NAMED(t.logsumexp(n)),
           NAMED(t.cummax(n)),
           NAMED(t.squeeze(n)),
           NAMED(t.unsqueeze(n)),
           NAMED(t.transpose(n, 0)),
           NAMED(t.select(n, 0)),
           NAMED(t.slice(n)),
           NAMED(t.narrow(n, 0, 1)),
           NAMED(t.unbind(n)),
           NAMED(t.chunk(2, n)),
           NAMED(t.split(1, n)),
           NAMED(t.flip(n)),
           NAMED(t.roll(1, n)),
           NAMED(t.unfold(n, 1, 1)),
           NAMED(t.flatten(n)),
           NAMED(t.flatten(0, n)),
           NAMED(t.unflatten(n, {1, 1})),
           NAMED(t.movedim(n, 0)),
           NAMED(t.diagonal(0, n, 0)),
           NAMED(t.size(n)),
           NAMED(t.stride(n)),
           NAMED(cat({t, t}, n)),
           NAMED(stack({t, t}, n)),
           NAMED(t.index_select(n, tensor({0}))),
           NAMED(t.gather(n, t.to(kLong))),
           NAMED(t.scatter(n, t.to(kLong), 1)),
           NAMED(t.index_add(n, tensor({0}), t)),
           NAMED(t.index_fill(n, tensor({0}), 1)),
           NAMED(t.index_copy(n, tensor({0}), t)),
           NAMED(t.diff(1, n)),
           NAMED(t.quantile(0.5, n)),
           NAMED(t.renorm(2, n, 1)),
           NAMED(fft::fft(t, std::nullopt, n)),
           NAMED(fft::irfft(t, std::nullopt, n)),
           NAMED(unique_dim(t, n)),
           NAMED(t.permute({n})),
           NAMED(t.permute({n, 0})),
           NAMED(t.sum({n, 0})),
           NAMED(t.cumprod(n)),
           NAMED(t.norm(2, n)),
           NAMED(cross(t, t, n)),
           NAMED(glu(t, n)),
           NAMED(tensordot(t, t, {n}, {0})),
           NAMED(trapezoid(t, 1, n)),
           NAMED(diag_embed(t, 0, n)),
           NAMED(t.rot90(1, {n, 0})),
           NAMED(linalg::vecdot(t, t, n)),
           NAMED(cosine_similarity(t, t, n)),
           NAMED(t.nansum(n)),
           NAMED(t.all(n)),
           NAMED(logcumsumexp(t, n))});
}
TEST(WrongNumbers, SizesAndCounts) {
  survive({NAMED(t.view({n})),
           NAMED(t.view({n, -1})),
           NAMED(t.reshape({n, 2})),
           NAMED(t.expand({n})),
           NAMED(t.expand({n, n})),
           NAMED(t.narrow(0, n, 1)),
           NAMED(t.narrow(0, 0, n)),
           NAMED(t.select(0, n)),
           NAMED(t.slice(0, n)),
           NAMED(t.slice(0, 0, n)),
           NAMED(t.slice(0, n, n, 2)),
           NAMED(t.slice(0, 0, 5, n)),
           NAMED(t.chunk(n)),
           NAMED(t.split(n)),
           NAMED(t.unfold(0, n, 1)),
           NAMED(t.unfold(0, 1, n)),
           NAMED(t.roll(n, 0)),
           NAMED(t.rot90(n)),
           NAMED(t.topk(n)),
           NAMED(t.kthvalue(n)),
           NAMED(t.tril(n)),
           NAMED(t.triu(n)),
           NAMED(t.diagonal(n)),
           NAMED(diag(t, n)),
           NAMED(diag_embed(t, n)),
           NAMED(diff(t, n)),
           NAMED(t.as_strided({2}, {1}, n).sum()),
           NAMED(t.as_strided({2}, {n}).sum()),
           NAMED(t.as_strided({n}, {1})),
           NAMED(t.as_strided({n, n}, {n, n}).sum()),
           NAMED(t.resize_({n})),
           NAMED(zeros({n, n})),
           NAMED(empty({2, n})),
           NAMED(linalg::matrix_power(t, n > 1000 ? 1000 : n)),
           NAMED(histc(t, n < 1000 ? n : -n)),
           NAMED(bincount(t, {}, n < 1000 ? n : -n)),
           NAMED(vander(t, n < 1000 ? n : -n)),
           NAMED(fft::fft(t, n)),
           NAMED(fft::irfft(t, n)),
           NAMED(fft::fft2(t, {{n, n}})),
           NAMED(max_pool2d(t, n)),
           NAMED(max_pool2d(t, 2, n)),
           NAMED(max_pool2d(t, 2, 1, n)),
           NAMED(max_pool2d(t, 2, 1, 0, n)),
           NAMED(avg_pool2d(t, n)),
           NAMED(avg_pool2d(t, 2, n, n)),
           NAMED(avg_pool1d(t, n)),
           NAMED(adaptive_avg_pool2d(t, {n, 2})),
           NAMED(adaptive_max_pool1d(t, n)),
           NAMED(conv2d(t, rand({1, 2, 2, 2}), {}, n)),
           NAMED(conv2d(t, rand({1, 2, 2, 2}), {}, 1, n)),
           NAMED(conv2d(t, rand({1, 2, 2, 2}), {}, 1, 0, n)),
           NAMED(conv2d(t, rand({2, 2, 2, 2}), {}, 1, 0, 1, n)),
           NAMED(conv_transpose2d(t, rand({2, 1, 2, 2}), {}, n)),
           NAMED(conv_transpose2d(t, rand({2, 1, 2, 2}), {}, 1, n)),
           NAMED(conv_transpose2d(t, rand({2, 1, 2, 2}), {}, 1, 0, n)),
           NAMED(constant_pad_nd(t, {n, 0})),
           NAMED(constant_pad_nd(t, {n, n, n, n})),
           NAMED(reflection_pad1d(t, {n, 0})),
           NAMED(replication_pad2d(t, {n, 0, 0, n})),
           NAMED(pixel_shuffle(t, n)),
           NAMED(pixel_unshuffle(t, n)),
           NAMED(im2col(t, n, 1, 0, 1)),
           NAMED(im2col(t, 2, n, 0, 1)),
           NAMED(im2col(t, 2, 1, n, 1)),
           NAMED(group_norm(t, n)),
           NAMED(channel_shuffle(t, n)),
           NAMED(upsample_nearest2d(t, {n, 2})),
           NAMED(repeat_interleave(t, n)),
           NAMED(t.repeat({n})),
           NAMED(tile(t, {n})),
           NAMED(one_hot(t, n)),
           NAMED(combinations(t, n > 3 ? -n : n)),
           NAMED(t.index({n})),
           NAMED(t.index({Slice(n, None)})),
           NAMED(t.index({Slice(None, None, n)})),
           NAMED(t.index({tensor(n)})),
           NAMED(t.take(tensor(n))),
           NAMED(t.gather(0, full_like(t, 0, kLong) + n)),
           NAMED(t.index_select(0, tensor({n}))),
           NAMED(t.scatter(0, full_like(t, 0, kLong) + n, 1)),
           NAMED(t.put_(tensor({n}), ones({1}))),
           NAMED(embedding(t, tensor({n}))),
           NAMED(embedding(t, tensor({0}), n)),
           NAMED(nll_loss(t, full({t.dim() ? t.size(0) : 1}, 0, kLong) + n)),
           NAMED(multinomial(t, n)),
           NAMED(nn::functional::local_response_norm(t, nn::functional::LocalResponseNormFuncOptions(n)))});
}
TEST(WrongNumbers, Factories) {
  survive({NAMED(eye(n > 1000 ? -n : n)),
           NAMED(eye(2, n)),
           NAMED(arange(0, n > 1000 ? 9 : n)),
           NAMED(arange(0, std::numeric_limits<int64_t>::max(), n > 7 ? 1 : n)),
           NAMED(linspace(0, 1, n)),
           NAMED(logspace(0, 1, n)),
           NAMED(randperm(n > 1000 ? -n : n)),
           NAMED(randint(n, {2})),
           NAMED(randint(n, n, {2})),
           NAMED(rand({n})),
           NAMED(randn({n, n})),
           NAMED(full({n}, 1)),
           NAMED(tril_indices(n > 1000 ? 3 : n, 3)),
           NAMED(tril_indices(3, 3, n)),
           NAMED(triu_indices(3, 3, n)),
           NAMED(hann_window(n > 1000 ? -n : n)),
           NAMED(kaiser_window(n > 1000 ? -n : n)),
           NAMED(empty_strided({2}, {n})),
           NAMED(empty_strided({n}, {1})),
           NAMED(sparse_coo_tensor(tensor({{n}}), ones({1}), {3})),
           NAMED(sparse_coo_tensor(tensor({{0}}), ones({1}), {n})),
           NAMED(t.uniform_(double(n), 1)),
           NAMED(t.random_(n, 5)),
           NAMED(t.random_(n)),
           NAMED(t.geometric_(double(n))),
           NAMED(set_num_threads(n == 1 ? 1 : 0)),
           NAMED(fft::fftfreq(n > 1000 ? -n : n)),
           NAMED(vander(arange(3), n > 1000 ? -n : n))});
}

}  // namespace
}  // namespace facula
