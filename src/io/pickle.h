#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "io/bytes.h"

namespace facula::io {

enum class PickleKind : uint8_t {
  none,
  boolean,
  integer,
  real,
  string,      // UTF-8 text
  bytes,       // bytes in `text`
  tuple,       // items
  list,        // items
  set,         // items
  dict,        // items: key, value, key, value, ...
  global,      // text: "module.name"
  object,      // items[0](*items[1]), and `state` where BUILD gave one; nothing was called
  persistent,  // items[0] is the persistent id
};

/// One value of a pickle. Values live in a `Pickle` and may be referred to from several places; there are
/// never cycles, and `Pickle::read` bounds their depth and number, so plain recursion over them is safe.
struct PickleValue {
  PickleKind kind = PickleKind::none;
  bool boolean = false;
  bool ordered = false;  // a dict that is a collections.OrderedDict
  int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<PickleValue*> items;
  PickleValue* state = nullptr;

  bool is(PickleKind k) const { return kind == k; }
  bool is_global(std::string_view name) const { return is(PickleKind::global) && text == name; }

  /// The value of a string key of a dict, or null.
  const PickleValue* find(std::string_view key) const;
};

/// "a string", "a dict", ...: for messages.
const char* kind_name(PickleKind kind);

/// A tree of Python values with its memory; reads and writes Python's pickle format.
class Pickle {
 public:
  struct Limits {
    uint64_t max_bytes = uint64_t{1} << 28;   // of the pickle itself
    uint64_t max_values = uint64_t{1} << 26;  // values when every shared one counts at each use
    int max_depth = 200;
  };

  Pickle() = default;
  Pickle(const Pickle&) = delete;
  Pickle& operator=(const Pickle&) = delete;
  Pickle(Pickle&&) = default;
  Pickle& operator=(Pickle&&) = default;

  /// Reads protocols 2 to 5 and executes nothing: a global is a name, a call is an `object`. Only
  /// `collections.OrderedDict` becomes a dict. `what` begins every message.
  /// errors  Error at the first byte that is not as it should be
  static Pickle read(ByteSpan bytes, const std::string& what, const Limits& limits);
  static Pickle read(ByteSpan bytes, const std::string& what) { return read(bytes, what, Limits()); }

  /// Protocol 2 with those opcodes alone that torch.load(weights_only=True) accepts. A value that is
  /// referred to several times is written once.
  /// errors  Error for bytes and sets (no such opcodes), text that is no UTF-8, too deep nesting
  static Bytes write(const PickleValue& root);

  PickleValue* root = nullptr;

  PickleValue* make(PickleKind kind);
  PickleValue* none();
  PickleValue* boolean(bool value);
  PickleValue* integer(int64_t value);
  PickleValue* real(double value);
  PickleValue* string(std::string_view text);
  PickleValue* tuple(std::initializer_list<PickleValue*> items = {});
  PickleValue* list(std::vector<PickleValue*> items = {});
  PickleValue* dict(bool ordered = false);
  PickleValue* ordered_dict() { return dict(true); }
  PickleValue* global(std::string_view name);  // one value per name
  PickleValue* object(PickleValue* callable, PickleValue* args);
  PickleValue* persistent(PickleValue* id);

 private:
  std::deque<PickleValue> values_;
  std::unordered_map<std::string, PickleValue*> globals_;
  PickleValue* singletons_[4] = {};  // None, False, True, ()
};

/// Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

}  // namespace facula::io
