// CPU kernels of the normalisations: rows (layer_norm) and channels (batch_norm, group_norm).
#include "kernels/norm.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "cpu/capability.h"
#include "cpu/norm_loops.h"
#include "cpu/norm_rows.h"
#include "cpu/parallel.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_norm_loops)
FACULA_DECLARE_ISA(register_norm_rows)
NormLoops norm_loops[2];
NormRows (*norm_rows[2])(int64_t n);

namespace {

const NormLoops& loops_for(const Tensor& t) { return norm_loops[t.scalar_type() == kDouble]; }

// Memory of a tensor that may be undefined, read and written as double whatever its dtype.
struct Values {
  char* data = nullptr;
  bool wide = false;
  int64_t size = 0;
  Values(const Tensor& t) {
    if (!t.defined()) return;
    data = static_cast<char*>(t.data_ptr());
    wide = t.scalar_type() == kDouble;
    size = wide ? 8 : 4;
  }
  explicit operator bool() const { return data; }
  char* at(int64_t i) const { return data ? data + i * size : nullptr; }
  double operator[](int64_t i) const {
    return wide ? reinterpret_cast<double*>(data)[i] : static_cast<double>(reinterpret_cast<float*>(data)[i]);
  }
  void set(int64_t i, double v) const {
    if (wide)
      reinterpret_cast<double*>(data)[i] = v;
    else
      reinterpret_cast<float*>(data)[i] = static_cast<float>(v);
  }
};

int64_t grain_of(int64_t cost) { return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, cost)); }

// ---- rows

void layer_norm(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                const Tensor& bias, int64_t n, double eps) {
  const Values out(y), m(mean), r(rstd), p(x), w(weight), b(bias);
  const int64_t rows = mean.numel();
  const NormRows short_rows = norm_rows[x.scalar_type() == kDouble](n);
  parallel_for(0, rows, grain_of(n), [&](int64_t i, int64_t stop) {
    if (short_rows.forward)
      return short_rows.forward(
          {out.at(i * n), m.at(i), r.at(i), p.at(i * n), w.data, b.data, stop - i, eps});
    loops_for(x).layer_norm(out.at(i * n), m.at(i), r.at(i), p.at(i * n), w.data, b.data, stop - i, n, eps);
  });
}

// gw and gb: each chunk of rows sums for itself, then the chunks are added in order.
void layer_norm_parameters(const Values& g, const Values& x, const Values& m, const Values& r, Tensor& gw,
                           Tensor& gb, const NormLoops& loops, int64_t rows, int64_t n) {
  const Tensor& like = gw.defined() ? gw : gb;
  const int64_t size = like.element_size();
  const int64_t chunks = std::clamp<int64_t>(rows * n / (4 * kGrain), 1, 16);
  std::vector<double> space(static_cast<size_t>(2 * chunks * n));  // zeros, wide enough for either dtype
  char* partial = reinterpret_cast<char*>(space.data());
  const auto part_w = [&](int64_t c) { return gw.defined() ? partial + 2 * c * n * size : nullptr; };
  const auto part_b = [&](int64_t c) { return gb.defined() ? partial + (2 * c + 1) * n * size : nullptr; };
  parallel_for(0, chunks, 1, [&](int64_t a, int64_t stop) {
    for (int64_t c = a; c < stop; ++c) {
      const int64_t from = rows * c / chunks, to = rows * (c + 1) / chunks;
      loops.layer_norm_parameters(part_w(c), part_b(c), g.at(from * n), x.at(from * n), m.at(from),
                                  r.at(from), to - from, n);
    }
  });
  for (const auto& [t, first] : {std::pair<Tensor&, int64_t>(gw, 0), std::pair<Tensor&, int64_t>(gb, 1)}) {
    if (!t.defined()) continue;
    const Values out(t);
    for (int64_t k = 0; k < n; ++k) {
      double total = 0;
      for (int64_t c = 0; c < chunks; ++c) {
        const char* p = partial + ((2 * c + first) * n + k) * size;
        total += size == 8 ? *reinterpret_cast<const double*>(p)
                           : static_cast<double>(*reinterpret_cast<const float*>(p));
      }
      out.set(k, total);
    }
  }
}

