#!/bin/sh
# Fails if an object file of src/cpu/isa/ defines a symbol that the linker may merge with one of another
# instruction set: it could then hand an AVX-512 body to a processor without AVX-512.
# Usage: isa_symbols.sh NM FILE, where FILE lists object files, one per line.
set -eu
nm=$1
list=$2

# W, V and u are weak, weak data and unique symbols. A symbol of an isa_* namespace has that in its mangled name.
# DW.ref.* are compiler-made pointers to personality routines, which hold no code.
shared=$(while read -r object; do
  [ -z "$object" ] || "$nm" --defined-only --print-file-name "$object"
done <"$list" | awk '$(NF-1) ~ /^[WVu]$/ && $NF !~ /isa_(v[234]|generic)/ && $NF !~ /^DW\.ref\./')
if [ -n "$shared" ]; then
  echo "$shared" | c++filt
  echo "These symbols have external linkage outside the namespace of their instruction set."
  echo "Use no std:: or shared inline code in src/cpu/isa/ that the compiler may leave uninlined."
  exit 1
fi
count=$(grep -c . "$list" || true)
echo "$count object files, all symbols in their own namespace"
