// libFuzzer target: reads the input as a pickle; what is accepted must be written and read again.
#include "fuzz/fuzz.h"
#include "io/pickle.h"

using namespace facula::io;

static void run(ByteSpan input) {
  const Pickle pickle = Pickle::read(input, "fuzz");
  Bytes again;
  try {
    again = Pickle::write(*pickle.root);
  } catch (const facula::Error&) {
    return;  // bytes, sets and names without a module have no form in protocol 2
  }
  if (Pickle::write(*Pickle::read(again, "again").root) != again) __builtin_trap();
}

static std::vector<Bytes> seeds() {
  Pickle p;
  PickleValue* id = p.tuple(
      {p.string("storage"), p.global("torch.FloatStorage"), p.string("0"), p.string("cpu"), p.integer(4)});
  PickleValue* two = p.tuple({p.integer(2), p.integer(2)});
  PickleValue* tensor =
      p.object(p.global("torch._utils._rebuild_tensor_v2"),
               p.tuple({p.persistent(id), p.integer(0), two, two, p.boolean(false), p.ordered_dict()}));
  PickleValue* root = p.ordered_dict();
  root->items = {p.string("weight"), tensor,
                 p.string("list"),   p.list({p.real(0.5), p.none(), p.integer(1 << 20)}),
                 p.integer(3),       p.dict()};
  root->state = p.dict();
  return {Pickle::write(*root)};
}

FACULA_FUZZ(run, seeds)
