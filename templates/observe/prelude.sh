# Looks, and changes nothing: files, /proc and shell built-ins only, as few programs as possible.
# Each line of the answer is PHASE.KEY=VALUE. A value is cut at its first line break, so nothing can forge a line.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
nl='
'
say() {
  printf '%s.%s=%s\n' "$phase" "$1" "${2%%"$nl"*}"
}
# Every line of a small file.
say_file() {
  [ -r "$2" ] || return 0
  while IFS= read -r line || [ "$line" ]; do say "$1" "$line"; done <"$2"
}
# Every line of a text: what one program printed, with no second one to put the key before it.
say_lines() {
  key=$1
  set -f
  IFS=$nl
  for line in $2; do say "$key" "$line"; done
  unset IFS
  set +f
}
# The first line of a file, without starting a program.
say_line() {
  line=
  [ -r "$2" ] && IFS= read -r line <"$2" 2>/dev/null
  say "$1" "$line"
}
