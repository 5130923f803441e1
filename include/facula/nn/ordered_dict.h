#pragma once
// A map that keeps the order of insertion.
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "facula/core/error.h"

namespace facula {

/// Key-value pairs in the order in which they were inserted (torch::OrderedDict). Keys are unique.
/// Messages name the kind of key with `key_description`: "Parameter 'w' already defined".
template <class Key, class Value>
class OrderedDict {
 public:
  /// One pair. `*item` and `item->` reach the value.
  class Item {
   public:
    Item(Key key, Value value) : pair_(std::move(key), std::move(value)) {}
    Value& operator*() { return pair_.second; }
    const Value& operator*() const { return pair_.second; }
    Value* operator->() { return &pair_.second; }
    const Value* operator->() const { return &pair_.second; }
    const Key& key() const noexcept { return pair_.first; }
    Value& value() noexcept { return pair_.second; }
    const Value& value() const noexcept { return pair_.second; }
    const std::pair<Key, Value>& pair() const noexcept { return pair_; }

   private:
    std::pair<Key, Value> pair_;
  };
  using Iterator = typename std::vector<Item>::iterator;
  using ConstIterator = typename std::vector<Item>::const_iterator;

  explicit OrderedDict(std::string key_description = "Key") : key_description_(std::move(key_description)) {}
  OrderedDict(std::initializer_list<Item> items) : key_description_("Key") {
    reserve(items.size());
    for (const Item& item : items) insert(item.key(), Value(item.value()));
  }

  const std::string& key_description() const noexcept { return key_description_; }
  size_t size() const noexcept { return items_.size(); }
  bool is_empty() const noexcept { return items_.empty(); }
  Iterator begin() { return items_.begin(); }
  ConstIterator begin() const { return items_.begin(); }
  Iterator end() { return items_.end(); }
  ConstIterator end() const { return items_.end(); }
  const std::vector<Item>& items() const noexcept { return items_; }

  /// errors  Error when empty: "Called front() on an empty OrderedDict"
  Item& front() { return const_cast<Item&>(std::as_const(*this).front()); }
  const Item& front() const {
    FACULA_CHECK(!items_.empty(), "Called front() on an empty OrderedDict");
    return items_.front();
  }
  Item& back() { return const_cast<Item&>(std::as_const(*this).back()); }
  const Item& back() const {
    FACULA_CHECK(!items_.empty(), "Called back() on an empty OrderedDict");
    return items_.back();
  }
  /// The pair at a position.
  Item& operator[](size_t index) { return const_cast<Item&>(std::as_const(*this)[index]); }
  const Item& operator[](size_t index) const {
    FACULA_CHECK(index < items_.size(), "Index ", index, " is out of bounds");
    return items_[index];
  }
  /// The value of a key.
  /// errors  Error for an unknown key: "Key 'foo' is not defined"
  Value& operator[](const Key& key) { return const_cast<Value&>(std::as_const(*this)[key]); }
  const Value& operator[](const Key& key) const {
    if (const Value* v = find(key)) return *v;
    detail::fail<Error>(key_description_, " '", key, "' is not defined");
  }
  /// The value of a key, or null.
  Value* find(const Key& key) noexcept { return const_cast<Value*>(std::as_const(*this).find(key)); }
  const Value* find(const Key& key) const noexcept {
    const size_t i = position(key);
    return i == items_.size() ? nullptr : &items_[i].value();
  }
  bool contains(const Key& key) const noexcept { return position(key) != items_.size(); }

  void reserve(size_t n) { items_.reserve(n); }
  /// Appends a pair and returns its value.
  /// errors  Error for a known key: "Key 'foo' already defined"
  Value& insert(Key key, Value&& value);
  template <class K, class V>
  Value& insert(K&& key, V&& value) {
    return insert(Key(std::forward<K>(key)), Value(std::forward<V>(value)));
  }
  /// Inserts every pair of `other`.
  void update(OrderedDict&& other);
  void update(const OrderedDict& other);
  /// Takes a pair out; those behind it move up.
  /// errors  Error for an unknown key
  void erase(const Key& key);
  void clear() {
    items_.clear();
    slots_.clear();
  }

