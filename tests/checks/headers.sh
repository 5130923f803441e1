#!/bin/sh
# Compiles every public header alone as C++17, and all of them together as C++20 and C++23, with warnings as errors.
# Of headers with the same text (libtorch's many paths to torch/torch.h) one stands for all.
# Usage: headers.sh COMPILER FOLDER...; the folders are both searched for headers and include folders.
set -eu
compiler=$1
shift
includes=""
for folder in "$@"; do
  includes="$includes -I$folder"
done
export compiler includes

{
  find "$@" -name '*.h' | sort | xargs md5sum | awk '!seen[$1]++ { print 17, $2 }'
  for standard in 20 23; do
    find "$@" -path '*/facula/facula.h' -o -path '*/torch/torch.h' | sed "s/^/$standard /"
  done
} | xargs -P "$(nproc)" -L 1 sh -c '
  $compiler -std=c++"$0" -fsyntax-only -Wall -Wextra -Wconversion -Wshadow -Werror $includes \
    -include "$1" -x c++ /dev/null || { echo "does not compile alone as C++$0: $1"; exit 1; }'
echo "$(find "$@" -name '*.h' | wc -l) headers compile alone"
