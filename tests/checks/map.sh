#!/bin/sh
# Fails if an op family src/ops/F.cpp lacks its header include/facula/ops/F.h, its line in docs/map.md or its tests.
# Usage: map.sh SOURCE_FOLDER
set -eu
cd "$1"
failed=0
families=0
for source in src/ops/*.cpp; do
  [ -e "$source" ] || continue
  family=$(basename "$source" .cpp)
  family=${family%%_*} # conv_backward.cpp belongs to the family conv
  [ "$family" = out ] && continue # what the out forms of all families share
  families=$((families + 1))
  if [ ! -e "include/facula/ops/$family.h" ]; then
    echo "$source: include/facula/ops/$family.h is missing"
    failed=1
  fi
  if ! grep -q "^| \`$family\` |" docs/map.md; then
    echo "$source: docs/map.md has no line for the family \`$family\`"
    failed=1
  fi
done
[ "$failed" = 0 ] && echo "$families op sources, each with a header and a line in docs/map.md"
exit "$failed"