  std::vector<Key> keys() const;
  std::vector<Value> values() const;
  std::vector<std::pair<Key, Value>> pairs() const;

 private:
  // Few keys are compared one by one; more are found through open addressing: slots_ holds positions + 1.
  static constexpr size_t kFew = 8;
  size_t position(const Key& key) const noexcept;
  void index_last();
  void rebuild_index();
  void place(size_t i);

  std::vector<Item> items_;
  std::vector<size_t> slots_;
  std::string key_description_;
};

// Outside the class, hence not inline, so that `extern template` spares programs the common dicts.
template <class Key, class Value>
std::vector<Key> OrderedDict<Key, Value>::keys() const {
  std::vector<Key> out;
  out.reserve(size());
  for (const Item& item : items_) out.push_back(item.key());
  return out;
}

template <class Key, class Value>
std::vector<Value> OrderedDict<Key, Value>::values() const {
  std::vector<Value> out;
  out.reserve(size());
  for (const Item& item : items_) out.push_back(item.value());
  return out;
}

template <class Key, class Value>
std::vector<std::pair<Key, Value>> OrderedDict<Key, Value>::pairs() const {
  std::vector<std::pair<Key, Value>> out;
  out.reserve(size());
  for (const Item& item : items_) out.push_back(item.pair());
  return out;
}

template <class Key, class Value>
size_t OrderedDict<Key, Value>::position(const Key& key) const noexcept {
  const size_t n = items_.size();
  if (slots_.empty()) {
    size_t i = 0;
    while (i < n && !(items_[i].key() == key)) ++i;
    return i;
  }
  const size_t mask = slots_.size() - 1;
  for (size_t h = std::hash<Key>()(key) & mask; slots_[h]; h = (h + 1) & mask)
    if (items_[slots_[h] - 1].key() == key) return slots_[h] - 1;
  return n;
}

template <class Key, class Value>
void OrderedDict<Key, Value>::rebuild_index() {
  slots_.clear();
  if (items_.size() <= kFew) return;
  size_t n = 64;
  while (n < items_.size() * 4) n *= 2;
  slots_.resize(n);
  for (size_t i = 0; i < items_.size(); ++i) place(i);
}

template <class Key, class Value>
void OrderedDict<Key, Value>::place(size_t i) {
  const size_t mask = slots_.size() - 1;
  size_t h = std::hash<Key>()(items_[i].key()) & mask;
  while (slots_[h]) h = (h + 1) & mask;
  slots_[h] = i + 1;
}

template <class Key, class Value>
void OrderedDict<Key, Value>::index_last() {
  if (items_.size() > kFew && items_.size() * 2 > slots_.size()) {
    rebuild_index();
  } else if (!slots_.empty()) {
    place(items_.size() - 1);
  }
}

template <class Key, class Value>
Value& OrderedDict<Key, Value>::insert(Key key, Value&& value) {
  if (contains(key)) detail::fail<Error>(key_description_, " '", key, "' already defined");
  items_.emplace_back(std::move(key), std::move(value));
  index_last();
  return items_.back().value();
}

template <class Key, class Value>
void OrderedDict<Key, Value>::erase(const Key& key) {
  const size_t i = position(key);
  if (i == items_.size()) detail::fail<Error>(key_description_, " '", key, "' is not defined");
  items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(i));
  rebuild_index();
}

template <class Key, class Value>
void OrderedDict<Key, Value>::update(OrderedDict&& other) {
  reserve(size() + other.size());
  for (Item& item : other.items_) insert(Key(item.key()), std::move(item.value()));
}

template <class Key, class Value>
void OrderedDict<Key, Value>::update(const OrderedDict& other) {
  reserve(size() + other.size());
  for (const Item& item : other.items_) insert(Key(item.key()), Value(item.value()));
}

}  // namespace facula
