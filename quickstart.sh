#!/bin/sh
# From a fresh Debian or Ubuntu to a verified lab: installs what is missing, builds seclab, brings a lab up.
# Usage: sh quickstart.sh [LAB]
set -eu
cd "$(dirname "$0")"
lab=${1:-rootless}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if ! command -v cargo >/dev/null; then
  echo "Rust is missing. Install it as https://rustup.rs says, then run this again." >&2
  exit 1
fi

if [ "$lab" = rootless ] && ! command -v go >/dev/null; then
  echo "Go is missing. It is needed only where no K3s release can be had; then install it as https://go.dev/doc/install says." >&2
fi

case $(uname -m) in
  aarch64) qemu=qemu-system-arm firmware=qemu-efi-aarch64 ;;
  *) qemu=qemu-system-x86 firmware= ;;
esac
missing=
for package in build-essential openssh-client "$qemu" $firmware qemu-utils mmdebstrap e2fsprogs uidmap; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ "$missing" ]; then
  as_root apt-get update
  # shellcheck disable=SC2086 # a list of names
  as_root apt-get install -y --no-install-recommends $missing
fi

cargo install --locked --path .
# cargo's own folder of programs may not be on the PATH yet.
PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
# Where no K3s release can be had, seclab's own server is taken, as the README says.
seclab up "$lab" --accept-upstream
seclab status "$lab"
