# find_first UNIT-CGROUP: sets `first` to the workload's first process and `group` to its control group.
# A container lies in a group of its own below the unit's, and its first process is 1 in its own namespace.
find_first() {
  first= group=$1
  for inner in "$1"/libpod-payload-*; do
    [ -d "$inner" ] && group=$inner
  done
  # What ends meanwhile takes its files with it.
  while read -r one; do
    # Until there is a container, Podman itself is all there is.
    name=
    read -r name 2>/dev/null <"/proc/$one/comm" || :
    [ "$name" != podman ] || continue
    [ "$first" ] || first=$one
    while read -r key ids; do
      case "$key $ids" in NSpid:*[!0-9]1) [ "$ids" = 1 ] || first=$one ;; esac
    done 2>/dev/null <"/proc/$one/status" || :
  done 2>/dev/null <"$group/cgroup.procs" || :
}
