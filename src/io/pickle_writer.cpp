#include <algorithm>
#include <bit>

#include "facula/core/error.h"
#include "io/pickle.h"
#include "io/pickle_opcodes.h"

namespace facula::io {
namespace {

constexpr size_t kBatch = 1000;  // items per APPENDS or SETITEMS, as Python's pickler has it
constexpr int kMaxDepth = 200;

class Writer {
 public:
  Bytes run(const PickleValue& root) {
    count(root, 0);
    opcode(op::kProto);
    opcode(2);
    value(root);
    opcode(op::kStop);
    return std::move(out_);
  }

 private:
  struct Use {
    uint32_t count = 0;
    int64_t memo = -1;
  };

  static bool is_shareable(const PickleValue& v) {
    return !v.items.empty() || v.is(PickleKind::global) || v.is(PickleKind::string) ||
           v.is(PickleKind::list) || v.is(PickleKind::dict);
  }

  void count(const PickleValue& v, int depth) {
    FACULA_CHECK(depth < kMaxDepth, "pickle: the value is nested deeper than ", kMaxDepth, " levels");
    if (v.is(PickleKind::dict) && v.ordered) ++ordered_dicts_;
    if (is_shareable(v) && ++uses_[&v].count > 1) return;
    for (const PickleValue* item : v.items) count(*item, depth + 1);
    if (v.state) count(*v.state, depth + 1);
  }

  void opcode(uint8_t code) { out_.push_back(code); }

  void text(std::string_view s) { out_.insert(out_.end(), s.begin(), s.end()); }

  void put(int64_t& memo, bool used_again) {
    if (!used_again) return;
    memo = memo_size_++;
    opcode(memo < 256 ? op::kBinPut : op::kLongBinPut);
    index(memo);
  }

  void get(int64_t memo) {
    opcode(memo < 256 ? op::kBinGet : op::kLongBinGet);
    index(memo);
  }

  void index(int64_t memo) {
    if (memo < 256) {
      opcode(static_cast<uint8_t>(memo));
    } else {
      append_le<uint32_t>(out_, static_cast<uint32_t>(memo));
    }
  }

  void value(const PickleValue& v) {
    if (!is_shareable(v)) {
      Use once;
      body(v, once);
      return;
    }
    Use& use = uses_[&v];
    if (use.memo >= 0) {
      get(use.memo);
    } else {
      body(v, use);
    }
  }

  void body(const PickleValue& v, Use& use) {
    switch (v.kind) {
      case PickleKind::none:
        opcode(op::kNone);
        return;
      case PickleKind::boolean:
        opcode(v.boolean ? op::kNewTrue : op::kNewFalse);
        return;
      case PickleKind::integer:
        integer(v.integer);
        return;
      case PickleKind::real:
        real(v.real);
        return;
      case PickleKind::string:
        string(v.text);
        break;
      case PickleKind::tuple:
        tuple(v);
        break;
      case PickleKind::list:
        list(v, use);
        return;
      case PickleKind::dict:
        dict(v, use);
        return;
      case PickleKind::global:
        global(v.text);
        break;
      case PickleKind::object:
        object(v, use);
        return;
      case PickleKind::persistent:
        value(*v.items[0]);
        opcode(op::kBinPersId);
        break;
      case PickleKind::bytes:
      case PickleKind::set:
        FACULA_CHECK(false, "pickle: ", kind_name(v.kind), " cannot be written");
    }
    put(use.memo, use.count > 1);
  }

  void integer(int64_t n) {
    if (n >= 0 && n < 0x100) {
      opcode(op::kBinInt1);
      append_le(out_, static_cast<uint8_t>(n));
    } else if (n >= 0 && n < 0x10000) {
      opcode(op::kBinInt2);
      append_le(out_, static_cast<uint16_t>(n));
    } else if (n >= INT32_MIN && n <= INT32_MAX) {
      opcode(op::kBinInt);
      append_le(out_, static_cast<uint32_t>(n));
    } else {
      opcode(op::kLong1);
      opcode(8);
      append_le(out_, static_cast<uint64_t>(n));
    }
  }

  void real(double x) {
    opcode(op::kBinFloat);
    const auto bits = std::bit_cast<uint64_t>(x);
    for (int shift = 56; shift >= 0; shift -= 8) opcode(static_cast<uint8_t>(bits >> shift));
  }

  void string(std::string_view s) {
    FACULA_CHECK(is_utf8(s), "pickle: a string is not UTF-8");
    FACULA_CHECK(s.size() <= UINT32_MAX, "pickle: a string has ", s.size(), " bytes");
    opcode(op::kBinUnicode);
    append_le(out_, static_cast<uint32_t>(s.size()));
    text(s);
  }

  void global(std::string_view name) {
    const size_t dot = name.rfind('.');
    FACULA_CHECK(dot != std::string_view::npos && name.find('\n') == std::string_view::npos, "pickle: '",
                 name, "' is no name of a global");
    opcode(op::kGlobal);
    text(name.substr(0, dot));
    opcode('\n');
    text(name.substr(dot + 1));
    opcode('\n');
  }

  void tuple(const PickleValue& v) {
    const size_t size = v.items.size();
    if (size == 0) {
      opcode(op::kEmptyTuple);
      return;
    }
    if (size > 3) opcode(op::kMark);
    for (const PickleValue* item : v.items) value(*item);
    opcode(static_cast<uint8_t>(size > 3 ? size_t{op::kTuple} : op::kTuple1 + size - 1));
  }

  // Items in groups of `stride` (1 for a list, 2 for a dict), one opcode for each batch of them.
  void items(const PickleValue& v, size_t stride, uint8_t one, uint8_t many) {
    const size_t batch = kBatch * stride;
    for (size_t begin = 0; begin < v.items.size(); begin += batch) {
      const size_t end = std::min(v.items.size(), begin + batch);
      const bool single = end - begin == stride;
      if (!single) opcode(op::kMark);
      for (size_t i = begin; i < end; ++i) value(*v.items[i]);
      opcode(single ? one : many);
    }
  }

  void list(const PickleValue& v, Use& use) {
    opcode(op::kEmptyList);
    put(use.memo, use.count > 1);
    items(v, 1, op::kAppend, op::kAppends);
  }

  void dict(const PickleValue& v, Use& use) {
    if (v.ordered) {
      ordered_class();
      opcode(op::kEmptyTuple);
      opcode(op::kReduce);
    } else {
      opcode(op::kEmptyDict);
    }
    put(use.memo, use.count > 1);
    items(v, 2, op::kSetItem, op::kSetItems);
    build(v);
  }

  void ordered_class() {
    if (ordered_memo_ >= 0) {
      get(ordered_memo_);
      return;
    }
    global("collections.OrderedDict");
    put(ordered_memo_, ordered_dicts_ > 1);
  }

  void object(const PickleValue& v, Use& use) {
    value(*v.items[0]);
    value(*v.items[1]);
    opcode(op::kReduce);
    put(use.memo, use.count > 1);
    build(v);
  }

  void build(const PickleValue& v) {
    if (!v.state) return;
    value(*v.state);
    opcode(op::kBuild);
  }

  Bytes out_;
  std::unordered_map<const PickleValue*, Use> uses_;
  int64_t memo_size_ = 0;
  int64_t ordered_memo_ = -1;
  size_t ordered_dicts_ = 0;
};

}  // namespace

Bytes Pickle::write(const PickleValue& root) { return Writer().run(root); }

}  // namespace facula::io