// Short rows: all gradients in one pass.
void layer_norm_short(const Values& g, const Values& gx, Tensor& gw, Tensor& gb, const Values& x,
                      const Values& m, const Values& r, const Values& w, const NormRows& loops, int64_t rows,
                      int64_t n) {
  const int64_t chunks = std::clamp<int64_t>(rows * n / (4 * kGrain), 1, 16);
  std::vector<double> sums(static_cast<size_t>(2 * chunks * n));
  parallel_for(0, chunks, 1, [&](int64_t a, int64_t stop) {
    for (int64_t c = a; c < stop; ++c) {
      const int64_t from = rows * c / chunks, to = rows * (c + 1) / chunks;
      double* part = sums.data() + 2 * c * n;
      loops.backward({gx.at(from * n), part, part + n, g.at(from * n), x.at(from * n), m.at(from), r.at(from),
                      w.data, to - from});
    }
  });
  for (int64_t which = 0; which < 2; ++which) {
    Tensor& t = which ? gb : gw;
    if (!t.defined()) continue;
    const Values out(t);
    for (int64_t k = 0; k < n; ++k) {
      double total = 0;
      for (int64_t c = 0; c < chunks; ++c) total += sums[static_cast<size_t>((2 * c + which) * n + k)];
      out.set(k, total);
    }
  }
}

void layer_norm_backward(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                         const Tensor& mean, const Tensor& rstd, const Tensor& weight, int64_t n) {
  const Values q(g), out(gx), p(x), m(mean), r(rstd), w(weight);
  const int64_t rows = mean.numel();
  const NormLoops& loops = loops_for(x);
  if (const NormRows s = norm_rows[x.scalar_type() == kDouble](n); out && s.backward)
    return layer_norm_short(q, out, gw, gb, p, m, r, w, s, rows, n);
  if (out) {
    parallel_for(0, rows, grain_of(n), [&](int64_t i, int64_t stop) {
      loops.layer_norm_backward(out.at(i * n), q.at(i * n), p.at(i * n), m.at(i), r.at(i), w.data, stop - i,
                                n);
    });
  }
  if (gw.defined() || gb.defined()) layer_norm_parameters(q, p, m, r, gw, gb, loops, rows, n);
}

// ---- channels

// Calls f(first, count) for blocks of channels: single ones when they are planes, else runs of columns.
template <class F>
void for_channels(const ChannelLayout& l, F f) {
  const int64_t block =
      l.inner == 1 ? std::clamp<int64_t>(l.channels / get_num_threads(), 16, kColumnBlock) : 1;
  const int64_t count = (l.channels + block - 1) / block;
  parallel_for(0, count, grain_of(l.outer * l.inner * block), [&](int64_t a, int64_t b) {
    for (int64_t i = a; i < b; ++i) f(i * block, std::min(block, l.channels - i * block));
  });
}
int64_t plane(const ChannelLayout& l, int64_t n, int64_t c) { return (n * l.channels + c) * l.inner; }

// mean and var of channels c .. c + n
void moments_of(const Values& m, const Values& v, const Values& p, const NormLoops& loops,
                const ChannelLayout& l, int64_t c, int64_t n) {
  const auto count = static_cast<double>(l.outer * l.inner);
  double sum[kColumnBlock], square[kColumnBlock];
  if (l.inner == 1) {
    loops.column_moments(sum, square, p.at(c), l.outer, l.channels, n);
  } else {
    sum[0] = square[0] = 0;
    for (int64_t i = 0; i < l.outer; ++i) sum[0] += loops.sum(p.at(plane(l, i, c)), l.inner);
    sum[0] /= count;
    for (int64_t i = 0; i < l.outer; ++i)
      square[0] += loops.square_sum(p.at(plane(l, i, c)), l.inner, sum[0]);
  }
  for (int64_t k = 0; k < n; ++k) {
    m.set(c + k, sum[k]);
    v.set(c + k, square[k] / count);
  }
}

// y = (x - centre) scale + shift of channels c .. c + n
void affine_of(const Values& out, const Values& p, const NormLoops& loops, const ChannelLayout& l, int64_t c,
               int64_t n, const double* centre, const double* scale, const double* shift) {
  if (l.inner == 1)
    return loops.column_affine(out.at(c), p.at(c), l.outer, l.channels, n, centre, scale, shift);
  for (int64_t i = 0; i < l.outer; ++i)
    loops.affine(out.at(plane(l, i, c)), p.at(plane(l, i, c)), l.inner, centre[0], scale[0], shift[0]);
}

