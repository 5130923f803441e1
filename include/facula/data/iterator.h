#pragma once
// The iterator of a pass over a DataLoader.
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "facula/core/error.h"

namespace facula::data {

namespace detail {

/// What the copies of an iterator share: where batches come from, and the one at hand.
template <class Batch>
struct Pass {
  explicit Pass(std::function<std::optional<Batch>()> f) : next(std::move(f)) {}
  bool at_end() {
    begin();
    return !batch;
  }
  void begin() {  // the first batch is made when it is asked for
    if (begun) return;
    batch = next();
    begun = true;
  }
  std::function<std::optional<Batch>()> next;
  std::optional<Batch> batch;
  bool begun = false;
};

}  // namespace detail

/// A place in a pass over a loader. Copies move together. Equal to the loader's end() when the pass is over.
/// An exception on the way leaves the pass at the next batch: another ++ goes on with it.
template <class Batch>
class Iterator {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = Batch;
  using pointer = Batch*;
  using reference = Batch&;
  using iterator_category = std::input_iterator_tag;

  /// Without a pass: the end.
  explicit Iterator(std::shared_ptr<detail::Pass<Batch>> pass = nullptr) : pass_(std::move(pass)) {}

  /// errors  Error past the end
  Iterator& operator++() {
    FACULA_CHECK(pass_, "Incrementing the DataLoader's past-the-end iterator is not allowed");
    FACULA_CHECK(!pass_->at_end(), "Attempted to increment iterator past the end");
    pass_->batch = pass_->next();
    return *this;
  }
  /// The batch at hand; errors  Error past the end
  Batch& operator*() const {
    FACULA_CHECK(pass_, "Dereferencing the DataLoader's past-the-end iterator is not allowed");
    FACULA_CHECK(!pass_->at_end(), "Attempted to dereference iterator that was past the end");
    return *pass_->batch;
  }
  Batch* operator->() const { return &**this; }
  bool operator==(const Iterator& o) const {
    if (pass_ && o.pass_) return pass_ == o.pass_;
    return (!pass_ || pass_->at_end()) && (!o.pass_ || o.pass_->at_end());
  }
  bool operator!=(const Iterator& o) const { return !(*this == o); }

 private:
  std::shared_ptr<detail::Pass<Batch>> pass_;
};

}  // namespace facula::data
