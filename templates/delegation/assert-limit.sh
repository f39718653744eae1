# The student's own manager sets limits on a unit of the student's, and the kernel shows them inside.
uid=$(id -u {{ name }})
runuser -u {{ name }} -- env "XDG_RUNTIME_DIR=/run/user/$uid" "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$uid/bus" \
  systemd-run --user --quiet --wait --pipe --collect -p TasksMax=17 -p AllowedCPUs=0 -p MemoryMax=64M -p CPUQuota=50% \
  sh -c 'cd "/sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)" && cat pids.max cpuset.cpus.effective memory.max cpu.max' |
  tr '\n' ';'
