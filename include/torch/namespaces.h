#pragma once
// The namespaces torch, at and c10: other names for facula.
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "facula/facula.h"

namespace facula {
// Declared here so that the names below exist whatever is included.
namespace autograd {}
namespace cuda {}
namespace data {}
namespace enumtype {}
namespace fft {}
namespace indexing {}
namespace jit {}
namespace linalg {}
namespace nn {}
namespace optim {}
namespace serialize {}
namespace special {}
}  // namespace facula

namespace c10 {
using namespace facula;
using Stream = facula::cuda::Stream;
using facula::get_if;
using facula::holds_alternative;
using facula::visit;
using std::get;
using std::get_if;
using std::holds_alternative;
using std::make_optional;
using std::monostate;
using std::nullopt;
using std::nullopt_t;
using std::optional;
using std::string_view;
using std::to_string;
using std::variant;
using std::visit;
}  // namespace c10

namespace at {
using namespace facula;
namespace indexing = facula::indexing;
using std::make_optional;
using std::nullopt;
using std::optional;
}  // namespace at

namespace caffe2 {
using facula::TypeMeta;
}

namespace torch {
using namespace facula;
namespace autograd = facula::autograd;
namespace cuda = facula::cuda;
namespace data = facula::data;
namespace detail = facula::detail;
namespace enumtype = facula::enumtype;
namespace fft = facula::fft;
namespace indexing = facula::indexing;
namespace jit = facula::jit;
namespace linalg = facula::linalg;
namespace nn = facula::nn;
namespace optim = facula::optim;
namespace serialize = facula::serialize;
namespace special = facula::special;
using std::make_optional;
using std::make_unique;
using std::nullopt;
using std::optional;
using std::string_view;
}  // namespace torch
