#pragma once
// List and Dict: containers whose copies share their items, as in Python (c10::List, c10::Dict); and IListRef.
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "facula/core/array_ref.h"

namespace facula {

/// A sequence; copies of the handle share it, copy() does not.
template <class T>
class List {
 public:
  using value_type = T;
  using size_type = size_t;
  using iterator = typename std::vector<T>::iterator;

  List() : items_(std::make_shared<std::vector<T>>()) {}
  List(std::initializer_list<T> items) : items_(std::make_shared<std::vector<T>>(items)) {}
  explicit List(ArrayRef<T> items) : items_(std::make_shared<std::vector<T>>(items.begin(), items.end())) {}

  size_t size() const { return items_->size(); }
  bool empty() const { return items_->empty(); }
  /// errors  IndexError: "list index out of range"
  T get(size_t i) const { return items_->at(check(i)); }
  void set(size_t i, T v) const { (*items_)[check(i)] = std::move(v); }
  /// The item, moved out of the list.
  T extract(size_t i) const { return std::move((*items_)[check(i)]); }
  decltype(auto) operator[](size_t i) const { return (*items_)[check(i)]; }
  iterator begin() const { return items_->begin(); }
  iterator end() const { return items_->end(); }
  void push_back(T v) const { items_->push_back(std::move(v)); }
  template <class... Args>
  void emplace_back(Args&&... args) const {
    items_->emplace_back(std::forward<Args>(args)...);
  }
  void append(const List& o) const {
    const std::vector<T> more = *o.items_;  // o may be this list
    items_->insert(items_->end(), more.begin(), more.end());
  }
  iterator insert(iterator at, T v) const { return items_->insert(at, std::move(v)); }
  iterator erase(iterator at) const { return items_->erase(at); }
  iterator erase(iterator first, iterator last) const { return items_->erase(first, last); }
  void pop_back() const {
    FACULA_CHECK_AS(IndexError, !empty(), "pop from empty list");
    items_->pop_back();
  }
  void clear() const { items_->clear(); }
  void reserve(size_t n) const { items_->reserve(n); }
  void resize(size_t n) const { items_->resize(n); }
  void resize(size_t n, const T& v) const { items_->resize(n, v); }
  List copy() const { return List(*items_, 0); }
  std::vector<T> vec() const { return *items_; }
  /// Whether both are the same list.
  bool is(const List& o) const { return items_ == o.items_; }
  size_t use_count() const { return static_cast<size_t>(items_.use_count()); }
  friend bool operator==(const List& a, const List& b) { return *a.items_ == *b.items_; }
  friend bool operator!=(const List& a, const List& b) { return !(a == b); }

 private:
  List(const std::vector<T>& items, int) : items_(std::make_shared<std::vector<T>>(items)) {}
  size_t check(size_t i) const {
    FACULA_CHECK_AS(IndexError, i < size(), "list index out of range: index ", i, ", size ", size());
    return i;
  }
  std::shared_ptr<std::vector<T>> items_;
};

/// Key and value of a Dict.
template <class K, class V>
class DictEntry {
 public:
  DictEntry(K key, V value) : key_(std::move(key)), value_(std::move(value)) {}
  const K& key() const { return key_; }
  V& value() { return value_; }
  const V& value() const { return value_; }
  void setValue(V v) { value_ = std::move(v); }

 private:
  K key_;
  V value_;
};

/// A map that keeps the order in which keys were inserted; copies of the handle share it, copy() does not.
/// Erasing takes time in proportion to the size.
template <class K, class V>
class Dict {
 public:
  using key_type = K;
  using mapped_type = V;
  using iterator = typename std::vector<DictEntry<K, V>>::iterator;

  Dict() : data_(std::make_shared<Data>()) {}

  size_t size() const { return data_->items.size(); }
  bool empty() const { return data_->items.empty(); }
  iterator begin() const { return data_->items.begin(); }
  iterator end() const { return data_->items.end(); }
  bool contains(const K& key) const { return data_->places.count(key) != 0; }
  iterator find(const K& key) const {
    const auto at = data_->places.find(key);
    return at == data_->places.end() ? end() : begin() + static_cast<std::ptrdiff_t>(at->second);
  }
  /// errors  IndexError when the key is not there
  V& at(const K& key) const {
    const iterator at = find(key);
    FACULA_CHECK_AS(IndexError, at != end(), "Dict: argument of at() is not a key");
    return at->value();
  }
  /// Nothing happens when the key is there; the second of the pair tells.
  std::pair<iterator, bool> insert(K key, V value) const {
    if (const iterator at = find(key); at != end()) return {at, false};
    data_->places.emplace(key, size());
    data_->items.emplace_back(std::move(key), std::move(value));
    return {end() - 1, true};
  }
  std::pair<iterator, bool> insert_or_assign(K key, V value) const {
    if (const iterator at = find(key); at != end()) {
      at->setValue(std::move(value));
      return {at, false};
    }
    return insert(std::move(key), std::move(value));
  }
  /// The number of entries that went: 0 or 1.
  size_t erase(const K& key) const {
    const iterator at = find(key);
    if (at == end()) return 0;
    erase(at);
    return 1;
  }
  void erase(iterator at) const {
    data_->items.erase(at);
    data_->places.clear();
    for (size_t i = 0; i < size(); ++i) data_->places.emplace(data_->items[i].key(), i);
  }
  void clear() const { *data_ = Data(); }
  void reserve(size_t n) const { data_->items.reserve(n); }
  Dict copy() const {
    Dict d;
    *d.data_ = *data_;
    return d;
  }
  bool is(const Dict& o) const { return data_ == o.data_; }

 private:
  struct Data {
    std::vector<DictEntry<K, V>> items;
    std::unordered_map<K, size_t> places;
  };
  std::shared_ptr<Data> data_;
};

/// A borrowed view of a list of tensors or the like, of either kind (c10::IListRef).
template <class T>
class IListRef : public ArrayRef<T> {
 public:
  using ArrayRef<T>::ArrayRef;
  IListRef(ArrayRef<T> items) : ArrayRef<T>(items) {}
  IListRef(const List<T>& list) : ArrayRef<T>(list.empty() ? nullptr : &*list.begin(), list.size()) {}
  bool isUnboxed() const { return true; }
  bool isBoxed() const { return false; }
  ArrayRef<T> toUnboxed() const { return *this; }
  std::vector<T> materialize() const { return this->vec(); }
};
class Tensor;
using ITensorListRef = IListRef<Tensor>;

}  // namespace facula
