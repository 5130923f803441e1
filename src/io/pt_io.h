#pragma once

#include <iosfwd>

#include "io/pt_file.h"

/// .pt values from and to files and streams.
namespace facula::io {

/// Atomic; the archive's top folder is the file's name without its extension, as PyTorch has it.
void save_pt(const IValue& root, const std::string& path, const ModuleNames& modules = {});
/// errors  Error if the stream fails
void save_pt(const IValue& root, std::ostream& stream, const ModuleNames& modules = {});

PtContents load_pt(const std::string& path, std::optional<Device> device);
/// From where the stream stands to its end.
PtContents load_pt(std::istream& stream, std::optional<Device> device);

}  // namespace facula::io
