// libFuzzer target: reads the input as the pickle of a .pt file that has one record of 16 bytes; what is
// accepted becomes an archive and is written again.
#include "fuzz/fuzz.h"
#include "io/archive_node.h"
#include "io/pickle.h"
#include "io/pt_file.h"
#include "io/zip.h"

using namespace facula::io;

static ByteSink append_to(Bytes& out) {
  return [&out](const void* data, size_t size) {
    const auto* p = static_cast<const uint8_t*>(data);
    out.insert(out.end(), p, p + size);
  };
}

static void run(ByteSpan input) {
  Bytes file;
  ZipWriter zip(append_to(file));
  zip.add("f/data.pkl", input);
  zip.add("f/data/0", Bytes(16, 1));
  zip.finish();
  const PtContents contents = read_pt(file, "fuzz", facula::Device(facula::kCPU));
  facula::serialize::unflatten(contents.root, contents.modules);
  Bytes again;
  write_pt(contents.root, "f", append_to(again), contents.modules);
  read_pt(again, "again", facula::Device(facula::kCPU));
}

static std::vector<Bytes> seeds() {
  std::vector<Bytes> all;
  for (const char* rebuild : {"torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3"}) {
    Pickle p;
    const bool untyped = std::string(rebuild).back() == '3';
    PickleValue* id = p.tuple({p.string("storage"),
                               p.global(untyped ? "torch.storage.UntypedStorage" : "torch.FloatStorage"),
                               p.string("0"), p.string("cpu"), p.integer(untyped ? 16 : 4)});
    PickleValue* two = p.tuple({p.integer(2), p.integer(2)});
    PickleValue* one = p.tuple({p.integer(2), p.integer(1)});
    PickleValue* tensor =
        p.object(p.global(rebuild), p.tuple({p.persistent(id), p.integer(0), two, one, p.boolean(false),
                                             p.ordered_dict(), p.global("torch.float32")}));
    PickleValue* parameter = p.object(p.global("torch._utils._rebuild_parameter"),
                                      p.tuple({tensor, p.boolean(true), p.ordered_dict()}));
    PickleValue* size = p.object(p.global("torch.Size"), p.tuple({two}));
    PickleValue* root = p.ordered_dict();
    root->items = {p.string("fc.weight"), tensor,   p.string("list"), p.list({p.real(0.5), p.none(), size}),
                   p.integer(3),          parameter};
    root->state = p.dict();
    PickleValue* metadata = p.ordered_dict();
    metadata->items = {p.string("fc"), p.dict()};
    root->state->items = {p.string("_metadata"), metadata};
    all.push_back(Pickle::write(*root));
  }
  return all;
}

FACULA_FUZZ(run, seeds)
