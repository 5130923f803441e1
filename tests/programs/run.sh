#!/bin/sh
# Runs a program and compares what it prints with what libtorch's build of it printed. Usage: run.sh PROGRAM RECORDED
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp "${TMPDIR:-/tmp}/facula-program.XXXXXX")
trap 'rm -f "$out"' EXIT
OMP_NUM_THREADS=1 "$1" >"$out"
awk -f "$here/same.awk" "$2" "$out"
