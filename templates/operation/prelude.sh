# One operation: under a lock on the node, because the seclab that sent an earlier one may be gone while it still runs.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
DEBIAN_FRONTEND=noninteractive
export PATH LC_ALL DEBIAN_FRONTEND
umask 022
exec 1>&2
# A full disk is an error of its own, not of whatever happened to write: the shell's printf just says "I/O error".
told() {
  code=${1:-$?}
  [ "$code" != 0 ] || return 0
  # What came along until then is noted now: later, what others put there would be taken for it, too.
  if [ "${surveying:-}" ]; then
    set +e
    (set -e && note_survey)
  fi
  free=$(df --output=avail / | tail -n 1)
  [ "$free" -ge 256 ] || exit 73
  exit "$code"
}
trap told EXIT
trap 'exit 143' TERM
[ -d /run/seclab ] || install -d -m 0755 /run/seclab
[ -d /var/lib/seclab/before ] || install -d -m 0700 /var/lib/seclab /var/lib/seclab/before
exec 9>>/run/seclab/lock
# Who can open it can hold it.
chmod 0600 /run/seclab/lock
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
# install_folder PATH: with its parents; each that is made is remembered.
install_folder() {
  [ ! -d "$1" ] || return 0
  install_folder "$(dirname -- "$1")"
  remember folder "$1" absent
  install -d -m 0755 -- "$1"
}
# keep_before PATH: what is there before seclab comes is kept once.
keep_before() {
  install_folder "$(dirname -- "$1")"
  if ! grep -qsF -- "file$tab$1$tab" "$inventory"; then
    if [ -e "$1" ] || [ -L "$1" ]; then
      kept=/var/lib/seclab/before/$(printf %s "$1" | sha256sum | cut -c 1-32)
      cp -a --remove-destination -- "$1" "$kept"
      remember file "$1" "$kept"
    else
      remember file "$1" absent
    fi
  fi
}
# install_file PATH MODE OWNER TEXT: whole or not at all.
install_file() {
  keep_before "$1"
  staged=$(mktemp -- "$(dirname -- "$1")/.seclab-XXXXXXXX")
  printf %s "$4" >"$staged"
  put_in_place "$@"
}
# install_program PATH FROM
install_program() {
  keep_before "$1"
  staged=$(mktemp -- "$(dirname -- "$1")/.seclab-XXXXXXXX")
  cat -- "$2" >"$staged"
  put_in_place "$1" 0755 root:root
}
put_in_place() {
  chown -- "$3" "$staged"
  chmod -- "$2" "$staged"
  mv -fT -- "$staged" "$1"
}
# restore_file PATH: back to what was there before seclab came.
restore_file() {
  before=$(awk -F "$tab" -v path="$1" '$1 == "file" && $2 == path { print $3; exit }' "$inventory")
  case $before in
    absent) rm -f -- "$1" || return 1 ;;
    # A link may lead nowhere and is there all the same.
    /var/lib/seclab/before/*) [ ! -e "$before" ] && [ ! -L "$before" ] || mv -fT -- "$before" "$1" || return 1 ;;
  esac
  forget file "$1"
}
# set_subordinate FILE NAME LINES: these lines of /etc/subuid or /etc/subgid are the user's, where the old ones stood.
set_subordinate() {
  uid=$(id -u "$2" 2>/dev/null) || uid=$2
  [ -e "/etc/$1" ] || : >"/etc/$1"
  cp -a "/etc/$1" "/etc/$1.seclab" || return 1
  awk -F : -v name="$2" -v uid="$uid" -v lines="$3" '
    function put() { if (!done++) { n = split(lines, line, " "); for (i = 1; i <= n; i++) print line[i] } }
    $1 == name || $1 == uid { put(); next }
    { print }
    END { put() }
  ' "/etc/$1" >"/etc/$1.seclab" && mv -f "/etc/$1.seclab" "/etc/$1"
}
link_before() {
  if [ -L "$1" ]; then readlink -- "$1"; else echo absent; fi
}
install_link() {
  install_folder "$(dirname -- "$1")"
  remember link "$1" "$(link_before "$1")"
  ln -sfn -- "$2" "$1"
}
remove_link() {
  [ -L "$1" ] || return 0
  remember link "$1" "$(link_before "$1")"
  rm -f -- "$1"
}
# What a package or a module brings along, in lines of kind, name and state.
survey() {
  dpkg-query -W -f 'package\t${binary:Package}\t${db:Status-Status}\n' 2>/dev/null | grep -v 'not-installed$' || :
  sed 's/^\([^:]*\):.*/account\t\1\tyes/' /etc/passwd
  sed 's/^\([^:]*\):.*/group\t\1\tyes/' /etc/group
  # The kernel lists the newest first. They are noted oldest first, as everything is.
  tac /proc/modules | sed 's/^\([^ ]*\) .*/module\t\1\tyes/'
  sed 's/^\(.*\) (.*)$/profile\t\1\tyes/' /sys/kernel/security/apparmor/profiles 2>/dev/null || :
}
# What is there now and was not when the survey began is ours. One that was cut off goes on from its beginning.
begin_survey() {
  surveying=yes
  [ ! -e /var/lib/seclab/survey ] || return 0
  survey >/var/lib/seclab/survey.new
  mv -f /var/lib/seclab/survey.new /var/lib/seclab/survey
}
note_survey() {
  [ -e /var/lib/seclab/survey ] || return 0
  survey | awk -F "$tab" -v OFS="$tab" '
    NR == FNR { before[$1, $2] = $3; next }
    !(($1, $2) in before) { print $1, $2, "absent"; next }
    before[$1, $2] != $3 { print $1, $2, before[$1, $2] }
  ' /var/lib/seclab/survey - >/run/seclab/surveyed
  while IFS= read -r line <&3; do
    rest=${line#*"$tab"}
    remember "${line%%"$tab"*}" "${rest%%"$tab"*}" "${rest#*"$tab"}"
  done 3</run/seclab/surveyed
  rm -f /var/lib/seclab/survey
}
