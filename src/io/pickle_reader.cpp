#include <bit>

#include "facula/core/error.h"
#include "io/pickle.h"
#include "io/pickle_inspect.h"
#include "io/pickle_opcodes.h"

namespace facula::io {
namespace {

#define PICKLE_CHECK(cond, ...) \
  FACULA_CHECK(cond, what_, ": not a valid pickle: ", __VA_ARGS__, " (at byte ", opcode_at_, ")")

/// Pickle's stack machine with everything that would execute left out.
class Machine {
 public:
  Machine(ByteSpan bytes, const std::string& what, Pickle& out) : bytes_(bytes), what_(what), out_(out) {}

  PickleValue* run() {
    PICKLE_CHECK(bytes_.size() >= 2 && bytes_[0] == op::kProto, "it does not begin with a protocol number");
    for (;;) {
      opcode_at_ = at_;
      const uint8_t opcode = take<uint8_t>();
      if (opcode == op::kStop) break;
      if (!step_scalar(opcode) && !step_container(opcode) && !step_object(opcode) && !step_memo(opcode)) {
        PICKLE_CHECK(false, "opcode ", static_cast<int>(opcode), " is not allowed");
      }
    }
    PICKLE_CHECK(stack_.size() == 1 && marks_.empty(), "it ends with ", stack_.size(),
                 " values instead of one");
    PICKLE_CHECK(at_ == bytes_.size(), bytes_.size() - at_, " bytes follow its end");
    return stack_.back();
  }

 private:
  // Reading bytes.
  ByteSpan take_bytes(uint64_t size) {
    PICKLE_CHECK(size <= bytes_.size() - at_, "it is truncated");
    const ByteSpan found = bytes_.subspan(at_, static_cast<size_t>(size));
    at_ += static_cast<size_t>(size);
    return found;
  }
  template <class T>
  T take() {
    return load_le<T>(take_bytes(sizeof(T)).data());
  }
  std::string_view take_text(uint64_t size) {
    const ByteSpan text = take_bytes(size);
    return {reinterpret_cast<const char*>(text.data()), text.size()};
  }
  std::string_view take_line() {
    size_t end = at_;
    while (end < bytes_.size() && bytes_[end] != '\n') ++end;
    const std::string_view line = take_text(end - at_);
    take_bytes(1);
    return line;
  }

  // The stack. A value below the last mark is out of reach.
  size_t reachable() const { return stack_.size() - (marks_.empty() ? 0 : marks_.back()); }
  void push(PickleValue* value) { stack_.push_back(value); }
  PickleValue* pop() {
    PICKLE_CHECK(reachable() > 0, "a value is missing on the stack");
    PickleValue* value = stack_.back();
    stack_.pop_back();
    return value;
  }
  PickleValue* top() {
    PICKLE_CHECK(reachable() > 0, "a value is missing on the stack");
    return stack_.back();
  }
  std::vector<PickleValue*> pop_to_mark() {
    PICKLE_CHECK(!marks_.empty(), "a mark is missing on the stack");
    std::vector<PickleValue*> items(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()),
                                    stack_.end());
    stack_.resize(marks_.back());
    marks_.pop_back();
    return items;
  }

  bool step_scalar(uint8_t opcode);
  bool step_container(uint8_t opcode);
  bool step_object(uint8_t opcode);
  bool step_memo(uint8_t opcode);

  int64_t take_long();
  void push_text(PickleKind kind, std::string_view text);
  void push_tuple(std::vector<PickleValue*> items);
  void add_items(PickleKind kind, const std::vector<PickleValue*>& items);
  void set_items(const std::vector<PickleValue*>& items);
  void call(PickleValue* callable, PickleValue* args);
  void put(uint64_t index);
  void get(uint64_t index);

  ByteSpan bytes_;
  const std::string& what_;
  Pickle& out_;
  size_t at_ = 0;
  size_t opcode_at_ = 0;
  std::vector<PickleValue*> stack_;
  std::vector<size_t> marks_;
  // Indices come from the file, so an array indexed by them could be made huge; a map cannot.
  std::unordered_map<uint64_t, PickleValue*> memo_;
};

int64_t Machine::take_long() {
  const ByteSpan digits = take_bytes(take<uint8_t>());
  if (digits.empty()) return 0;
  const uint8_t fill = digits.back() & 0x80 ? 0xff : 0;
  uint64_t value = fill ? ~uint64_t{0} : 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i < 8) {
      value = (value & ~(uint64_t{0xff} << (8 * i))) | uint64_t{digits[i]} << (8 * i);
    } else {
      PICKLE_CHECK(digits[i] == fill, "an int does not fit into 64 bits");
    }
  }
  PICKLE_CHECK((value >> 63 != 0) == (fill != 0), "an int does not fit into 64 bits");
  return static_cast<int64_t>(value);
}