void channel_moments(Tensor& mean, Tensor& var, const Tensor& x, const ChannelLayout& l) {
  const Values p(x), m(mean), v(var);
  for_channels(l, [&](int64_t c, int64_t n) { moments_of(m, v, p, loops_for(x), l, c, n); });
}

void channel_affine(Tensor& y, const Tensor& x, const Tensor& mean, const Tensor& rstd, const Tensor& weight,
                    const Tensor& bias, const ChannelLayout& l) {
  const Values out(y), p(x), m(mean), r(rstd), w(weight), b(bias);
  for_channels(l, [&](int64_t c, int64_t n) {
    double centre[kColumnBlock], scale[kColumnBlock], shift[kColumnBlock];
    for (int64_t k = 0; k < n; ++k) {
      centre[k] = m[c + k];
      scale[k] = w ? r[c + k] * w[c + k] : r[c + k];
      shift[k] = b ? b[c + k] : 0;
    }
    affine_of(out, p, loops_for(x), l, c, n, centre, scale, shift);
  });
}

// Both at once: a channel is in the cache when its result is due.
void batch_norm(Tensor& y, Tensor& mean, Tensor& var, const Tensor& x, const Tensor& weight,
                const Tensor& bias, const ChannelLayout& l, double eps) {
  const Values out(y), m(mean), v(var), p(x), w(weight), b(bias);
  for_channels(l, [&](int64_t c, int64_t n) {
    moments_of(m, v, p, loops_for(x), l, c, n);
    double centre[kColumnBlock], scale[kColumnBlock], shift[kColumnBlock];
    for (int64_t k = 0; k < n; ++k) {
      // rounded as the tensors of the backward pass are
      const double rstd =
          v.wide ? 1 / std::sqrt(v[c + k] + eps)
                 : static_cast<double>(1 / std::sqrt(static_cast<float>(v[c + k]) + static_cast<float>(eps)));
      centre[k] = m[c + k];
      scale[k] = w ? rstd * w[c + k] : rstd;
      shift[k] = b ? b[c + k] : 0;
    }
    affine_of(out, p, loops_for(x), l, c, n, centre, scale, shift);
  });
}

void batch_norm_backward(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                         const Tensor& mean, const Tensor& rstd, const Tensor& weight, bool training,
                         const ChannelLayout& l) {
  const Values q(g), out(gx), w_out(gw), b_out(gb), p(x), m(mean), r(rstd), w(weight);
  const NormLoops& loops = loops_for(x);
  const auto count = static_cast<double>(l.outer * l.inner);
  const bool sums = training || w_out || b_out;
  for_channels(l, [&](int64_t c, int64_t n) {
    double centre[kColumnBlock], sum_g[kColumnBlock] = {}, sum_gx[kColumnBlock] = {};
    for (int64_t k = 0; k < n; ++k) centre[k] = m[c + k];
    if (sums && l.inner == 1)
      loops.column_dots(sum_g, sum_gx, q.at(c), p.at(c), l.outer, l.channels, n, centre);
    else if (sums)
      for (int64_t i = 0; i < l.outer; ++i) {
        double a, b;
        loops.dots(q.at(plane(l, i, c)), p.at(plane(l, i, c)), l.inner, centre[0], &a, &b);
        sum_g[0] += a;
        sum_gx[0] += b;
      }
    double a[kColumnBlock], b[kColumnBlock], d[kColumnBlock];
    for (int64_t k = 0; k < n; ++k) {
      const double rk = r[c + k];
      if (w_out) w_out.set(c + k, sum_gx[k] * rk);
      if (b_out) b_out.set(c + k, sum_g[k]);
      a[k] = w ? rk * w[c + k] : rk;
      b[k] = training ? -a[k] * rk * rk * sum_gx[k] / count : 0;
      d[k] = training ? -a[k] * sum_g[k] / count : 0;
    }
    if (!out) return;
    if (l.inner == 1)
      return loops.column_blend(out.at(c), q.at(c), p.at(c), l.outer, l.channels, n, a, b, centre, d);
    for (int64_t i = 0; i < l.outer; ++i)
      loops.blend(out.at(plane(l, i, c)), q.at(plane(l, i, c)), p.at(plane(l, i, c)), l.inner, a[0], b[0],
                  centre[0], d[0]);
  });
}

