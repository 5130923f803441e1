// Drives the reductions' loops over a plan. Threads share the outputs; where these are few and the input is
// long, the input is cut into a fixed number of pieces, so that results do not depend on the threads.
#include "kernels/reduce.h"

#include <algorithm>

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "cpu/reduce_loops.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_reduce)
constinit ReduceLoop reduce_loops[kReduceOps][kNumDtypes] = {};

namespace {

constexpr int64_t kPiece = 65536;  // elements of the input that a piece has at least
constexpr int64_t kMaxPieces = 64;

struct Reduction {
  const ReduceLoop& loop;
  const ReducePlan& plan;
  const char* x;
  int64_t x_item;
  char *out, *second;
  int64_t out_item, second_item;
  double parameter;
  int64_t strip, strips;  // outputs per strip; strips along the innermost kept dimension

  int64_t inner() const { return plan.kept ? plan.kept_size[0] : 1; }
  int64_t kept_stride() const { return plan.kept ? plan.kept_stride[0] : 1; }

  void choose_strip() {
    const int64_t width = inner();
    if (plan.reduced == 0 || plan.stride[0] == 1 || kept_stride() != 1) {
      strip = std::clamp<int64_t>(kGrain / std::max<int64_t>(plan.count, 1), 1, kReduceStrip);
    } else {
      strip = std::clamp<int64_t>((width / 2 + 15) / 16 * 16, 64, kReduceStrip);
    }
    strips = (width + strip - 1) / strip;
  }

  // Where unit `u` begins in the input and the output, and how many outputs it has.
  struct Unit {
    int64_t in, out, width;
  };
  Unit unit(int64_t u) const {
    const int64_t at = u % strips * strip;
    Unit r{at * kept_stride(), at * (plan.kept ? plan.out_stride[0] : 1), std::min(strip, inner() - at)};
    u /= strips;
    for (int d = 1; d < plan.kept; ++d) {
      const int64_t i = u % plan.kept_size[d];
      u /= plan.kept_size[d];
      r.in += i * plan.kept_stride[d];
      r.out += i * plan.out_stride[d];
    }
    return r;
  }
  int64_t units() const { return plan.outputs / std::max<int64_t>(inner(), 1) * strips; }

  // acc = the unit's input with reduced dimension `split` cut down to [begin, end).
  void accumulate(void* acc, int64_t in, int64_t width, int split, int64_t begin, int64_t end) const {
    const auto from = [&](int d) { return d == split ? begin : 0; };
    const auto length = [&](int d) { return d == split ? end - begin : plan.size[d]; };
    const char* base = x + in * x_item;
    if (split >= 0) base += begin * plan.stride[split] * x_item;
    if (plan.reduced == 0) return loop.block(acc, base, plan.count, 1, width, kept_stride(), true);
    int64_t index[ReducePlan::kMaxDims];
    for (int d = 1; d < plan.reduced; ++d) index[d] = from(d);
    for (bool first = true;; first = false) {
      loop.block(acc, base, length(0), plan.stride[0], width, kept_stride(), first);
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
  void write(const Unit& u, const void* acc) const {
    loop.finish(out + u.out * out_item, second ? second + u.out * second_item : nullptr,
                plan.kept ? plan.out_stride[0] : 1, acc, u.width, parameter);
  }
  void run_unit(int64_t i) const {
    alignas(64) char acc[kReduceStrip * 32];
    const Unit u = unit(i);
    accumulate(acc, u.in, u.width, -1, 0, 0);
    write(u, acc);
  }

  void run_pieces(int64_t i) const {
    const int split = static_cast<int>(std::max_element(plan.size, plan.size + plan.reduced) - plan.size);
    const Unit u = unit(i);
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

  void run() {
    if (plan.outputs == 0) return;
    choose_strip();
    if (units() <= 4 && plan.count * std::min(strip, inner()) >= 2 * kPiece) {
      for (int64_t i = 0; i < units(); ++i) run_pieces(i);
      return;
    }
    const int64_t per_unit = std::max<int64_t>(strip * plan.count, 1);
    parallel_for(0, units(), kGrain / per_unit, [&](int64_t a, int64_t b) {
      for (int64_t i = a; i < b; ++i) run_unit(i);
    });
  }
};

void run(ReduceOp op, const char* name, Tensor& y, Tensor* second, const Tensor& x, const ReducePlan& plan,
         double parameter) {
  const ReduceLoop& loop = reduce_loops[static_cast<int>(op)][static_cast<int>(x.scalar_type())];
  if (!loop.block) kernels::missing(name, x.scalar_type(), kCPU);
  Reduction r{loop,
              plan,
              static_cast<const char*>(x.data_ptr()),
              x.element_size(),
              static_cast<char*>(y.data_ptr()),
              second ? static_cast<char*>(second->data_ptr()) : nullptr,
              y.element_size(),
              second ? second->element_size() : 0,
              parameter,
              1,
              1};
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

}  // namespace

void register_reduce() {
  FACULA_CALL_ISA(register_reduce);
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
