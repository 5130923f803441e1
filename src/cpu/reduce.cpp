// Drives the reductions' loops over a plan. Threads share the outputs; where these are few and the input is
// long, the input is cut into a fixed number of pieces, so that results do not depend on the threads.
#include "kernels/reduce.h"

#include <algorithm>

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "cpu/reduce_loops.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_reduce)
FACULA_DECLARE_ISA(register_reduce_other)
FACULA_DECLARE_ISA(register_argmax)
FACULA_DECLARE_ISA(register_variance)
constinit ReduceLoop reduce_loops[kReduceOps][kNumDtypes] = {};
constinit ArgLoop argmax_loops[kNumDtypes] = {}, argmin_loops[kNumDtypes] = {};

namespace {

constexpr int64_t kPiece = 65536;  // elements of the input that a piece has at least
constexpr int64_t kMaxPieces = 64;

// The outputs in units: strips of the innermost kept dimension.
struct Units {
  const ReducePlan& plan;
  int64_t strip, strips, inner, inner_stride, inner_out;

  explicit Units(const ReducePlan& p) : plan(p) {
    inner = p.kept ? p.kept_size[0] : 1;
    inner_stride = p.kept ? p.kept_stride[0] : 1;
    inner_out = p.kept ? p.out_stride[0] : 1;
    if (p.reduced == 0 || p.stride[0] == 1 || inner_stride != 1)
      strip = std::clamp<int64_t>(kGrain / std::max<int64_t>(p.count, 1), 1, kColumnStrip);
    else
      strip = std::clamp<int64_t>((inner / get_num_threads() + 15) / 16 * 16, 64, kColumnStrip);
    strips = (inner + strip - 1) / strip;
  }
  int64_t count() const { return plan.outputs / std::max<int64_t>(inner, 1) * strips; }
  int64_t grain() const { return kGrain / std::max<int64_t>(strip * plan.count, 1); }

  // Where a unit begins in the input and the output, and how many outputs it has.
  struct Unit {
    int64_t in, out, width;
  };
  Unit operator[](int64_t u) const {
    const int64_t at = u % strips * strip;
    Unit r{at * inner_stride, at * inner_out, std::min(strip, inner - at)};
    u /= strips;
    for (int d = 1; d < plan.kept; ++d) {
      const int64_t i = u % plan.kept_size[d];
      u /= plan.kept_size[d];
      r.in += i * plan.kept_stride[d];
      r.out += i * plan.out_stride[d];
    }
    return r;
  }
};

struct Reduction {
  const ReduceLoop& loop;
  const ReducePlan& plan;
  const char* x;
  int64_t x_item;
  char *out, *second;
  int64_t out_item, second_item;
  double parameter;
  Units units;

  // acc = the unit's input with reduced dimension `split` cut down to [begin, end).
  void accumulate(void* acc, int64_t in, int64_t width, int split, int64_t begin, int64_t end) const {
    const auto from = [&](int d) { return d == split ? begin : 0; };
    const auto length = [&](int d) { return d == split ? end - begin : plan.size[d]; };
    const char* base = x + in * x_item;
    if (split >= 0) base += begin * plan.stride[split] * x_item;
    if (plan.reduced == 0) return loop.block(acc, base, plan.count, 1, width, units.inner_stride, true);
    int64_t index[ReducePlan::kMaxDims];
    for (int d = 1; d < plan.reduced; ++d) index[d] = from(d);
    for (bool first = true;; first = false) {
      loop.block(acc, base, length(0), plan.stride[0], width, units.inner_stride, first);
      int d = 1;
      for (; d < plan.reduced; ++d) {
        base += plan.stride[d] * x_item;
        if (++index[d] < from(d) + length(d)) break;
        base -= length(d) * plan.stride[d] * x_item;
        index[d] = from(d);
      }
      if (d >= plan.reduced) return;
    }
  }
  void write(const Units::Unit& u, const void* acc) const {
    loop.finish(out + u.out * out_item, second ? second + u.out * second_item : nullptr, units.inner_out, acc,
                u.width, parameter);
  }
  void run_unit(int64_t i) const {
    alignas(64) char acc[kColumnStrip * 32];
    const Units::Unit u = units[i];
    accumulate(acc, u.in, u.width, -1, 0, 0);
    write(u, acc);
  }

