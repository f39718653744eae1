# One operation: under a lock on the node, because the seclab that sent an earlier one may be gone while it still runs.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
DEBIAN_FRONTEND=noninteractive
export PATH LC_ALL DEBIAN_FRONTEND
umask 022
exec 1>&2
[ -d /run/seclab ] || install -d -m 0755 /run/seclab
[ -d /var/lib/seclab/before ] || install -d -m 0700 /var/lib/seclab /var/lib/seclab/before
exec 9>>/run/seclab/lock
if ! flock -w {{ lock_seconds }} 9; then
  echo "another operation holds the lock: $(cat /run/seclab/operation 2>/dev/null)"
  exit 75
fi
printf '%s\n' {{ operation }} >/run/seclab/operation
inventory=/var/lib/seclab/inventory
tab='	'

# remember KIND KEY BEFORE: the first word on what was before stays, whatever is changed later.
remember() {
  if ! grep -qsF -- "$1$tab$2$tab" "$inventory"; then
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$inventory"
  fi
}
forget() {
  [ -e "$inventory" ] || return 0
  grep -vF -- "$1$tab$2$tab" "$inventory" >"$inventory.new" || :
  mv -f "$inventory.new" "$inventory"
}
# install_file PATH MODE OWNER TEXT: whole or not at all; what was there before is kept once.
install_file() {
  if ! grep -qsF -- "file$tab$1$tab" "$inventory"; then
    if [ -e "$1" ] || [ -L "$1" ]; then
      kept=/var/lib/seclab/before/$(printf %s "$1" | sha256sum | cut -c 1-32)
      cp -a --remove-destination -- "$1" "$kept"
      remember file "$1" "$kept"
    else
      remember file "$1" absent
    fi
  fi
  folder=$(dirname -- "$1")
  [ -d "$folder" ] || install -d -m 0755 -- "$folder"
  staged=$(mktemp -- "$folder/.seclab-XXXXXXXX")
  printf %s "$4" >"$staged"
  chown -- "$3" "$staged"
  chmod -- "$2" "$staged"
  mv -fT -- "$staged" "$1"
}
# restore_file PATH: back to what was there before seclab came.
restore_file() {
  before=$(awk -F "$tab" -v path="$1" '$1 == "file" && $2 == path { print $3; exit }' "$inventory")
  case $before in
    absent) rm -f -- "$1" ;;
    /var/lib/seclab/before/*) [ ! -e "$before" ] || mv -fT -- "$before" "$1" ;;
  esac
  forget file "$1"
}