void Machine::push_text(PickleKind kind, std::string_view text) {
  PICKLE_CHECK(kind == PickleKind::bytes || is_utf8(text), "a string is not UTF-8");
  PickleValue* value = out_.make(kind);
  value->text = text;
  push(value);
}

bool Machine::step_scalar(uint8_t opcode) {
  switch (opcode) {
    case op::kNone:
      push(out_.none());
      return true;
    case op::kNewTrue:
      push(out_.boolean(true));
      return true;
    case op::kNewFalse:
      push(out_.boolean(false));
      return true;
    case op::kBinInt:
      push(out_.integer(static_cast<int32_t>(take<uint32_t>())));
      return true;
    case op::kBinInt1:
      push(out_.integer(take<uint8_t>()));
      return true;
    case op::kBinInt2:
      push(out_.integer(take<uint16_t>()));
      return true;
    case op::kLong1:
      push(out_.integer(take_long()));
      return true;
    case op::kBinFloat: {
      uint64_t bits = 0;
      for (const uint8_t byte : take_bytes(8)) bits = bits << 8 | byte;
      push(out_.real(std::bit_cast<double>(bits)));
      return true;
    }
    case op::kBinUnicode:
      push_text(PickleKind::string, take_text(take<uint32_t>()));
      return true;
    case op::kShortBinUnicode:
      push_text(PickleKind::string, take_text(take<uint8_t>()));
      return true;
    case op::kBinUnicode8:
      push_text(PickleKind::string, take_text(take<uint64_t>()));
      return true;
    case op::kShortBinString:
      push_text(PickleKind::string, take_text(take<uint8_t>()));
      return true;
    case op::kBinString:
      push_text(PickleKind::string, take_text(take<uint32_t>()));
      return true;
    case op::kShortBinBytes:
      push_text(PickleKind::bytes, take_text(take<uint8_t>()));
      return true;
    case op::kBinBytes:
      push_text(PickleKind::bytes, take_text(take<uint32_t>()));
      return true;
    case op::kBinBytes8:
      push_text(PickleKind::bytes, take_text(take<uint64_t>()));
      return true;
    default:
      return false;
  }
}

void Machine::push_tuple(std::vector<PickleValue*> items) {
  PickleValue* value = out_.tuple();
  if (!items.empty()) {
    value = out_.make(PickleKind::tuple);
    value->items = std::move(items);
  }
  push(value);
}

void Machine::add_items(PickleKind kind, const std::vector<PickleValue*>& items) {
  PickleValue* target = top();
  PICKLE_CHECK(target->is(kind), "an item is added to ", kind_name(target->kind), " instead of ",
               kind_name(kind));
  target->items.insert(target->items.end(), items.begin(), items.end());
}

void Machine::set_items(const std::vector<PickleValue*>& items) {
  PICKLE_CHECK(items.size() % 2 == 0, "a dict's key lacks its value");
  add_items(PickleKind::dict, items);
}

bool Machine::step_container(uint8_t opcode) {
  switch (opcode) {
    case op::kMark:
      marks_.push_back(stack_.size());
      return true;
    case op::kEmptyTuple:
      push(out_.tuple());
      return true;
    case op::kTuple:
      push_tuple(pop_to_mark());
      return true;
    case op::kTuple1:
    case op::kTuple2:
    case op::kTuple3: {
      std::vector<PickleValue*> items(opcode - op::kTuple1 + 1u);
      for (size_t i = items.size(); i-- > 0;) items[i] = pop();
      push_tuple(std::move(items));
      return true;
    }
    case op::kEmptyList:
      push(out_.make(PickleKind::list));
      return true;
    case op::kAppend: {
      PickleValue* item = pop();
      add_items(PickleKind::list, {item});
      return true;
    }
    case op::kAppends:
      add_items(PickleKind::list, pop_to_mark());
      return true;
    case op::kEmptyDict:
      push(out_.dict());
      return true;
    case op::kSetItem: {
      PickleValue* value = pop();
      PickleValue* key = pop();
      set_items({key, value});
      return true;
    }
    case op::kSetItems:
      set_items(pop_to_mark());
      return true;
    case op::kEmptySet:
      push(out_.make(PickleKind::set));
      return true;
    case op::kAddItems:
      add_items(PickleKind::set, pop_to_mark());
      return true;
    default:
      return false;
  }
}

