#!/bin/bash
# mnist_cnn_cli.sh PROGRAM: mnist_cnn with bad input ends with one sentence, an error code and no file; with a
# tiny MNIST it writes all it should.
set -u
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# images FILE N, labels FILE N: IDX files of N images of 28 x 28 pixels, and of N labels
images() {
  { printf "\\0\\0\\10\\3\\0\\0\\0\\x$(printf %02x "$2")\\0\\0\\0\\x1c\\0\\0\\0\\x1c"; yes 'digits ' | head -c $(($2 * 784)); } >"$1"
}
labels() {
  { printf "\\0\\0\\10\\1\\0\\0\\0\\x$(printf %02x "$2")"; for ((i = 0; i < $2; i++)); do printf "\\x0$((i % 10))"; done; } >"$1"
}
fresh_data() {
  rm -rf "$folder/data" "$folder/out"
  mkdir "$folder/data"
  for set in train t10k; do
    images "$folder/data/$set-images-idx3-ubyte" 30
    labels "$folder/data/$set-labels-idx1-ubyte" 30
  done
}

# refuses TEXT ARGUMENT...: the only line that the program prints on stderr begins with its name and contains TEXT
refuses() {
  local text=$1 code
  shift
  "$program" --epochs 1 --threads 1 --data "$folder/data" --out "$folder/out" "$@" >"$folder/stdout" 2>"$folder/stderr"
  code=$?
  ((code > 0 && code < 126)) || fail "exit code $code instead of an error: $*"
  [ "$(wc -l <"$folder/stderr")" -eq 1 ] || fail "not one line: $* printed: $(cat "$folder/stderr")"
  grep -q "^mnist_cnn: .*$text" "$folder/stderr" || fail "no '$text' in: $(cat "$folder/stderr")"
  [ -z "$(find "$folder/out" -type f 2>/dev/null)" ] || fail "files are left behind: $(ls "$folder/out")"
}

fresh_data
refuses "not expected: --no-such-flag" --no-such-flag
refuses "batch-size.*-3 not in range" --batch-size -3
refuses "batch-size.*0 not in range" --batch-size 0
refuses "epochs" --epochs many
refuses "learning rate: nan" --lr nan
refuses "lr.*0 not in range" --lr 0
refuses "threads" --threads -1
refuses "Expected one of cpu, cuda" --device abacus
touch "$folder/file"
refuses "cannot make the output folder $folder/file/out" --out "$folder/file/out"
refuses "cannot .*output folder /proc/nowhere" --out /proc/nowhere
refuses "Error opening images file at $folder/nowhere/train-images-idx3-ubyte" --data "$folder/nowhere"

rm "$folder/data/t10k-labels-idx1-ubyte"
refuses "Error opening targets file at $folder/data/t10k-labels-idx1-ubyte"
fresh_data
truncate -s -1 "$folder/data/train-images-idx3-ubyte"
refuses "truncated IDX file"
fresh_data
: >"$folder/data/train-images-idx3-ubyte"
refuses "not an IDX file"
fresh_data
labels "$folder/data/t10k-labels-idx1-ubyte" 29
refuses "has 29 labels, but .* has 30 images"
fresh_data
cp "$folder/data/train-labels-idx1-ubyte" "$folder/data/train-images-idx3-ubyte"
refuses "its magic number is 2049 instead of 2051"
fresh_data
printf 'PNG' | dd of="$folder/data/train-labels-idx1-ubyte" conv=notrunc 2>/dev/null
refuses "not an IDX file"
fresh_data
printf '\x0a' | dd of="$folder/data/train-labels-idx1-ubyte" seek=8 bs=1 conv=notrunc 2>/dev/null
refuses "has the label 10; labels are digits"
fresh_data
gzip "$folder/data/train-images-idx3-ubyte"
truncate -s -20 "$folder/data/train-images-idx3-ubyte.gz"
refuses "train-images-idx3-ubyte.gz"

# And good input, in a folder with a name that shells and gnuplot would trip over.
fresh_data
out="$folder/out/it's here"
if "$program" --epochs 2 --batch-size 8 --threads 1 --workers 1 --data "$folder/data" --out "$out" >"$folder/stdout" 2>"$folder/stderr"; then
  tail -n 1 "$folder/stdout" | grep -qE '^test accuracy: [01]\.[0-9]{4}$' || fail "last line: $(tail -n 1 "$folder/stdout")"
  for file in mnist_cnn.pt loss.csv predictions.csv filters.csv; do
    [ -s "$out/$file" ] || fail "$file is missing"
  done
  if command -v gnuplot >/dev/null; then
    for file in loss.png predictions.png filters.png; do
      [ -s "$out/$file" ] || fail "$file is missing"
    done
  fi
  [ -z "$(find "$folder/out" -name '*.part*')" ] || fail "parts are left: $(ls "$out")"
else
  fail "exit code $? with good input: $(cat "$folder/stderr")"
fi
"$program" --help | grep -q -- "--epochs" || fail "--help does not list --epochs"

[ $failures -eq 0 ] && echo "all cases passed"
exit $((failures > 0))
