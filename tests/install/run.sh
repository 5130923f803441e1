#!/bin/sh
# Installs a build into a temporary prefix, then builds and runs a small outside project against it.
# Usage: run.sh BUILD_FOLDER [shared|static|torch|pkgconfig|subproject]...     (all of them when none is named)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- shared static torch pkgconfig subproject

work=$(mktemp -d "${TMPDIR:-/tmp}/facula-install.XXXXXX")
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
cmake --install "$build" --prefix "$prefix" >"$work/log" || { cat "$work/log"; exit 1; }
# The program must not find what it needs in the build folder or in a prefix that the environment names.
unset CMAKE_PREFIX_PATH LD_LIBRARY_PATH PKG_CONFIG_PATH
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
libdir=$prefix/$(sed -n 's/^CMAKE_INSTALL_LIBDIR:[A-Z]*=//p' "$build/CMakeCache.txt")

configure() { # configure PROJECT OPTION...
  project=$1
  shift
  cmake -S "$here/$project" -B "$work/$project" -DCMAKE_CXX_COMPILER="$compiler" "$@" >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
}
run_project() { # run_project PROJECT OPTION...
  configure "$@"
  cmake --build "$work/$1" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  "$work/$1/program"
  rm -rf "${work:?}/$1"
}

for kind in "$@"; do
  printf '%s: ' "$kind"
  case $kind in
    shared) run_project facula -DKIND=shared -DCMAKE_PREFIX_PATH="$prefix" ;;
    static) run_project facula -DKIND=static -DCMAKE_PREFIX_PATH="$prefix" ;;
    torch) run_project torch -DCMAKE_PREFIX_PATH="$libdir/cmake/facula-torch" ;;
    pkgconfig)
      flags=$(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --cflags --libs facula)
      # shellcheck disable=SC2086 # the flags are words
      "$compiler" -std=c++17 "$here/program.cpp" $flags -Wl,-rpath,"$libdir" -o "$work/shared"
      "$work/shared"
      flags=$(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --cflags --libs --static facula)
      rm "$libdir"/libfacula.so*
      # shellcheck disable=SC2086
      "$compiler" -std=c++17 "$here/program.cpp" $flags -o "$work/static"
      printf 'pkgconfig --static: '
      "$work/static"
      ;;
    subproject)
      configure subproject -DFACULA_SOURCE="$(cd "$here/../.." && pwd)"
      echo "configured"
      ;;
    *)
      echo "unknown project; known are shared, static, torch, pkgconfig and subproject"
      exit 1
      ;;
  esac
done
