#include "io/pickle.h"

#include <cmath>
#include <limits>

#include "io/helpers.h"
#include "io/pickle_opcodes.h"
#include "io/zip.h"

namespace facula::io {
namespace {

Pickle read(ByteSpan bytes) { return Pickle::read(bytes, "f.pt"); }

Pickle read_text(std::string_view text) { return read(as_bytes(text)); }

// "\x80\x02" and the opcodes; string literals of known length, since they have zero bytes.
template <size_t N>
Pickle read_ops(const char (&ops)[N]) {
  return read_text("\x80\x02" + std::string(ops, N - 1));
}

Bytes pickle_of(const std::string& fixture_name) {
  const Bytes file = slurp(fixture(fixture_name));
  const ZipReader zip(file, fixture_name);
  const Buffer pickle = zip.read(zip.entries().front());
  return Bytes(pickle.data(), pickle.data() + pickle.size());
}

// A tensor as PyTorch writes it.
PickleValue* tensor(Pickle& p, const char* storage_class, const char* key, int64_t numel) {
  PickleValue* storage = p.persistent(p.tuple(
      {p.string("storage"), p.global(storage_class), p.string(key), p.string("cpu"), p.integer(numel)}));
  PickleValue* sizes = p.tuple({p.integer(numel)});
  return p.object(
      p.global("torch._utils._rebuild_tensor_v2"),
      p.tuple({storage, p.integer(0), sizes, p.tuple({p.integer(1)}), p.boolean(false), p.ordered_dict()}));
}

void set(Pickle& p, PickleValue* dict, const char* key, PickleValue* value) {
  dict->items.insert(dict->items.end(), {p.string(key), value});
}

TEST(Pickle, ReadsAStateDictOfPyTorch) {
  const Pickle p = read(pickle_of("linear.pt"));
  ASSERT_TRUE(p.root->is(PickleKind::dict));
  EXPECT_TRUE(p.root->ordered);
  ASSERT_EQ(p.root->items.size(), 4u);
  const PickleValue* weight = p.root->find("weight");
  ASSERT_NE(weight, nullptr);
  EXPECT_TRUE(weight->items[0]->is_global("torch._utils._rebuild_tensor_v2"));
  const PickleValue* args = weight->items[1];
  ASSERT_EQ(args->items.size(), 6u);
  EXPECT_TRUE(args->items[0]->is(PickleKind::persistent));
  EXPECT_TRUE(args->items[0]->items[0]->items[1]->is_global("torch.FloatStorage"));
  EXPECT_EQ(args->items[2]->items[1]->integer, 3);
  ASSERT_NE(p.root->state, nullptr);  // {"_metadata": ...}
  EXPECT_EQ(p.root->state->find("_metadata")->items[1]->find("version")->integer, 1);
}

TEST(Pickle, ReadsEveryKindOfValueOfPyTorch) {
  const Pickle p = read(pickle_of("nested.pt"));
  const PickleValue& d = *p.root;
  EXPECT_EQ(d.find("step")->integer, 7);
  EXPECT_EQ(d.find("big")->integer, int64_t{1} << 40);
  EXPECT_EQ(d.find("negative")->integer, -70000);
  EXPECT_EQ(d.find("lr")->real, 0.1);
  EXPECT_EQ(d.find("name")->text,
            "Schr\xc3\xb6"
            "dinger");
  ASSERT_EQ(d.find("flags")->items.size(), 3u);
  EXPECT_TRUE(d.find("flags")->items[0]->boolean);
  EXPECT_FALSE(d.find("flags")->items[1]->boolean);
  EXPECT_TRUE(d.find("flags")->items[2]->is(PickleKind::none));
  EXPECT_EQ(d.find("betas")->items[1]->real, 0.999);
  EXPECT_NE(d.find("nested")->find("deep")->find("tensor"), nullptr);
  EXPECT_EQ(d.find("absent"), nullptr);
}

TEST(Pickle, ReadsAnOptimizerOfPyTorch) {
  const Pickle p = read(pickle_of("adam.pt"));
  const PickleValue* group = p.root->find("param_groups")->items[0];
  EXPECT_EQ(group->find("lr")->real, 0.01);
  EXPECT_EQ(group->find("params")->items[1]->integer, 1);
  EXPECT_EQ(p.root->find("state")->items[0]->integer, 0);
}

TEST(Pickle, ReadsProtocol4) {
  // pickle.dumps({'a': (1, 2.5), 'b': b'xy', 'c': {1, 2}}, 4)
  const Pickle p =
      read_text(std::string_view("\x80\x04\x95\x2b\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01"
                                 "a\x94K\x01G@\x04\x00\x00\x00\x00\x00\x00"
                                 "\x86\x94\x8c\x01"
                                 "b\x94"
                                 "C\x02xy\x94\x8c\x01"
                                 "c\x94\x8f\x94(K\x01K\x02\x90u.",
                                 54));
  EXPECT_EQ(p.root->find("a")->items[1]->real, 2.5);
  EXPECT_EQ(p.root->find("b")->text, "xy");
  EXPECT_EQ(p.root->find("c")->items.size(), 2u);
}

TEST(Pickle, ExecutesNothing) {
  const Pickle p = read_ops("cos\nsystem\nX\x04\0\0\0echo\x85R.");
  EXPECT_TRUE(p.root->is(PickleKind::object));
  EXPECT_TRUE(p.root->items[0]->is_global("os.system"));
}

TEST(Pickle, NumbersRoundTrip) {
  Pickle p;
  p.root = p.list();
  std::vector<int64_t> ints = {0,
                               1,
                               255,
                               256,
                               65535,
                               65536,
                               INT32_MAX,
                               int64_t{INT32_MAX} + 1,
                               INT64_MAX,
                               -1,
                               -256,
                               INT32_MIN,
                               int64_t{INT32_MIN} - 1,
                               INT64_MIN};
  std::vector<double> reals = {0.0, -0.0, 0.1, -1e300, 5e-324, std::numeric_limits<double>::infinity()};
  for (const int64_t n : ints) p.root->items.push_back(p.integer(n));
  for (const double x : reals) p.root->items.push_back(p.real(x));
  p.root->items.push_back(p.real(std::nan("")));
  const Pickle q = read(Pickle::write(*p.root));
  ASSERT_EQ(q.root->items.size(), ints.size() + reals.size() + 1);
  for (size_t i = 0; i < ints.size(); ++i) EXPECT_EQ(q.root->items[i]->integer, ints[i]);
  for (size_t i = 0; i < reals.size(); ++i) {
    EXPECT_EQ(q.root->items[ints.size() + i]->real, reals[i]);
    EXPECT_EQ(std::signbit(q.root->items[ints.size() + i]->real), std::signbit(reals[i]));
  }
  EXPECT_TRUE(std::isnan(q.root->items.back()->real));
}

TEST(Pickle, ValuesRoundTrip) {
  Pickle p;
  p.root = p.dict();
  set(p, p.root, "none", p.none());
  set(p, p.root, "true", p.boolean(true));
  set(p, p.root, "text", p.string("gr\xc3\xbc\xc3\x9f"));
  set(p, p.root, "tuples",
      p.list({p.tuple(), p.tuple({p.none()}), p.tuple({p.none(), p.none()}),
              p.tuple({p.none(), p.none(), p.none(), p.none()})}));
  set(p, p.root, "tensor", tensor(p, "torch.FloatStorage", "0", 4));
  set(p, p.root, "other", tensor(p, "torch.FloatStorage", "1", 4));
  PickleValue* with_state = p.ordered_dict();
  with_state->state = p.dict();
  set(p, with_state->state, "_metadata", p.ordered_dict());
  set(p, p.root, "state", with_state);
  const Bytes bytes = Pickle::write(*p.root);
  const Pickle q = read(bytes);
  EXPECT_TRUE(q.root->find("none")->is(PickleKind::none));
  EXPECT_TRUE(q.root->find("true")->boolean);
  EXPECT_EQ(q.root->find("text")->text, "gr\xc3\xbc\xc3\x9f");
  const auto& tuples = q.root->find("tuples")->items;
  EXPECT_EQ(tuples[0]->items.size(), 0u);
  EXPECT_EQ(tuples[1]->items.size(), 1u);
  EXPECT_EQ(tuples[2]->items.size(), 2u);
  EXPECT_EQ(tuples[3]->items.size(), 4u);
  EXPECT_EQ(q.root->find("other")->items[1]->items[0]->items[0]->items[2]->text, "1");
  EXPECT_TRUE(q.root->find("state")->state->find("_metadata")->ordered);
  EXPECT_EQ(Pickle::write(*q.root), bytes);
}

TEST(Pickle, SharedValuesAreWrittenOnce) {
  Pickle p;
  PickleValue* shared = p.list({p.string("a long string that is written only once")});
  p.root = p.list(std::vector<PickleValue*>(300, shared));
  const Bytes bytes = Pickle::write(*p.root);
  EXPECT_LT(bytes.size(), 700u);
  const Pickle q = read(bytes);
  ASSERT_EQ(q.root->items.size(), 300u);
  EXPECT_EQ(q.root->items[0], q.root->items[299]);
}

TEST(Pickle, LargeDictsAreWrittenInBatches) {
  Pickle p;
  p.root = p.ordered_dict();
  for (int i = 0; i < 2001; ++i)
    set(p, p.root, std::to_string(i).c_str(), tensor(p, "torch.LongStorage", "0", 1));
  const Pickle q = read(Pickle::write(*p.root));
  EXPECT_EQ(q.root->items.size(), 4002u);
  EXPECT_EQ(q.root->items[4000]->text, "2000");
}

TEST(Pickle, UsesOnlyOpcodesOfTheSafeUnpickler) {
  Pickle p;
  p.root = p.ordered_dict();
  set(p, p.root, "weight", tensor(p, "torch.FloatStorage", "0", 4));
  const Bytes bytes = Pickle::write(*p.root);
  // Memo numbers are the writer's own affair, so only the beginning without them is compared.
  const std::string text(bytes.begin(), bytes.end());
  EXPECT_EQ(text.rfind("\x80\x02"
                       "ccollections\nOrderedDict\nq",
                       0),
            0u);
  EXPECT_NE(text.find("ctorch._utils\n_rebuild_tensor_v2\n("), std::string::npos);
  EXPECT_NE(text.find("ctorch\nFloatStorage\n"), std::string::npos);
  EXPECT_EQ(text.back(), '.');
}

TEST(Pickle, WriterRefusesWhatPythonWouldNotLoad) {
  Pickle p;
  EXPECT_ERROR(Pickle::write(*p.make(PickleKind::bytes)), "bytes cannot be written");
  EXPECT_ERROR(Pickle::write(*p.make(PickleKind::set)), "a set cannot be written");
  EXPECT_ERROR(Pickle::write(*p.string("\xff")), "a string is not UTF-8");
  EXPECT_ERROR(Pickle::write(*p.global("plain")), "'plain' is no name of a global");
  PickleValue* nest = p.list();
  for (int i = 0; i < 300; ++i) nest = p.list({nest});
  EXPECT_ERROR(Pickle::write(*nest), "nested deeper than 200");
}

TEST(Pickle, EveryTruncationFails) {
  expect_truncations_fail(pickle_of("linear.pt"), read);
  expect_truncations_fail(pickle_of("nested.pt"), read);
}

TEST(Pickle, BitFlipsAreSurvived) {
  expect_bit_flips_are_survived(pickle_of("linear.pt"), read);
  expect_bit_flips_are_survived(pickle_of("nested.pt"), read);
}

TEST(Pickle, RefusesHostileBytes) {
  EXPECT_ERROR(read_text("K\x01."), "f.pt: not a valid pickle: it does not begin with a protocol number");
  EXPECT_ERROR(read_text("\x80\x01K\x01."), "protocol 1 cannot be read");
  EXPECT_ERROR(read_ops("K\x01.x"), "1 bytes follow its end");
  EXPECT_ERROR(read_ops("K\x01K\x02."), "it ends with 2 values");
  EXPECT_ERROR(read_ops("."), "it ends with 0 values");
  EXPECT_ERROR(read_ops("(K\x01."), "it ends with 1 values");
  EXPECT_ERROR(read_ops("R."), "a value is missing");
  EXPECT_ERROR(read_ops("K\x01(a."), "a value is missing");
  EXPECT_ERROR(read_ops("t."), "a mark is missing");
  EXPECT_ERROR(read_ops("i"), "opcode 105 is not allowed (at byte 2)");
  EXPECT_ERROR(read_ops("X\xff\xff\xff\xff"
                        "abc"),
               "it is truncated");
  EXPECT_ERROR(read_ops("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
                        "abc"),
               "it is truncated");
  EXPECT_ERROR(read_ops("U\x01\xff."), "a string is not UTF-8");
  EXPECT_ERROR(read_ops("h\x05."), "it refers to value 5");
  EXPECT_ERROR(read_ops("j\xff\xff\xff\xff."), "it refers to value 4294967295");
  EXPECT_ERROR(read_ops("K\x01K\x02"
                        "a."),
               "an item is added to an int instead of a list");
  EXPECT_ERROR(read_ops("]K\x01K\x02s."), "an item is added to a list instead of a dict");
  EXPECT_ERROR(read_ops("}(K\x01u."), "a dict's key lacks its value");
  EXPECT_ERROR(read_ops("K\x01)R."), "it calls an int");
  EXPECT_ERROR(read_ops("ca\nb\nK\x01R."), "the arguments of 'a.b' are an int");
  EXPECT_ERROR(read_ops("]}b."), "state is given to a list");
  EXPECT_ERROR(read_ops("ca\nb\n)R}b}b."), "a second state");
  EXPECT_ERROR(read_ops("\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01."), "does not fit into 64 bits");
  EXPECT_ERROR(read_ops("\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00."), "does not fit into 64 bits");
  EXPECT_ERROR(read_ops("}(U\x01"
                        "aNU\x01"
                        "aNu."),
               "has the key 'a' twice");
  EXPECT_ERROR(read_ops("]q\x01h\x01"
                        "a."),
               "a value of the pickle contains itself");
  EXPECT_ERROR(read_ops("]q\x01(h\x01K\x01te."), "a mark is missing");
  EXPECT_ERROR(read_ops("]q\x01(h\x01K\x01ta."), "a value of the pickle contains itself");
}

TEST(Pickle, RefusesDeepAndExplodingValues) {
  std::string deep = "\x80\x02";
  deep += std::string(100000, ']') + std::string(99999, 'a') + ".";
  EXPECT_ERROR(read_text(deep), "nested deeper than 200 levels");

  std::string bomb = std::string("\x80\x02]q") + '\0';  // each list has the one before ten times
  for (int i = 1; i < 100; ++i) {
    bomb += "](";
    for (int k = 0; k < 10; ++k) bomb += std::string("h") + static_cast<char>(i - 1);
    bomb += std::string("eq") + static_cast<char>(i);
  }
  // 100 values are on the stack; the last one is wrapped with the others in a tuple.
  bomb.insert(2, "(");
  EXPECT_ERROR(read_text(bomb + "t."), "the pickle has more than 67108864 values");
  EXPECT_ERROR(Pickle::read(as_bytes("\x80\x02N."), "f.pt", {.max_bytes = 3}), "at most 3 are allowed");
}

TEST(Pickle, Utf8) {
  for (const char* good : {"", "abc", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x94\xa5", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* bad : {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                          "\xff", "\xe2\x82", "\xf0\x80\x80\x80"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

}  // namespace
}  // namespace facula::io
