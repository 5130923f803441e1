#pragma once
// Joining the samples of a batch into one.
#include <map>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "facula/data/example.h"
#include "facula/data/transforms.h"

namespace facula::data::transforms {

/// Base of transforms that join the samples of a batch into one.
template <class T = Example<>, class BatchType = std::vector<T>>
using Collation = BatchTransform<BatchType, T>;
/// A Collation made of a function.
template <class T, class BatchType = std::vector<T>>
using Collate = BatchLambda<BatchType, T>;

namespace detail {

/// Stacks on a new dimension 0. errors  Error when shapes differ
Tensor collate_tensors(const std::vector<Tensor>& tensors);
Tensor collate_numbers(const std::vector<int64_t>& numbers, ScalarType dtype);
Tensor collate_numbers(const std::vector<double>& numbers, ScalarType dtype);
[[noreturn]] void samples_differ();

/// How samples of type T become a batch: `type` is the batch's, `of(count, get)` makes it, where get(i)
/// refers to the i-th sample, which may be moved from.
template <class T, class = void>
struct Collated;

template <class T>
using collated_t = typename Collated<T>::type;

template <>
struct Collated<Tensor> {
  using type = Tensor;
  template <class Get>
  static Tensor of(size_t n, Get get) {
    std::vector<Tensor> all;
    all.reserve(n);
    for (size_t i = 0; i < n; ++i) all.push_back(std::move(get(i)));
    return collate_tensors(all);
  }
};

template <class T>
struct Collated<T, std::enable_if_t<std::is_arithmetic_v<T>>> {
  using type = Tensor;
  template <class Get>
  static Tensor of(size_t n, Get get) {
    using Number = std::conditional_t<std::is_integral_v<T>, int64_t, double>;
    std::vector<Number> all(n);
    for (size_t i = 0; i < n; ++i) all[i] = static_cast<Number>(get(i));
    return collate_numbers(all, std::is_same_v<T, bool>    ? kBool
                                : std::is_integral_v<T>    ? kLong
                                : std::is_same_v<T, float> ? kFloat
                                                           : kDouble);
  }
};

template <>
struct Collated<std::string> {
  using type = std::vector<std::string>;
  template <class Get>
  static type of(size_t n, Get get) {
    type all;
    for (size_t i = 0; i < n; ++i) all.push_back(std::move(get(i)));
    return all;
  }
};

template <class D, class T>
struct Collated<Example<D, T>> {
  using type = Example<collated_t<D>, collated_t<T>>;
  template <class Get>
  static type of(size_t n, Get get) {
    return {Collated<D>::of(n, [&](size_t i) -> D& { return get(i).data; }),
            Collated<T>::of(n, [&](size_t i) -> T& { return get(i).target; })};
  }
};
template <class D>
struct Collated<Example<D, example::NoTarget>> {
  using type = Example<collated_t<D>, example::NoTarget>;
  template <class Get>
  static type of(size_t n, Get get) {
    return Collated<D>::of(n, [&](size_t i) -> D& { return get(i).data; });
  }
};

template <class A, class B>
struct Collated<std::pair<A, B>> {
  using type = std::pair<collated_t<A>, collated_t<B>>;
  template <class Get>
  static type of(size_t n, Get get) {
    return {Collated<A>::of(n, [&](size_t i) -> A& { return get(i).first; }),
            Collated<B>::of(n, [&](size_t i) -> B& { return get(i).second; })};
  }
};

template <class... Ts>
struct Collated<std::tuple<Ts...>> {
  using type = std::tuple<collated_t<Ts>...>;
  template <class Get>
  static type of(size_t n, Get get) {
    return parts(n, get, std::index_sequence_for<Ts...>());
  }

 private:
  template <class Get, size_t... K>
  static type parts(size_t n, Get get, std::index_sequence<K...>) {
    return type{Collated<Ts>::of(n, [&](size_t i) -> Ts& { return std::get<K>(get(i)); })...};
  }
};

template <class T>
struct Collated<std::vector<T>> {
  using type = std::vector<collated_t<T>>;
  template <class Get>
  static type of(size_t n, Get get) {
    type all;
    const size_t length = n ? get(0).size() : 0;
    for (size_t i = 0; i < n; ++i)
      if (get(i).size() != length) samples_differ();
    for (size_t k = 0; k < length; ++k)
      all.push_back(Collated<T>::of(n, [&](size_t i) -> T& { return get(i)[k]; }));
    return all;
  }
};

template <class K, class V>
struct Collated<std::map<K, V>> {
  using type = std::map<K, collated_t<V>>;
  template <class Get>
  static type of(size_t n, Get get) {
    type all;
    if (n == 0) return all;
    for (size_t i = 0; i < n; ++i)
      if (get(i).size() != get(0).size()) samples_differ();
    for (const auto& entry : get(0)) {
      const K& key = entry.first;
      for (size_t i = 0; i < n; ++i)
        if (!get(i).count(key)) samples_differ();
      all.emplace(key, Collated<V>::of(n, [&](size_t i) -> V& { return get(i).find(key)->second; }));
    }
    return all;
  }
};

}  // namespace detail

/// Joins the samples of a batch: tensors are stacked on a new dimension 0; numbers become a tensor: int64 for
/// integers, else bool, float32 or float64 as they are; Examples, pairs, tuples, vectors (by position) and
/// maps (by key) are joined part by part; strings make a list.
/// errors  Error when samples differ in shape, length or keys
template <class T = Example<>>
struct Stack : public BatchTransform<std::vector<T>, detail::collated_t<T>> {
  detail::collated_t<T> apply_batch(std::vector<T> samples) override {
    return detail::Collated<T>::of(samples.size(), [&](size_t i) -> T& { return samples[i]; });
  }
};

}  // namespace facula::data::transforms
