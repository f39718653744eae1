while read -r device point type options; do
  case $point in /sys/fs/cgroup | /sys/fs/cgroup/unified) say "mount" "$point $type" ;; esac
done </proc/self/mounts
say_line controllers /sys/fs/cgroup/cgroup.controllers
