#pragma once
// The base of what programs hold by intrusive_ptr.
#include "facula/core/intrusive_ptr.h"

namespace facula {

/// Counts its references and is deleted with the last of them: `struct T : c10::intrusive_ptr_target`,
/// `c10::make_intrusive<T>(...)`.
class intrusive_ptr_target {
 public:
  void inc_ref() const noexcept { references_.inc(); }
  void dec_ref() const {
    if (references_.dec()) delete this;
  }
  int32_t use_count() const noexcept { return references_.get(); }

 protected:
  intrusive_ptr_target() = default;
  intrusive_ptr_target(const intrusive_ptr_target&) {}  // a copy has references of its own
  intrusive_ptr_target& operator=(const intrusive_ptr_target&) { return *this; }
  virtual ~intrusive_ptr_target() = default;

 private:
  mutable RefCount references_;
};

}  // namespace facula
