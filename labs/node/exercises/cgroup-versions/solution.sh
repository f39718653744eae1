# a: one file system of type cgroup2 on /sys/fs/cgroup itself, and it has the controllers. b: only mounts of type cgroup.
# c: cgroup2 is there, but below /sys/fs/cgroup/unified and without a controller: they are all bound to v1. Rootless K3s
# needs them in v2, so `a` alone will do.
cat >cgroup-versions.txt <<'answer'
a: v2
b: v1
c: hybrid
rootless: a
answer
