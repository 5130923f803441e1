#include "io/pickle.h"

#include "facula/core/error.h"

namespace facula::io {

const PickleValue* PickleValue::find(std::string_view key) const {
  if (kind != PickleKind::dict) return nullptr;
  for (size_t i = 0; i + 1 < items.size(); i += 2) {
    if (items[i]->is(PickleKind::string) && items[i]->text == key) return items[i + 1];
  }
  return nullptr;
}

const char* kind_name(PickleKind kind) {
  switch (kind) {
    case PickleKind::none:
      return "None";
    case PickleKind::boolean:
      return "a bool";
    case PickleKind::integer:
      return "an int";
    case PickleKind::real:
      return "a float";
    case PickleKind::string:
      return "a string";
    case PickleKind::bytes:
      return "bytes";
    case PickleKind::tuple:
      return "a tuple";
    case PickleKind::list:
      return "a list";
    case PickleKind::set:
      return "a set";
    case PickleKind::dict:
      return "a dict";
    case PickleKind::global:
      return "a global name";
    case PickleKind::object:
      return "an object";
    case PickleKind::persistent:
      return "a persistent id";
  }
  return "unknown";
}

PickleValue* Pickle::make(PickleKind kind) {
  values_.emplace_back().kind = kind;
  return &values_.back();
}

PickleValue* Pickle::none() {
  if (!singletons_[0]) singletons_[0] = make(PickleKind::none);
  return singletons_[0];
}

PickleValue* Pickle::boolean(bool value) {
  PickleValue*& known = singletons_[value ? 2 : 1];
  if (!known) {
    known = make(PickleKind::boolean);
    known->boolean = value;
  }
  return known;
}

PickleValue* Pickle::integer(int64_t value) {
  PickleValue* v = make(PickleKind::integer);
  v->integer = value;
  return v;
}

PickleValue* Pickle::real(double value) {
  PickleValue* v = make(PickleKind::real);
  v->real = value;
  return v;
}

PickleValue* Pickle::string(std::string_view text) {
  PickleValue* v = make(PickleKind::string);
  v->text = text;
  return v;
}

PickleValue* Pickle::tuple(std::initializer_list<PickleValue*> items) {
  if (items.size() == 0) {
    if (!singletons_[3]) singletons_[3] = make(PickleKind::tuple);
    return singletons_[3];
  }
  PickleValue* v = make(PickleKind::tuple);
  v->items = items;
  return v;
}

PickleValue* Pickle::list(std::vector<PickleValue*> items) {
  PickleValue* v = make(PickleKind::list);
  v->items = std::move(items);
  return v;
}

PickleValue* Pickle::dict(bool ordered) {
  PickleValue* v = make(PickleKind::dict);
  v->ordered = ordered;
  return v;
}

PickleValue* Pickle::global(std::string_view name) {
  PickleValue*& known = globals_[std::string(name)];
  if (!known) {
    known = make(PickleKind::global);
    known->text = name;
  }
  return known;
}

PickleValue* Pickle::object(PickleValue* callable, PickleValue* args) {
  PickleValue* v = make(PickleKind::object);
  v->items = {callable, args};
  return v;
}

PickleValue* Pickle::persistent(PickleValue* id) {
  PickleValue* v = make(PickleKind::persistent);
  v->items = {id};
  return v;
}

bool is_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const uint8_t*>(text.data());
  const uint8_t* end = p + text.size();
  while (p < end) {
    const uint8_t lead = *p++;
    if (lead < 0x80) continue;
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || end - p < more) return false;
    uint32_t code = lead & (0x3fu >> more);
    for (int i = 0; i < more; ++i) {
      if ((p[i] & 0xc0) != 0x80) return false;
      code = code << 6 | (p[i] & 0x3fu);
    }
    const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    p += more;
  }
  return true;
}

}  // namespace facula::io