// Nothing is called: the call itself becomes the value. The one exception is an ordered dict, since what
// follows fills it; its pairs come as SETITEMS (protocol 2 of Python 3) or as one list (Python 2).
void Machine::call(PickleValue* callable, PickleValue* args) {
  PICKLE_CHECK(callable->is(PickleKind::global), "it calls ", kind_name(callable->kind));
  PICKLE_CHECK(args->is(PickleKind::tuple), "the arguments of '", callable->text, "' are ",
               kind_name(args->kind));
  if (callable->text != "collections.OrderedDict") {
    push(out_.object(callable, args));
    return;
  }
  PickleValue* dict = out_.ordered_dict();
  if (!args->items.empty()) {
    PICKLE_CHECK(args->items.size() == 1 && args->items[0]->is(PickleKind::list),
                 "the arguments of 'collections.OrderedDict' are not a list of pairs");
    for (const PickleValue* pair : args->items[0]->items) {
      PICKLE_CHECK((pair->is(PickleKind::list) || pair->is(PickleKind::tuple)) && pair->items.size() == 2,
                   "the arguments of 'collections.OrderedDict' are not a list of pairs");
      dict->items.insert(dict->items.end(), pair->items.begin(), pair->items.end());
    }
  }
  push(dict);
}

bool Machine::step_object(uint8_t opcode) {
  switch (opcode) {
    case op::kGlobal: {
      std::string name(take_line());
      if (name == "__builtin__") name = "builtins";
      name.append(".").append(take_line());
      PICKLE_CHECK(is_utf8(name), "a global name is not UTF-8");
      push(out_.global(name));
      return true;
    }
    case op::kStackGlobal: {
      const PickleValue* name = pop();
      const PickleValue* module = pop();
      PICKLE_CHECK(name->is(PickleKind::string) && module->is(PickleKind::string),
                   "the name of a global is no string");
      push(out_.global(module->text + "." + name->text));
      return true;
    }
    case op::kReduce:
    case op::kNewObj: {
      PickleValue* args = pop();
      call(pop(), args);
      return true;
    }
    case op::kBuild: {
      PickleValue* state = pop();
      PickleValue* target = top();
      PICKLE_CHECK(target->is(PickleKind::object) || target->ordered, "state is given to ",
                   kind_name(target->kind));
      PICKLE_CHECK(target->state == nullptr, "an object is given a second state");
      target->state = state;
      return true;
    }
    case op::kBinPersId:
      push(out_.persistent(pop()));
      return true;
    default:
      return false;
  }
}

void Machine::put(uint64_t index) { memo_[index] = top(); }

void Machine::get(uint64_t index) {
  const auto found = memo_.find(index);
  PICKLE_CHECK(found != memo_.end(), "it refers to value ", index, ", which does not exist");
  push(found->second);
}

bool Machine::step_memo(uint8_t opcode) {
  switch (opcode) {
    case op::kBinPut:
      put(take<uint8_t>());
      return true;
    case op::kLongBinPut:
      put(take<uint32_t>());
      return true;
    case op::kMemoize:
      put(memo_.size());
      return true;
    case op::kBinGet:
      get(take<uint8_t>());
      return true;
    case op::kLongBinGet:
      get(take<uint32_t>());
      return true;
    case op::kProto: {
      const int version = take<uint8_t>();
      PICKLE_CHECK(version >= 2 && version <= 5 && opcode_at_ == 0, "protocol ", version,
                   " cannot be read; 2 to 5 can");
      return true;
    }
    case op::kFrame:
      PICKLE_CHECK(take<uint64_t>() <= bytes_.size() - at_, "it is truncated");
      return true;
    default:
      return false;
  }
}

#undef PICKLE_CHECK

}  // namespace

Pickle Pickle::read(ByteSpan bytes, const std::string& what, const Limits& limits) {
  FACULA_CHECK(bytes.size() <= limits.max_bytes, what, ": the pickle has ", bytes.size(), " bytes; at most ",
               limits.max_bytes, " are allowed");
  Pickle out;
  out.root = Machine(bytes, what, out).run();
  inspect_pickle(out.root, what, limits);
  return out;
}

}  // namespace facula::io
