# Compares two outputs of a program token by token: numbers within `tolerance` relatively (or `floor` absolutely), all else
# exactly. The first line of the recorded file may say `# tolerance X`. Usage: awk -f same.awk RECORDED OUTPUT
function number(t) { return t ~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?$/ }
function size(x) { return x < 0 ? -x : x }
function fail(text) { printf "line %d: %s\n", FNR, text; bad = 1; exit 1 }
BEGIN { tolerance = 1e-4; floor = 1e-6 }
NR == FNR {
  if ($1 == "#" && $2 == "tolerance") { tolerance = $3; next }
  want[++lines] = $0
  next
}
{
  n = split(want[FNR], w)
  if (FNR > lines) fail("more lines than the " lines " recorded ones")
  if (n != NF) fail("'" $0 "', recorded '" want[FNR] "'")
  for (i = 1; i <= n; ++i) {
    if ($i "" == w[i] "") continue
    if (!number($i) || !number(w[i])) fail("'" $i "', recorded '" w[i] "'")
    off = size($i - w[i])
    relative = off / (size(w[i]) > 1e-30 ? size(w[i]) : 1e-30)
    if (off > floor && relative > tolerance)
      fail("'" $0 "', recorded '" want[FNR] "': " relative " apart, allowed " tolerance)
    if (off > floor && relative > worst) worst = relative
  }
  seen = FNR
}
END {
  if (bad) exit 1
  if (seen != lines) { printf "%d lines, recorded are %d\n", seen, lines; exit 1 }
  printf "%d lines, largest relative difference %.1e (allowed %g)\n", lines, worst, tolerance
}
