#pragma once
// Numbers of samplers in archives.
#include "facula/io/archive.h"

namespace facula::data::samplers {

void write_number(serialize::OutputArchive& archive, const char* key, int64_t value);
/// errors  Error unless there is one number, not negative
int64_t read_number(serialize::InputArchive& archive, const char* key);

}  // namespace facula::data::samplers
