#pragma once
// Part of libtorch's tree of headers.
#include <unordered_map>

namespace ska {
template <class K, class V, class... Rest>
using flat_hash_map = std::unordered_map<K, V, Rest...>;
}  // namespace ska