  void run_pieces(int64_t i) const {
    const int split = static_cast<int>(std::max_element(plan.size, plan.size + plan.reduced) - plan.size);
    const Units::Unit u = units[i];
    const int64_t n = plan.size[split];
    const int64_t pieces = std::min({n, kMaxPieces, std::max<int64_t>(plan.count * u.width / kPiece, 1)});
    const int64_t bytes = (u.width * loop.acc_size + 63) / 64 * 64;
    Storage accs(intrusive_ptr<StorageImpl>::steal(
        StorageImpl::create(static_cast<size_t>(bytes * pieces), Device(kCPU))));
    char* acc = static_cast<char*>(accs.data());
    parallel_for(0, pieces, 1, [&](int64_t a, int64_t b) {
      for (int64_t k = a; k < b; ++k)
        accumulate(acc + k * bytes, u.in, u.width, split, n * k / pieces, n * (k + 1) / pieces);
    });
    for (int64_t step = 1; step < pieces; step *= 2)
      for (int64_t k = 0; k + step < pieces; k += 2 * step)
        loop.combine(acc + k * bytes, acc + (k + step) * bytes, u.width);
    write(u, acc);
  }

  void run() const {
    if (plan.outputs == 0) return;
    const int64_t n = units.count();
    if (n <= 4 && plan.count * std::min(units.strip, units.inner) >= 2 * kPiece) {
      for (int64_t i = 0; i < n; ++i) run_pieces(i);
      return;
    }
    parallel_for(0, n, units.grain(), [&](int64_t a, int64_t b) {
      for (int64_t i = a; i < b; ++i) run_unit(i);
    });
  }
};

void run(ReduceOp op, const char* name, Tensor& y, Tensor* second, const Tensor& x, const ReducePlan& plan,
         double parameter) {
  const ReduceLoop& loop = reduce_loops[static_cast<int>(op)][static_cast<int>(x.scalar_type())];
  if (!loop.block) kernels::missing(name, x.scalar_type(), kCPU);
  const Reduction r{loop,
                    plan,
                    static_cast<const char*>(x.data_ptr()),
                    x.element_size(),
                    static_cast<char*>(y.data_ptr()),
                    second ? static_cast<char*>(second->data_ptr()) : nullptr,
                    y.element_size(),
                    second ? second->element_size() : 0,
                    parameter,
                    Units(plan)};
  r.run();
}

template <ReduceOp op>
void enter(kernels::ReduceSlot& slot) {
  static const char* name;
  name = slot.name();
  slot.set(kCPU, [](Tensor& y, const Tensor& x, const ReducePlan& plan) {
    run(op, name, y, nullptr, x, plan, static_cast<double>(plan.count));
  });
}

void var(Tensor& y, Tensor& mean, const Tensor& x, const ReducePlan& plan, double correction, bool root) {
  run(root ? ReduceOp::Std : ReduceOp::Var, "std", y, mean.defined() ? &mean : nullptr, x, plan, correction);
}

void arg_reduce(const ArgLoop (&loops)[kNumDtypes], const char* name, Tensor& indices, Tensor& values,
                const Tensor& x, const ReducePlan& plan) {
  const ArgLoop& loop = loops[static_cast<int>(x.scalar_type())];
  if (!loop.block) kernels::missing(name, x.scalar_type(), kCPU);
  if (plan.outputs == 0) return;
  const Units units(plan);
  const auto* in = static_cast<const char*>(x.data_ptr());
  auto* index = static_cast<int64_t*>(indices.data_ptr());
  auto* value = values.defined() ? static_cast<char*>(values.data_ptr()) : nullptr;
  const int64_t item = x.element_size(), stride = plan.reduced ? plan.stride[0] : 1;
  parallel_for(0, units.count(), units.grain(), [&](int64_t a, int64_t b) {
    for (int64_t i = a; i < b; ++i) {
      const Units::Unit u = units[i];
      loop.block(index + u.out, value ? value + u.out * item : nullptr, units.inner_out, in + u.in * item,
                 plan.count, stride, u.width, units.inner_stride);
    }
  });
}

}  // namespace

void register_reduce() {
  FACULA_CALL_ISA(register_reduce);
  FACULA_CALL_ISA(register_reduce_other);
  FACULA_CALL_ISA(register_argmax);
  FACULA_CALL_ISA(register_variance);
  kernels::var.set(kCPU, var);
  kernels::argmax.set(kCPU, [](Tensor& indices, Tensor& values, const Tensor& x, const ReducePlan& plan) {
    arg_reduce(argmax_loops, "argmax", indices, values, x, plan);
  });
  kernels::argmin.set(kCPU, [](Tensor& indices, Tensor& values, const Tensor& x, const ReducePlan& plan) {
    arg_reduce(argmin_loops, "argmin", indices, values, x, plan);
  });
  enter<ReduceOp::Sum>(kernels::sum);
  enter<ReduceOp::Mean>(kernels::mean);
  enter<ReduceOp::Prod>(kernels::prod);
  enter<ReduceOp::Amax>(kernels::amax);
  enter<ReduceOp::Amin>(kernels::amin);
  enter<ReduceOp::All>(kernels::all);
  enter<ReduceOp::Any>(kernels::any);
  enter<ReduceOp::Norm1>(kernels::norm1);
  enter<ReduceOp::Norm2>(kernels::norm2);
}

}  // namespace facula::cpu
