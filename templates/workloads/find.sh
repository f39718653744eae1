# find_first UNIT-CGROUP: sets `first` to the workload's first process and `group` to its control group.
# A container lies in a group of its own below the unit's, and its first process is 1 in its own namespace.
find_first() {
  first= group=$1
  for inner in "$1"/libpod-payload-*; do
    [ -d "$inner" ] && group=$inner
  done
  [ -r "$group/cgroup.procs" ] || return 0
  while read -r one; do
    [ "$first" ] || first=$one
    [ -r "/proc/$one/status" ] || continue
    while read -r key ids; do
      case "$key $ids" in NSpid:*[!0-9]1) [ "$ids" = 1 ] || first=$one ;; esac
    done <"/proc/$one/status"
  done <"$group/cgroup.procs"
}
