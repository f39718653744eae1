# Looks, and changes nothing: what a process may do, or what a file gives to whom executes it. As few programs as
# possible; each line of the answer is KEY=VALUE.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
pid={{ question.pid }}
file={{ question.file }}
student={{ question.student }}
nl='
'
say_lines() {
  while IFS= read -r line; do printf '%s=%s\n' "$1" "$line"; done
}
{% if question.subject %}{% set subject = question.subject %}{% set student = question.student %}{% include "workloads/first.sh" -%}
pid=$first
[ "$pid" ] || { echo "absent=it does not run"; exit 0; }
{% endif -%}
if [ "$file" ]; then
  real=$(readlink -e -- "$file") && [ -f "$real" ] || { echo "absent=there is no such file"; exit 0; }
  # Nothing that the node names can forge a line.
  printf 'file=%s\n' "${real%%"$nl"*}"
  stat -c 'mode=%a
owner=%u' -- "$real"
  found=$(getcap -n -- "$real") || exit 3
  printf 'capabilities=%s\n' "${found#"$real"}"
  printf 'mount=%s\n' "$(findmnt -n -o OPTIONS -T "$real")"
fi
if [ "$pid" ]; then
  printf 'pid=%s\n' "$pid"
  [ -r "/proc/$pid/status" ] || { echo "absent=there is no process $pid"; exit 0; }
  say_lines status <"/proc/$pid/status"
  say_lines uid_map <"/proc/$pid/uid_map"
elif [ "$student" ]; then
  runuser -u "$student" -- sh -c 'cat /proc/$$/status' | say_lines status
  say_lines uid_map </proc/self/uid_map
fi