// ---- groups: a group of a sample is one run of memory

void group_norm(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                const Tensor& bias, const ChannelLayout& l, int64_t groups, double eps) {
  const Values out(y), m(mean), r(rstd), p(x), w(weight), b(bias);
  const NormLoops& loops = loops_for(x);
  const int64_t width = l.channels / groups, size = width * l.inner;
  parallel_for(0, l.outer * groups, grain_of(size), [&](int64_t i, int64_t stop) {
    for (; i < stop; ++i) {
      const double mi = loops.sum(p.at(i * size), size) / static_cast<double>(size);
      const double var = loops.square_sum(p.at(i * size), size, mi) / static_cast<double>(size);
      const double ri = 1 / std::sqrt(var + eps);
      m.set(i, mi);
      r.set(i, ri);
      for (int64_t k = 0; k < width; ++k) {
        const int64_t c = i % groups * width + k, at = i * size + k * l.inner;
        loops.affine(out.at(at), p.at(at), l.inner, mi, w ? ri * w[c] : ri, b ? b[c] : 0);
      }
    }
  });
}

void group_norm_backward(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                         const Tensor& mean, const Tensor& rstd, const Tensor& weight, const ChannelLayout& l,
                         int64_t groups) {
  const Values q(g), out(gx), w_out(gw), b_out(gb), p(x), m(mean), r(rstd), w(weight);
  const NormLoops& loops = loops_for(x);
  const int64_t width = l.channels / groups, size = width * l.inner;
  // sums of g and g (x - mean) of every plane, which both gx and the parameters' gradients need
  std::vector<double> sum_g(static_cast<size_t>(l.outer * l.channels)), sum_gx(sum_g.size());
  parallel_for(0, l.outer * groups, grain_of(2 * size), [&](int64_t i, int64_t stop) {
    for (; i < stop; ++i) {
      double g_total = 0, gx_total = 0;
      const double mi = m[i], ri = r[i];
      for (int64_t k = 0; k < width; ++k) {
        const int64_t c = i % groups * width + k, at = i * size + k * l.inner;
        const auto slot = static_cast<size_t>(i * width + k);
        loops.dots(q.at(at), p.at(at), l.inner, mi, &sum_g[slot], &sum_gx[slot]);
        g_total += sum_g[slot] * (w ? w[c] : 1);
        gx_total += sum_gx[slot] * (w ? w[c] : 1);
      }
      if (!out) continue;
      const double b = -ri * ri * ri * gx_total / static_cast<double>(size);
      const double d = -ri * g_total / static_cast<double>(size);
      for (int64_t k = 0; k < width; ++k) {
        const int64_t c = i % groups * width + k, at = i * size + k * l.inner;
        loops.blend(out.at(at), q.at(at), p.at(at), l.inner, w ? ri * w[c] : ri, b, mi, d);
      }
    }
  });
  for (int64_t c = 0; c < l.channels; ++c) {
    double a = 0, b = 0;
    for (int64_t i = 0; i < l.outer; ++i) {
      const auto slot = static_cast<size_t>(i * l.channels + c);
      a += sum_gx[slot] * r[i * groups + c / width];
      b += sum_g[slot];
    }
    if (w_out) w_out.set(c, a);
    if (b_out) b_out.set(c, b);
  }
}

}  // namespace

void register_norm() {
  FACULA_CALL_ISA(register_norm_loops);
  FACULA_CALL_ISA(register_norm_rows);
  kernels::layer_norm.set(kCPU, layer_norm);
  kernels::layer_norm_backward.set(kCPU, layer_norm_backward);
  kernels::channel_moments.set(kCPU, channel_moments);
  kernels::channel_affine.set(kCPU, channel_affine);
  kernels::batch_norm.set(kCPU, batch_norm);
  kernels::batch_norm_backward.set(kCPU, batch_norm_backward);
  kernels::group_norm.set(kCPU, group_norm);
  kernels::group_norm_backward.set(kCPU, group_norm_backward);
}

}  // namespace facula::cpu
