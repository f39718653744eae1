#!/bin/sh
# Every test there is: format, lints, licences, unit and contract tests, and the end-to-end suites on real guests.
# Usage: sh tests/run.sh
set -eu
cd "$(dirname "$0")/.."

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if ! command -v go >/dev/null; then
  echo "Go is missing, which builds seclab-k8s. Install it as https://go.dev/doc/install says, then run this again." >&2
  exit 1
fi

missing=
for package in build-essential openssh-client openssh-server qemu-system-x86 qemu-utils mmdebstrap e2fsprogs python3 uidmap shellcheck; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ "$missing" ]; then
  as_root apt-get update
  # RUNLEVEL=1: nothing that is installed is started.
  # shellcheck disable=SC2086 # a list of names
  as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
fi

# With nothing better to do than what the guests leave of the processor: the lab rootless finds it compiled.
log=$(mktemp)
warm=$(mktemp -d)
setsid nice -n 19 sh upstream/build.sh "$warm/seclab-k8s" >"$warm/log" 2>&1 &
warming=$!
# A session of its own, so that Go's compiler ends with it.
trap 'kill -- "-$warming" 2>/dev/null || :; rm -rf "$log" "$warm"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cargo fmt --all --check
cargo clippy --locked --workspace --all-targets -- --deny warnings
shellcheck quickstart.sh tests/run.sh tests/soak.sh

# Licences and sources of dependencies. Advisories are left out: their database can't be downloaded everywhere.
tools=$HOME/.cache/seclab-test/tools
PATH=$PATH:$tools/bin
cargo deny --version >/dev/null 2>&1 || cargo install --locked --root "$tools" cargo-deny
cargo deny --locked --log-level error check bans licenses sources

(cd upstream && test -z "$(gofmt -l .)" && go test -trimpath ./settings ./component ./pki ./loadbalancer ./checkconfig ./manifest)

# One suite after the other: two guests at once would only slow each other down.
code=0
{ SECLAB_E2E=1 RUST_BACKTRACE=1 cargo test --locked --workspace --no-fail-fast 2>&1 || echo $? >"$log.code"; } | tee "$log"
if [ -e "$log.code" ]; then code=$(cat "$log.code"); rm -f "$log.code"; fi

awk '/^test result:/ { passed += $4; failed += $6 } END { printf "seclab: %d passed, %d failed\n", passed, failed }' "$log"
exit "$code"
