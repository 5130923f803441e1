// Module::save() and load().
#include "facula/io/archive.h"
#include "facula/nn/module.h"

namespace facula {
namespace nn {

void Module::save(serialize::OutputArchive& archive) const {
  for (const auto& p : parameters_)
    if (p->defined()) archive.write(p.key(), p.value());
  for (const auto& b : buffers_)
    if (b->defined()) archive.write(b.key(), b.value(), true);
  for (const auto& child : children_) {
    if (!child.value()->is_serializable()) continue;
    serialize::OutputArchive nested(archive.compilation_unit());
    child.value()->save(nested);
    archive.write(child.key(), nested);
  }
}

void Module::load(serialize::InputArchive& archive) {
  for (auto& p : parameters_)
    if (p->defined()) archive.read(p.key(), p.value());
  for (auto& b : buffers_)
    if (b->defined()) archive.read(b.key(), b.value(), true);
  for (const auto& child : children_) {
    if (!child.value()->is_serializable() || child.value()->state_dict().is_empty()) continue;
    serialize::InputArchive nested;
    archive.read(child.key(), nested);
    child.value()->load(nested);
  }
}

bool Module::is_serializable() const { return true; }

}  // namespace nn
}  // namespace facula
