#!/bin/sh
# Kills `seclab up` at random moments and lets the next `up` finish, again and again. Not in CI: it takes hours.
# Usage: sh tests/soak.sh [TIMES] [SEED]
# The same seed kills at the same moments; what a moment falls on depends on the machine.
set -eu
cd "$(dirname "$0")/.."
times=${1:-50}
seed=${2:-1}
cargo build --quiet
seclab=$PWD/target/debug/seclab
folder=$(mktemp -d)
export SECLAB_DATA_DIR="$folder/data" SECLAB_RUNTIME_DIR="$folder/run"
export SECLAB_CACHE_DIR="${SECLAB_CACHE_DIR:-$HOME/.cache/seclab-test}"
trap '"$seclab" down soak --yes >/dev/null 2>&1; rm -rf "$folder"' EXIT

# First the bare node alone, so that each turn can begin from it.
cp -r labs/node "$folder/lab"
sed -n '1,/^packages:/p' labs/node/lab.yaml | sed '$d; s/^  name: node$/  name: soak/' >"$folder/lab/lab.yaml"
"$seclab" --quiet up "$folder/lab" >/dev/null
"$seclab" --quiet save soak bare
sed 's/^  name: node$/  name: soak/' labs/node/lab.yaml >"$folder/lab/lab.yaml"

began=$(date +%s)
"$seclab" --quiet up soak >/dev/null
whole=$(($(date +%s) - began))
echo "soak: an up from the bare node takes $whole s; $times turns, seed $seed"

turn=1
while [ "$turn" -le "$times" ]; do
  "$seclab" --quiet restore soak bare
  # A linear congruential generator, as in POSIX' own example of rand().
  seed=$(((seed * 1103515245 + 12345) % 2147483648))
  after=$(awk "BEGIN { printf \"%.2f\", $seed / 2147483648 * $whole }")
  "$seclab" --quiet up soak >/dev/null 2>&1 &
  sleep "$after"
  kill -KILL $! 2>/dev/null || :
  wait $! 2>/dev/null || :
  "$seclab" --quiet up soak >/dev/null
  changes=$("$seclab" --quiet up soak -o json | sed -n 's/.*"changed": \[\(.*\)\].*/\1/p')
  [ -z "$changes" ] || { echo "soak: turn $turn, killed after $after s: not settled: $changes"; exit 1; }
  "$seclab" --quiet verify soak >/dev/null || { echo "soak: turn $turn, killed after $after s: not verified"; exit 1; }
  echo "soak: turn $turn, killed after $after s: ok"
  turn=$((turn + 1))
done
